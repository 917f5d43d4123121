// A network of three latent layers, opened as a visitor opens a model: every layer is in sight.

import { expect, test } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import { open, restore, spoilt } from './page.mjs';

const files = ['three-layers', 'three-layers.mixture'].map((name) =>
  fileURLToPath(new URL(`../fixtures/${name}.safetensors`, import.meta.url)));

/** Whether a canvas shows more than one colour. */
const showsSomething = (canvas) =>
  canvas.evaluate((map) => new Set(new Uint32Array(map.getContext('2d').getImageData(0, 0, map.width, map.height).data.buffer)).size > 1);

async function openDeep(page) {
  await open(page);
  await spoilt(page);
  await page.locator('#model-file').setInputFiles(files);
  await expect(page.locator('.layers figure:not(.trust)')).toHaveCount(4);
}

test('Denoise shows every latent layer, and goes back to two', async ({ page }) => {
  await openDeep(page);
  await restore(page);
  await expect(page.locator('.layers figure:not(.trust) figcaption b')).toHaveText(['h3', 'h2', 'h1', 'x']);
  await expect(page.locator('.layers figcaption span').first()).toHaveText('6 units, sigmoid');
  await expect(page.locator('.layers .arrows').first()).toHaveText('f3 ↑↓ g3');
  for (const map of await page.locator('.layers .maps canvas:first-child').all()) expect(await showsSomething(map)).toBe(true);
  await expect(page.locator('#map-most')).toHaveText(/^h1: [\d.]+, h2: [\d.]+, h3: 1$/);
  // The sum of all terms is what the table's first column says.
  const row = (await page.locator('#trace-table tr').last().locator('td').allTextContents()).map(Number);
  expect(row[2]).toBeCloseTo(row[3] + row[4], 1);
  await expect(page.locator('#trace-table th').last()).toHaveText('log p(h1|h2) and so on');
  await page.locator('#model').selectOption('default');
  await expect(page.locator('.layers figure:not(.trust)')).toHaveCount(3);
  await expect(page.locator('#units-h2')).toHaveText('100 units, sigmoid');
});

test('Look inside shows every latent layer, its units, their silence and the gradient', async ({ page }) => {
  await openDeep(page);
  await page.locator('#tab-inside').click();
  await expect(page.locator('#inside-layer option')).toHaveText(['h1', 'h2', 'h3']);
  await page.locator('#inside-layer').selectOption('h3');
  await expect(page.locator('#inside-up + figcaption')).toContainText('f3 seen through f2, f1');
  await expect(page.locator('#inside-encoder + figcaption')).toContainText('from h2 by f3');
  expect(await showsSomething(page.locator('#inside-h3'))).toBe(true);
  await page.locator('#inside-silence').click();
  await expect(page.locator('#inside-silent')).toContainText('h3 0');
  await expect(page.locator('#inside-honesty-table tr').first().locator('th')).toHaveCount(5);
  await expect.poll(() => page.url()).toContain('inside.layer=h3');
  await page.locator('#inside-layer').selectOption('h2');
  await expect(page.locator('#inside-encoder + figcaption')).toContainText('to h3 by f3');
});

test('Dream decodes through every layer', async ({ page }) => {
  await openDeep(page);
  await page.locator('#tab-dream').click();
  await page.locator('#dream-step').click();
  await expect(page.locator('#generated button:nth-child(1) canvas').first()).toBeVisible();
  expect(await showsSomething(page.locator('#generated button:nth-child(1) canvas').first())).toBe(true);
});
