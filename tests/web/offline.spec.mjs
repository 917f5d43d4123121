// dist/ on a host: kept on the device, opened without a network, renewed as a whole and only when asked.

import { expect, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { launch } from 'puppeteer-core';
import { PORT } from './browser.mjs';
import { ALL_KEPT, BENCHES_KEPT, kept, openBenches, restoreDigit, serve } from './host.mjs';
import { spoilt } from './page.mjs';
import { WebKit, missing } from './webkit.mjs';

const FIREFOX = process.env.FIREFOX || '/usr/bin/firefox-esr';
const WWW = path.resolve('../../www');

/** The page as it is built, and as a later version of it. */
let dist, another, host;
test.beforeAll(async ({}, info) => {
  const folder = path.resolve(`../../target/offline-${info.parallelIndex}`);
  await rm(folder, { recursive: true, force: true });
  dist = path.join(folder, 'dist');
  execFileSync('node', [path.join(WWW, 'build/dist.mjs'), dist]);
  another = await buildAnother(folder);
});
test.afterEach(() => host?.stop());

/** Builds another version, where a tab and a bench have other words. */
async function buildAnother(folder) {
  const www = path.join(folder, 'source/www');
  await cp(WWW, www, { recursive: true, filter: (from) => path.basename(from) !== 'node_modules' });
  await symlink(path.join(WWW, 'node_modules'), path.join(www, 'node_modules'));
  await cp(path.join(WWW, '../LICENSE'), path.join(www, '../LICENSE'));
  for (const [file, from, to] of [['en.js', "'Look inside'", "'Look within'"], ['en/stdp.js', "words = {", "words = { 'stdp.changed': 'Changed',"]]) {
    const text = await readFile(path.join(www, 'strings', file), 'utf8');
    expect(text).toContain(from);
    await writeFile(path.join(www, 'strings', file), text.replace(from, to));
  }
  const target = path.join(folder, 'another');
  execFileSync('node', [path.join(www, 'build/dist.mjs'), target]);
  return target;
}

/** Hears what goes wrong, but for what cannot be had once the network is cut: a newer service worker. */
function complaints(page) {
  const found = [];
  page.on('pageerror', ({ message }) => found.push(message));
  page.on('console', (message) => message.type() === 'error' && !message.location().url.endsWith('/sw.js') && found.push(message.text()));
  return found;
}

const assetsOf = async (folder) => new Set(await readdir(path.join(folder, 'assets')));
const newVersion = (page) => page.locator('#new-version');

test('what is kept comes after the first digit; then the page opens without a network, and every bench with it', async ({ page }) => {
  host = await serve(dist, { base: '/some/repo/' });
  const found = complaints(page);
  await page.goto(`${host.url}?visit#v=1`);
  await spoilt(page);
  const before = host.asked.filter((name) => /sw\.js|offline|dream|webmanifest/.test(name));
  expect(before).toEqual([]);
  await restoreDigit(page);
  await kept(page, BENCHES_KEPT);
  // The models' further files are a choice.
  expect(host.asked.filter((name) => /\/paper[.-].*safetensors$/.test(name))).toEqual([]);
  await host.stop();
  // Nothing was opened before but the first bench.
  await openBenches(page);
  await page.reload();
  await restoreDigit(page);
  await openBenches(page);
  await page.goto(`${host.url}index.html`);
  await spoilt(page);
  expect(found).toEqual([]);
  // A text has no icon of its own: the browser looks for one outside the page's path.
  await page.goto(`${host.url}THIRD-PARTY.txt`);
  await expect(page.locator('body')).toContainText('uplot');
});

test('everything is kept where it is asked for, and its size is said; the other model then opens without a network, and can go', async ({ page }) => {
  host = await serve(dist);
  await page.goto(host.url);
  await kept(page, BENCHES_KEPT);
  await page.locator('#open-about').click();
  const everything = page.getByLabel(/^Keep everything on this device: [5-9](\.\d)? MB$/);
  await everything.check();
  await kept(page, ALL_KEPT);
  await page.locator('#about').getByRole('button', { name: 'Close' }).click();
  await host.stop();
  await page.reload();
  await spoilt(page);
  await page.locator('#model').selectOption('paper');
  await expect(page.locator('#model-problem')).toBeEmpty({ timeout: 30_000 });
  await restoreDigit(page);
  await kept(page, ALL_KEPT);
  await page.locator('#open-about').click();
  await everything.uncheck();
  await kept(page, BENCHES_KEPT);
  await page.locator('#language').evaluate((menu) => {
    menu.value = 'de';
    menu.dispatchEvent(new Event('change'));
  });
  await kept(page, 'Jede Werkbank liegt auf diesem Gerät');
  await expect(page.locator('#about .check')).toHaveText(/^Alles auf diesem Gerät behalten: [\d.]+ MB$/);
});

test('a new version is offered when all of it is there, never forced; a page that was opened with the old one keeps its files', async ({ page, context }) => {
  host = await serve(dist);
  await page.goto(`${host.url}#v=1&corruption=gaussian&seed=7`);
  await kept(page, BENCHES_KEPT);
  const second = await context.newPage();
  await second.goto(host.url);
  await kept(second, BENCHES_KEPT);
  host.folder = another;
  host.asked.length = 0;
  await page.reload();
  await spoilt(page);
  await expect(newVersion(page)).toBeVisible({ timeout: 60_000 });
  await expect(newVersion(second)).toBeVisible();
  await expect(page.locator('#status')).toContainText('A new version');
  // Only what differs was fetched, all of it, and the page is still the old one.
  const known = await assetsOf(dist);
  expect(host.asked.filter((name) => known.has(path.basename(name)))).toEqual([]);
  expect(host.asked.some((name) => name.includes('/stdp-'))).toBe(true);
  await expect(page.locator('#tab-inside')).toHaveText('Look inside');
  await newVersion(second).getByRole('button', { name: 'Later' }).click();
  await expect(newVersion(second)).toHaveCount(0);
  await page.reload();
  await spoilt(page);
  await expect(page.locator('#tab-inside')).toHaveText('Look inside');
  await expect(newVersion(page)).toBeVisible({ timeout: 60_000 });
  // The network goes; the new version needs none.
  await host.stop();
  await newVersion(page).getByRole('button', { name: 'Load it' }).click();
  await expect(page.locator('#tab-inside')).toHaveText('Look within');
  await spoilt(page);
  expect(page.url()).toContain('corruption=gaussian');
  await openBenches(page);
  // The other tab was not loaded again, and opens what it had not opened before, from its own version.
  await expect(second.locator('#tab-inside')).toHaveText('Look inside');
  await openBenches(second);
  // The old version goes once nobody needs it.
  const versions = () => page.evaluate(async () => (await caches.keys()).length);
  await expect(page.locator('#kept')).toContainText(BENCHES_KEPT);
  expect(await versions()).toBe(2);
  await second.close();
  await page.reload();
  await expect.poll(versions, { timeout: 30_000 }).toBe(1);
  await openBenches(page);
});

test('a new version of which a file is missing or another is not offered, and the old one stays whole', async ({ page }, info) => {
  host = await serve(dist);
  await page.goto(host.url);
  await kept(page, BENCHES_KEPT);
  // Half of it has arrived at the host: what that answers in place of one file is a page.
  const known = await assetsOf(dist);
  const [changed] = [...(await assetsOf(another))].filter((name) => !known.has(name));
  host.folder = info.outputPath('half');
  await cp(another, host.folder, { recursive: true });
  await writeFile(path.join(host.folder, 'assets', changed), '<h1>Soon</h1>');
  const failing = page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const found = new Promise((resolve) => registration.addEventListener('updatefound', () => {
      const { installing } = registration;
      installing.addEventListener('statechange', () => resolve(installing.state));
    }));
    await registration.update();
    return found;
  });
  expect(await failing).toBe('redundant');
  await expect(newVersion(page)).toHaveCount(0);
  await page.reload();
  await restoreDigit(page);
  await expect(page.locator('#tab-inside')).toHaveText('Look inside');
  await openBenches(page);
  host.folder = another;
  await page.reload();
  await expect(newVersion(page)).toBeVisible({ timeout: 60_000 });
});

