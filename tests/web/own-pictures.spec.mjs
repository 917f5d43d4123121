// Pictures saved and opened again, browsers that hide what canvases hold, parts of pictures, and what is doubtful about them.

import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { launch } from 'puppeteer-core';
import { file } from './model-files.mjs';
import { picture, strokes } from './own-page.mjs';
import { open, pixels, restore, saveOf, spoilt } from './page.mjs';

const FIREFOX = process.env.FIREFOX || '/usr/bin/firefox-esr';

/** The bytes of the PNG that the dialog saves of a picture, so many pixels of the file for one. */
async function saved(page, name, times) {
  await saveOf(page, name);
  const dialog = page.locator('.save-dialog');
  await dialog.locator('select').selectOption(String(times));
  const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'PNG' }).click()]);
  await dialog.getByRole('button', { name: 'Close' }).click();
  return readFile(await download.path());
}

const openPicture = (page, name, bytes, type = 'image/png') => page.locator('#picture-file').setInputFiles(file(name, bytes, type));
const use = (page) => page.getByRole('button', { name: 'Use this digit' }).click();
const why = (page) => page.locator('#own-why');

/** The digit that a link holds, as levels of light. */
function inLink(url) {
  const levels = new URLSearchParams(new URL(url).hash.slice(1)).get('image')?.match(/../g) ?? [];
  return levels.map((level) => 255 - parseInt(level, 16));
}

/** A JPEG file of nothing. */
async function emptyJpeg(page) {
  const url = await page.evaluate(() => document.createElement('canvas').toDataURL('image/jpeg'));
  return Buffer.from(url.split(',')[1], 'base64');
}

for (const times of [1, 10, 20, 40]) {
  test(`a picture saved ${times} times as large and opened again has the same pixels`, async ({ page }) => {
    for (const [name, canvas] of [['Clean digit', '#clean'], ['Spoilt digit', '#spoilt'], ['Restored picture', '#restored']]) {
      await page.goto('about:blank');
      await open(page, '#v=1&corruption=salt-and-pepper&strength=0.4&seed=3');
      await spoilt(page);
      await restore(page);
      const shown = await pixels(page, canvas);
      const bytes = await saved(page, name, times);
      await openPicture(page, 'again.png', bytes);
      await expect(why(page)).toHaveText('This picture was saved from this page: it is taken pixel by pixel.');
      await use(page);
      await expect.poll(() => pixels(page, '#clean')).toEqual(shown);
    }
  });
}

/** Answers every look into a canvas with noise, as Firefox does with resistFingerprinting. */
const NOISE = `for (const of of ['CanvasRenderingContext2D', 'OffscreenCanvasRenderingContext2D']) {
  const context = globalThis[of]?.prototype;
  const read = context?.getImageData;
  if (read) context.getImageData = function (...box) {
    const found = read.apply(this, box);
    for (let i = 0; i < found.data.length; i++) found.data[i] = i % 4 === 3 ? 255 : 256 * Math.random();
    return found;
  };
}`;

test('where canvases tell noise, saved pictures are right, PNG files are read, and the rest is said', async ({ page, context }) => {
  const link = '#v=1&seed=21&strength=0.5';
  const honest = await context.newPage();
  await open(honest, link);
  await spoilt(honest);
  await restore(honest);
  const shown = await pixels(honest, '#restored');
  await page.addInitScript(NOISE);
  await page.route('**/worker/no-model-worker.js', async (route) => {
    const response = await route.fetch();
    return route.fulfill({ response, body: `${await response.text()}\n${NOISE}` });
  });
  await open(page, link);
  await spoilt(page);
  await restore(page);
  expect(await pixels(page, '#restored'), 'the noise is there').not.toEqual(shown);
  await openPicture(page, 'again.png', await saved(page, 'Restored picture', 20));
  await expect(why(page)).toContainText('saved from this page');
  await use(page);
  await expect.poll(() => inLink(page.url())).toEqual(shown);
  // Drawn in another program, and by strokes: read by the core, to about what the browser makes of it.
  await openPicture(page, 'four.png', await picture(honest));
  await use(page);
  await expect.poll(() => strokes(inLink(page.url()))).toEqual([2, 1]);
  await openPicture(page, 'four.jpg', await emptyJpeg(honest), 'image/jpeg');
  await expect(page.locator('#own-problem')).toContainText('This browser hides from pages what is in a picture');
  await restore(page);
  await saveOf(page, 'Chart of the objective');
  await page.locator('.save-dialog').getByRole('button', { name: 'PNG' }).click();
  await expect(page.locator('.save-dialog .why')).toContainText('this browser hides from pages what a chart shows');
});

