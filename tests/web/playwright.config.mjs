import { defineConfig } from '@playwright/test';
import { BASE, SERVER, launchOptions } from './browser.mjs';

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.mjs',
  outputDir: '../../target/playwright',
  // Generous, since a busy machine is slow: nothing here asserts time.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  // What needs its second try is reported as flaky.
  retries: process.env.CI ? 1 : 0,
  workers: 2,
  reporter: 'list',
  use: { baseURL: BASE, launchOptions },
  projects: [
    { name: 'desktop', use: { viewport: { width: 1280, height: 800 } } },
    // What does not depend on the size of the screen runs once.
    { name: 'phone', grep: /@phone/, use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } },
  ],
  webServer: { command: SERVER, url: BASE, reuseExistingServer: !process.env.CI },
});
