// The same link in Chromium and in WebKit, the engine of Safari: equal pixels, and every bench without a complaint.

import { expect, test } from '@playwright/test';
import { PORT } from './browser.mjs';
import { LINKS, RESTORED, STEPS, done, hashOf, values } from './links.mjs';
import { open, restore } from './page.mjs';
import { WebKit, missing } from './webkit.mjs';

// A browser without a graphics card of its own takes its time.
test.slow();
test.skip(missing !== '', `no WebKit: ${missing} missing; on Debian 'apt-get install webkit2gtk-driver xvfb'`);

let started;
/** On a port of its own beside that of the page. */
const webkit = () => (started ??= WebKit.start(PORT + 1000));
test.afterAll(async () => (await started)?.close());

const ready = () => document.querySelector('[data-bench]') && document.querySelector('#notice').hidden;

for (const [name, link] of Object.entries(LINKS)) {
  test(`a link gives the same pixels in Chromium and in WebKit: ${name}`, async ({ page }) => {
    const onDenoise = !link.includes('bench=dream');
    const canvases = onDenoise ? RESTORED : ['#generated canvas'];
    await open(page, link);
    if (onDenoise) await restore(page);
    await page.waitForFunction(done, STEPS[name], { timeout: 60_000 });
    await expect.poll(() => page.url()).toContain('model=');
    const other = await webkit();
    // A change of the hash alone would not load the page.
    await other.goto('about:blank');
    await other.goto(page.url());
    await other.until(ready);
    if (onDenoise) {
      await other.until(() => document.querySelector('#error-spoilt')?.textContent);
      await other.evaluate(() => document.querySelector('#play').click());
    }
    await other.until(done, STEPS[name] ?? null);
    const chromium = hashOf(await page.evaluate(values, canvases));
    expect(hashOf(await other.evaluate(values, canvases))).toBe(chromium);
  });
}

test('every bench opens in WebKit without a complaint', async ({ baseURL }) => {
  const page = await webkit();
  await page.goto('about:blank');
  await page.goto(baseURL);
  await page.until(ready);
  await page.evaluate(() => {
    window.complaints = [];
    addEventListener('error', ({ message }) => window.complaints.push(message));
    addEventListener('unhandledrejection', ({ reason }) => window.complaints.push(String(reason)));
    for (const level of ['error', 'warn']) console[level] = (...said) => window.complaints.push(said.join(' '));
  });
  await page.openBenches();
  expect(await page.evaluate(() => window.complaints)).toEqual([]);
});