test('a page that its host has taken away goes from the device, too', async ({ page }, info) => {
  host = await serve(dist);
  await page.goto(host.url);
  await kept(page, BENCHES_KEPT);
  host.folder = info.outputPath('nothing');
  await page.reload();
  await spoilt(page);
  await expect.poll(() => page.evaluate(async () => (await caches.keys()).length + (await navigator.serviceWorker.getRegistrations()).length), { timeout: 30_000 }).toBe(0);
  expect((await page.reload()).status()).toBe(404);
});

/** What a browser may refuse, before the page opens. */
const REFUSALS = {
  'the service worker is refused': (page) => page.addInitScript(() => {
    ServiceWorkerContainer.prototype.register = () => Promise.reject(new DOMException('The operation is insecure.', 'SecurityError'));
  }),
  'there is no room': async (page) => {
    const session = await page.context().newCDPSession(page);
    await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(host.url).origin, quotaSize: 100_000 });
  },
};
for (const [name, refuse] of Object.entries(REFUSALS)) {
  test(`where ${name}, the page works and complains of nothing`, async ({ page }) => {
    host = await serve(dist);
    const found = complaints(page);
    await refuse(page);
    await page.goto(host.url);
    await restoreDigit(page);
    await expect.poll(() => host.asked.some((file) => file.includes('/offline-')), { timeout: 30_000 }).toBe(true);
    await page.waitForTimeout(3000);
    await openBenches(page);
    await page.locator('#open-about').click();
    await expect(page.locator('#about')).toBeVisible();
    await expect(page.locator('#keep-everything')).toHaveCount(0);
    await expect(newVersion(page)).toHaveCount(0);
    expect(found).toEqual([]);
  });
}