test('Firefox with resistFingerprinting saves a PNG file and reads it, and says what it cannot', async ({ page, baseURL }, info) => {
  test.skip(!existsSync(FIREFOX), `no Firefox at ${FIREFOX}: name one in FIREFOX`);
  await open(page);
  await spoilt(page);
  const shown = await pixels(page, '#clean');
  const jpeg = info.outputPath('four.jpg');
  await writeFile(jpeg, await emptyJpeg(page));
  const extraPrefsFirefox = {
    'privacy.resistFingerprinting': true, 'browser.download.folderList': 2, 'browser.download.dir': info.outputDir,
  };
  const browser = await launch({ browser: 'firefox', executablePath: FIREFOX, headless: true, extraPrefsFirefox });
  try {
    const firefox = await browser.newPage();
    const says = (selector, text) => firefox.waitForFunction(
      (selector, text) => document.querySelector(selector)?.textContent.includes(text), { timeout: 60_000 }, selector, text);
    await firefox.goto(baseURL);
    await says('#error-spoilt', 'error');
    const noise = await firefox.evaluate(() => {
      const canvas = document.querySelector('#clean');
      return [...canvas.getContext('2d').getImageData(0, 0, 28, 28).data].filter((_, i) => i % 4 === 0);
    });
    expect(noise, 'the setting is at work').not.toEqual(shown);
    await firefox.locator('.saves summary').click();
    await firefox.locator('[aria-label="Save: Clean digit"]').click();
    await firefox.locator('.save-kinds button').click();
    const png = info.outputPath('targetprop-clean-digit.png');
    await expect.poll(() => readFile(png).then((bytes) => bytes.includes('IEND'), () => false), { timeout: 60_000 }).toBe(true);
    await firefox.locator('.save-dialog form button').click();
    const input = await firefox.$('#picture-file');
    await input.uploadFile(png);
    await says('#own-why', 'saved from this page');
    await firefox.click('#own-use');
    await firefox.waitForFunction(() => location.hash.includes('image='), { timeout: 60_000 });
    expect(inLink(firefox.url())).toEqual(shown);
    await input.uploadFile(jpeg);
    await says('#own-problem', 'This browser hides');
  } finally {
    await browser.close();
  }
});

test('a JPEG whose camera tells more than a megabyte before the picture is opened, and one cut within is not', async ({ page }) => {
  await open(page);
  await spoilt(page);
  const base64 = (await picture(page)).toString('base64');
  const jpeg = Buffer.from(await page.evaluate(async (base64) => {
    const image = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))]));
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    canvas.getContext('2d').drawImage(image, 0, 0);
    return canvas.toDataURL('image/jpeg', 0.95).split(',')[1];
  }, base64), 'base64');
  const told = Buffer.concat([Buffer.from([0xff, 0xed, 0xff, 0xff]), Buffer.alloc(0xffff - 2, 0x5a)]);
  const large = Buffer.concat([jpeg.subarray(0, 2), ...Array(22).fill(told), jpeg.subarray(2)]);
  expect(large.length).toBeGreaterThan(1_300_000);
  await openPicture(page, 'cut.jpg', large.subarray(0, 1_200_000), 'image/jpeg');
  await expect(page.locator('#own-problem')).toContainText('a JPEG image whose width and height can be read');
  await openPicture(page, 'four.jpg', large, 'image/jpeg');
  await expect(page.locator('#own')).toBeVisible();
  expect(strokes(await pixels(page, '#own-seen'))).toEqual([2, 1]);
});

/** A screenshot: the page's 4 in the middle, something bright in a corner. */
async function screenshot(page) {
  const four = (await picture(page, { dark: true })).toString('base64');
  return Buffer.from(await page.evaluate(async (base64) => {
    const image = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))]));
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    context.fillStyle = '#fff';
    context.fillRect(20, 440, 150, 140);
    return canvas.toDataURL('image/png').split(',')[1];
  }, four), 'base64');
}

test('what lies beside a digit is said, and cut off by dragging or by numbers', { tag: '@phone' }, async ({ page }) => {
  await open(page);
  await spoilt(page);
  await openPicture(page, 'screen.png', await screenshot(page));
  await expect(why(page)).toContainText('Something lies beside the digit');
  const spoiltByIt = await pixels(page, '#own-seen');
  const box = await page.locator('#own-source').boundingBox();
  // The picture is 3:2, centred in its element.
  const scale = Math.min(box.width / 3, box.height / 2);
  const at = (x, y) => [box.x + box.width / 2 + (x - 0.5) * 3 * scale, box.y + box.height / 2 + (y - 0.5) * 2 * scale];
  await page.mouse.move(...at(0.28, 0.08));
  await page.mouse.down();
  await page.mouse.move(...at(0.68, 0.95), { steps: 6 });
  await page.mouse.up();
  await expect(why(page)).toBeEmpty();
  const cut = await pixels(page, '#own-seen');
  expect(strokes(cut)).toEqual([2, 1]);
  const field = (name) => page.locator('.own-crop').getByLabel(name);
  for (const [name, least, most] of [['left', 26, 30], ['top', 6, 10], ['right', 30, 34], ['bottom', 3, 7]]) {
    const value = Number(await field(name).inputValue());
    expect(value, name).toBeGreaterThanOrEqual(least);
    expect(value, name).toBeLessThanOrEqual(most);
  }
  await page.getByRole('button', { name: 'Whole picture' }).click();
  await expect.poll(() => pixels(page, '#own-seen')).toEqual(spoiltByIt);
  await expect(field('left')).toHaveValue('0');
  await field('left').fill('25');
  await page.keyboard.press('Enter');
  await expect(why(page)).toBeEmpty();
  expect(strokes(await pixels(page, '#own-seen'))).toEqual([2, 1]);
  // Opposite sides cannot cut everything off.
  await field('right').fill('99');
  await page.keyboard.press('Tab');
  await expect(field('right')).toHaveValue('74');
  expect((await new AxeBuilder({ page }).include('#own').analyze()).violations).toEqual([]);
});
