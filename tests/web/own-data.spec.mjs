// The visitor's own pictures and models: what works, and what is refused by name with the state before intact.

import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { open as openFile, readFile } from 'node:fs/promises';
import { DEFAULT, file, join, model, withValue } from './model-files.mjs';
import { give, picture, strokes } from './own-page.mjs';
import { open, pixels, restore, spoilt } from './page.mjs';
for (const dark of [false, true]) {
  test(`a picture of ${dark ? 'chalk on a board' : 'ink on unevenly lit paper'} becomes a digit`, async ({ page }) => {
    await open(page);
    await spoilt(page);
    await page.locator('#picture-file').setInputFiles(file('four.png', await picture(page, { dark }), 'image/png'));
    await expect(page.getByRole('dialog', { name: 'Your digit' })).toBeVisible();
    expect(strokes(await pixels(page, '#own-seen'))).toEqual([2, 1]);
    await expect(page.locator('#own-polarity option').first()).toContainText(dark ? 'lighter than the ground' : 'darker than the paper');
    expect((await new AxeBuilder({ page }).include('#own').analyze()).violations).toEqual([]);
    const before = await pixels(page, '#own-seen');
    await page.locator('#own-threshold').fill('0.9');
    await expect.poll(() => pixels(page, '#own-seen')).not.toEqual(before);
    await page.locator('#own-auto').click();
    await expect.poll(() => pixels(page, '#own-seen')).toEqual(before);
    await page.getByRole('button', { name: 'Use this digit' }).click();
    await expect.poll(() => pixels(page, '#clean')).toEqual(before);
    await restore(page);
    await expect(page.locator('#reads-as')).toHaveText(/^4, \d+ %$/);
    // The digit is in the link.
    await expect.poll(() => page.url()).toContain('image=');
  });
}

for (const kind of ['paste', 'drop']) {
  test(`a picture comes by ${kind}, and Cancel keeps the digit before`, async ({ page }) => {
    await open(page);
    await spoilt(page);
    const before = await pixels(page, '#clean');
    const base64 = (await picture(page, { width: 60, height: 90 })).toString('base64');
    await give(page, kind, [{ name: 'four.png', type: 'image/png', base64 }]);
    await expect(page.locator('#own')).toBeVisible();
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await pixels(page, '#clean')).toEqual(before);
  });
}

/** The start of a PNG of that size; nothing of it needs to be decoded to refuse it. */
function pngHeader(width, height) {
  const header = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  const size = Buffer.alloc(8);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  return Buffer.concat([header, size, Buffer.alloc(20)]);
}

test('pictures that cannot be used are refused by what they are, and the digit stays', async ({ page }) => {
  await open(page);
  await spoilt(page);
  const before = await pixels(page, '#clean');
  const whole = await picture(page);
  const damaged = Buffer.from(whole);
  damaged.fill(0x55, 60, 400);
  const cases = [
    [file('huge.png', pngHeader(10_000, 5_000), 'image/png'), 'found 10000×5000, 50.0 megapixels'],
    [file('damaged.png', damaged, 'image/png'), 'expected a whole PNG image, found one that is cut or damaged'],
    [file('cut.png', whole.subarray(0, 20), 'image/png'), 'ends, or is damaged, before them'],
    [file('shape.svg', '<svg xmlns="http://www.w3.org/2000/svg"><circle r="5"/></svg>', 'image/svg+xml'), 'an SVG drawing'],
    [file('text.png', 'not a picture', 'image/png'), 'another kind of file'],
    [file('empty.png', '', 'image/png'), 'an empty file'],
  ];
  for (const [input, reason] of cases) {
    await page.locator('#picture-file').setInputFiles(input);
    await expect(page.locator('#own-problem')).toContainText(reason);
    await expect(page.locator('#own')).toBeHidden();
  }
  expect(await pixels(page, '#clean')).toEqual(before);
  await restore(page);
});