test('where data is to be saved, only the first bench is kept, until everything is asked for', async ({ page }) => {
  host = await serve(dist);
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'connection', { get: () => ({ saveData: true, effectiveType: '4g' }) }));
  await page.goto(host.url);
  await kept(page, 'The first bench is kept');
  expect(host.asked.filter((name) => /dream|whole|paper/.test(name))).toEqual([]);
  await host.stop();
  await page.reload();
  await restoreDigit(page);
  await host.start();
  await page.locator('#open-about').click();
  await page.locator('#keep-everything').check();
  await kept(page, ALL_KEPT);
});

test('the sources of the page are not kept', async ({ page, baseURL }) => {
  await page.goto(baseURL);
  await restoreDigit(page);
  await page.waitForTimeout(7000);
  expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
});

test('in Firefox the page opens without a network, and every bench with it', async () => {
  test.skip(!existsSync(FIREFOX), `no Firefox at ${FIREFOX}: name one in FIREFOX`);
  host = await serve(dist, { base: '/some/repo/' });
  const browser = await launch({ browser: 'firefox', executablePath: FIREFOX, headless: true });
  try {
    const page = await browser.newPage();
    const found = [];
    page.on('pageerror', (error) => found.push(error.message));
    await page.goto(host.url);
    await page.waitForFunction((words) => document.querySelector('#kept')?.textContent.includes(words), { timeout: 90_000 }, BENCHES_KEPT);
    await host.stop();
    await page.reload();
    await page.waitForFunction(() => document.querySelector('#error-spoilt')?.textContent, { timeout: 60_000 });
    const benches = await page.$$eval('[data-bench]', (tabs) => tabs.map((tab) => tab.dataset.bench));
    for (const bench of benches) {
      await page.click(`[data-bench='${bench}']`);
      await page.waitForFunction((name) => document.querySelector(`#bench-${name} h2`)?.getBoundingClientRect().height > 0, { timeout: 60_000 }, bench);
      expect(await page.$eval('#bench-problem', ({ textContent }) => textContent)).toBe('');
    }
    expect(found).toEqual([]);
  } finally {
    await browser.close();
  }
});

test('in WebKit the page opens without a network, and every bench with it', async () => {
  test.skip(missing !== '', `no WebKit: ${missing} missing`);
  host = await serve(dist, { base: '/some/repo/' });
  const page = await WebKit.start();
  try {
    await page.goto(host.url);
    await page.until((words) => document.querySelector('#kept')?.textContent.includes(words), BENCHES_KEPT);
    await host.stop();
    await page.goto('about:blank');
    await page.goto(host.url);
    await page.until(() => document.querySelector('#error-spoilt')?.textContent);
    await page.openBenches();
  } finally {
    await page.close();
  }
});
