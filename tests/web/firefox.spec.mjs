// The same link in Chromium and in Firefox: equal pixels, and every bench without a complaint.

import { expect, test } from '@playwright/test';
import { existsSync } from 'node:fs';
import { launch } from 'puppeteer-core';
import { INK, LINKS, RESTORED, STEPS, done, hashOf, values } from './links.mjs';
import { Monkey, SEEDS } from './monkey.mjs';
import { open, restore } from './page.mjs';

const FIREFOX = process.env.FIREFOX || '/usr/bin/firefox-esr';
const SIZE = { width: 1280, height: 800 };

test.skip(!existsSync(FIREFOX), `no Firefox at ${FIREFOX}: name one in FIREFOX`);

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

test('a hundred actions at random in Firefox do no harm', async ({ baseURL }) => {
  const page = await (await firefox()).newPage();
  await page.setViewport(SIZE);
  const monkey = new Monkey(page, SEEDS[0]);
  await monkey.open(`${baseURL}/`);
  while (monkey.done.length < 100 && monkey.faults.length === 0) await monkey.act();
  expect(monkey.faults.join('\n')).toBe('');
  await page.close();
});