test('a file of 2 GB is refused by its size, as a picture and as a model', async ({ page }, info) => {
  await open(page);
  await spoilt(page);
  for (const [name, input, problem, reason] of [
    ['two-gigabytes.png', '#picture-file', '#own-problem', 'expected at most 32 MB, found 2048 MB'],
    ['two-gigabytes.safetensors', '#model-file', '#model-problem', 'has 2048 MB: expected at most 256 MB'],
  ]) {
    // Sparse: it takes no room on the disk.
    const path = info.outputPath(name);
    const handle = await openFile(path, 'w');
    await handle.truncate(2 ** 31);
    await handle.close();
    await page.locator(input).setInputFiles(path);
    await expect(page.locator(problem)).toContainText(reason);
  }
  await restore(page);
});

// ---- Models ----

test('a model of any layer sizes opens, is shown as it is, and another can be chosen again', async ({ page }) => {
  await open(page);
  await spoilt(page);
  await page.locator('#model-file').setInputFiles(file('mine.safetensors', await model({ h1: 37, h2: 9 })));
  await expect(page.locator('#model')).toHaveValue('own');
  await expect(page.locator('#units-h1')).toHaveText('37 units, softplus');
  await expect(page.locator('#units-h2')).toHaveText('9 units, sigmoid');
  await restore(page);
  expect(await page.locator('#map-h2').evaluate(({ width, height }) => [width, height])).toEqual([3, 3]);
  // What needs the mixture, which this model did not bring, says so and does without.
  await expect(page.locator('#model-problem')).toContainText('came without its mixture');
  await page.locator('#told').check();
  await expect(page.locator('#start')).toHaveValue('noise');
  await restore(page);
  await page.locator('#start').selectOption('mixture');
  await expect(page.locator('#start')).toHaveValue('noise');
  await page.getByRole('tab', { name: 'Dream' }).click();
  await expect(page.locator('#dream-prior')).toHaveValue('gaussian');
  await expect(page.locator('#dream-reads')).toContainText('read as');
  await page.getByRole('tab', { name: 'Denoise' }).click();
  await page.locator('#told').uncheck();
  await page.locator('#model').selectOption('paper');
  await expect(page.locator('#units-h1')).toHaveText('1\u202f000 units, softplus');
  await page.locator('#model').selectOption('own');
  await expect(page.locator('#units-h1')).toHaveText('37 units, softplus');
  // The link is written after a while of quiet.
  await expect.poll(() => page.url()).toMatch(/^(?!.*bench=dream).*model=own/);
  await page.reload();
  await spoilt(page);
  await expect(page.locator('#model-problem')).toContainText('which a link cannot hold');
  await expect(page.locator('#model')).toHaveValue('default');
});

test('models that cannot be used are refused by what they are, and the page goes on with the one before', async ({ page }) => {
  await open(page);
  await spoilt(page);
  const shipped = await readFile(DEFAULT);
  const cases = [
    ['nan', await withValue('f1.bias', NaN), 'finite numbers in f1.bias, found NaN or infinity'],
    ['infinite', await withValue('g1.bias', Infinity), 'finite numbers in g1.bias'],
    ['overflow', await withValue('f1.bias', 3e38), 'f1.weight and f1.bias whose absolute values sum to at most 1e9 in each unit, found 3e38 in unit 0'],
    ['wide', await withValue('prior.variance', 3e38), 'prior.variance between 0 and 1'],
    ['loud', await withValue('read_out.bias', -3e38), 'read_out.weight and read_out.bias whose absolute values'],
    ['other-size', await model({ x: 64, h1: 10, h2: 5 }), 'expected 784 visible units, found 64'],
    ['checkpoint', await model({ h1: 10, h2: 5 }, { format: 'targetprop-playground training 1' }), 'a checkpoint of a training that is not over'],
    ['foreign', Buffer.from('GGUF and then something else entirely'), 'a whole safetensors file'],
    ['stranger', join({ header: { w: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }, data: Buffer.alloc(4) }), 'a metadata entry "card"'],
    ['cut', shipped.subarray(0, shipped.length / 2), 'a whole safetensors file'],
  ];
  for (const [name, bytes, reason] of cases) {
    await page.locator('#model-file').setInputFiles(file(`${name}.safetensors`, bytes));
    await expect(page.locator('#model-problem')).toContainText(reason);
    await expect(page.locator('#model-problem')).toContainText('goes on with the other model');
    await expect(page.locator('#model')).toHaveValue('default');
    await expect(page.locator('#notice')).toBeHidden();
  }
  await restore(page);
  await expect(page.locator('#reads-as')).toHaveText(/^5, \d+ %$/);
});
