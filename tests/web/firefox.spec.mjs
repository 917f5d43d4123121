// The same link in Chromium and in Firefox: equal pixels, and every bench without a complaint.

import { expect, test } from '@playwright/test';
import { existsSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { launch } from 'puppeteer-core';
import { open, restore } from './page.mjs';

const FIREFOX = process.env.FIREFOX || '/usr/bin/firefox-esr';
const SIZE = { width: 1280, height: 800 };

test.skip(!existsSync(FIREFOX), `no Firefox at ${FIREFOX}: name one in FIREFOX`);

/** A 4 of two strokes. */
const INK = 'p2pcs49at938jfne8fnkhf2.p2pghbdg7h2fnog';
/** A link of a drawing under noise, and ones of chains from the mixture and of GENERATE to its end. */
const LINKS = {
  denoise: `#v=1&mode=denoise&corruption=gaussian&strength=0.45&seed=77&denoise.n_rounds=3&ink=${INK}`,
  inpaint: `#v=1&mode=inpaint&corruption=block&seed=4&inpaint.start=mixture&ink=${INK}`,
  mixture: '#v=1&bench=dream&dream.seed=12&dream.count=16&dream.at=20',
  gaussian: '#v=1&bench=dream&dream.prior=gaussian&dream.seed=12&dream.count=16&dream.n_rounds=2',
};
const RESTORED = ['#restored', '#map-h1', '#map-h2'];

/** In the page: every value of the canvases that match, in order. */
const values = (selectors) =>
  selectors.flatMap((selector) => [...document.querySelectorAll(selector)].flatMap((canvas) => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]));
const hashOf = (numbers) => createHash('sha256').update(Uint8Array.from(numbers)).digest('hex');

/** The step at which chains end: `dream.at` of the link, or the end of GENERATE, 2 rounds of 15 iterations. */
const STEPS = { mixture: 20, gaussian: 30 };
/** In the page: whether all is computed, of chains `steps` steps. */
const done = (steps) =>
  steps
    ? (document.querySelector('#dream-counter')?.textContent ?? '').startsWith(`step ${steps} `)
    : /round (\d+)\/\1 · iteration (\d+)\/\2$/.test(document.querySelector('#counter').textContent);

let started;
const firefox = () => (started ??= launch({ browser: 'firefox', executablePath: FIREFOX, headless: true }));
test.afterAll(async () => (await started)?.close());

for (const [name, link] of Object.entries(LINKS)) {
  test(`a link gives the same pixels in Chromium and in Firefox: ${name}`, async ({ page, baseURL }) => {
    const bench = link.includes('bench=dream') ? 'dream' : 'denoise';
    const canvases = bench === 'dream' ? ['#generated canvas'] : RESTORED;
    await open(page, link);
    if (bench === 'denoise') await restore(page);
    await page.waitForFunction(done, STEPS[name], { timeout: 60_000 });
    const chromium = await page.evaluate(values, canvases);
    // What the page itself wrote into its address, as a visitor copies it.
    await expect.poll(() => page.url()).toContain('model=');
    // The drawing of the link, not the digit that stands in for ink that cannot be read.
    if (bench === 'denoise') expect(page.url()).toContain(`ink=${INK}`);
    const other = await (await firefox()).newPage();
    await other.setViewport(SIZE);
    await other.goto(page.url());
    await other.waitForFunction(() => document.querySelector('#notice')?.hidden, { timeout: 60_000 });
    if (bench === 'denoise') {
      await other.waitForFunction(() => document.querySelector('#error-spoilt').textContent !== '', { timeout: 60_000 });
      await other.select('#speed', '60');
      await other.click('#play');
    }
    await other.waitForFunction(done, { timeout: 60_000 }, STEPS[name]);
    const found = await other.evaluate(values, canvases);
    await other.close();
    expect(new Set(chromium).size, `${baseURL}: the pictures are not empty`).toBeGreaterThan(50);
    console.log(`${name}: Chromium ${hashOf(chromium).slice(0, 16)}, Firefox ${hashOf(found).slice(0, 16)}, ${found.length} values`);
    expect(hashOf(found)).toBe(hashOf(chromium));
  });
}

test('every bench opens in Firefox without a complaint', async ({ baseURL }) => {
  const complaints = [];
  const page = await (await firefox()).newPage();
  await page.setViewport(SIZE);
  page.on('console', (message) => ['error', 'warn'].includes(message.type()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(baseURL);
  await page.waitForFunction(() => document.querySelector('#notice')?.hidden, { timeout: 60_000 });
  const benches = await page.$$eval('[data-bench]', (tabs) => tabs.map((tab) => tab.dataset.bench));
  expect(benches.length).toBeGreaterThan(2);
  for (const bench of benches) {
    await page.click(`[data-bench='${bench}']`);
    await page.waitForFunction((name) => document.querySelector(`#bench-${name} h2`)?.getBoundingClientRect().height > 0, { timeout: 60_000 }, bench);
    await page.waitForFunction(() => document.querySelector('#bench-problem').textContent === '', { timeout: 60_000 });
  }
  await page.close();
  expect(complaints).toEqual([]);
});
