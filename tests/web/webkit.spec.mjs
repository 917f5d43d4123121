// The same link in Chromium and in WebKit, the engine of Safari: equal pixels, and every bench without a complaint.

import { expect, test } from '@playwright/test';
import { LINKS, RESTORED, STEPS, done, hashOf, values } from './links.mjs';
import { open, restore } from './page.mjs';
import { WebKit, missing } from './webkit.mjs';

// A browser without a graphics card of its own takes its time.
test.slow();
test.skip(missing !== '', `no WebKit: ${missing} missing; on Debian 'apt-get install webkit2gtk-driver xvfb'`);

let started;
const webkit = () => (started ??= WebKit.start());
test.afterAll(async () => (await started)?.close());

const ready = () => document.querySelector('[data-bench]') && document.querySelector('#notice').hidden;

for (const [name, link] of Object.entries(LINKS)) {
  test(`a link gives the same pixels in Chromium and in WebKit: ${name}`, async ({ page }) => {
    const onDenoise = !link.includes('bench=dream');
    const canvases = onDenoise ? RESTORED : ['#generated canvas'];
    await open(page, link);
    if (onDenoise) await restore(page);
    await page.waitForFunction(done, STEPS[name], { timeout: 60_000 });
    // The address follows what is computed.
    await expect.poll(() => page.url()).toContain(onDenoise ? '&at=' : `dream.at=${STEPS[name]}`);
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
    // What is told in words may be drawn a moment later.
    await expect.poll(async () => {
      const [chromium, webkit] = await Promise.all([page, other].map(async (browser) => hashOf(await browser.evaluate(values, canvases))));
      return webkit === chromium;
    }).toBe(true);
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
