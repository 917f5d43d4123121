// Files of the visitor's are told by what is in them, whatever their names, and go to the bench that opens them.

import { expect, test } from '@playwright/test';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { DEFAULT, file, model } from './model-files.mjs';
import { give, picture } from './own-page.mjs';
import { open, restore, spoilt } from './page.mjs';

const MIXTURE = new URL('../../www/model/default.mixture.safetensors', import.meta.url);
const RESTORER = new URL('../../www/model/default.restorer.safetensors', import.meta.url);

/** An IDX file of so many images or labels: a bar that wanders. */
function idx(dimensions, count) {
  const head = Buffer.alloc(4 + 4 * dimensions.length + 4);
  head.writeUInt32BE(0x0801 + dimensions.length, 0);
  [count, ...dimensions].forEach((size, i) => head.writeUInt32BE(size, 4 + 4 * i));
  const each = dimensions.reduce((product, size) => product * size, 1);
  const value = (i) => (dimensions.length ? (Math.abs((i % 28) - 8 - (Math.floor(i / 784) % 12)) < 2 ? 255 : 0) : i % 10);
  return Buffer.concat([head, Buffer.from(Array.from({ length: count * each }, (_, i) => value(i)))]);
}
const images = (count) => idx([28, 28], count);
const labels = (count) => idx([], count);

const drop = (page, files) => give(page, 'drop', files.map(([name, bytes]) => ({ name, type: '', base64: bytes.toString('base64') })));
const chosen = (page, input) => page.locator(input).evaluate(({ files }) => files[0]?.name ?? null);

/** Drops files or folders that lie on the disk onto a place of the page, as a hand does. */
async function dropOn(page, selector, paths) {
  await page.locator(selector).scrollIntoViewIfNeeded();
  const box = await page.locator(selector).boundingBox();
  const devtools = await page.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', 'drop']) {
    const place = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    await devtools.send('Input.dispatchDragEvent', { type, ...place, data: { items: [], files: paths, dragOperationsMask: 1 } });
  }
}

async function onLearn(page) {
  await expect(page.locator('#bench-learn')).toBeVisible();
  await expect(page.locator('#learn-source')).toHaveValue('idx');
}

test('IDX files dropped on any bench, gzipped and of any name, are what Learn learns from', async ({ page }) => {
  await open(page);
  await spoilt(page);
  await drop(page, [['a.bin', labels(7)], ['few.png', images(7)], ['b', labels(40)], ['numbers.safetensors.txt', gzipSync(images(40))]]);
  await onLearn(page);
  expect(await chosen(page, '#learn-file-images')).toBe('numbers.safetensors.txt');
  expect(await chosen(page, '#learn-file-labels')).toBe('b');
  await page.locator('#learn-step').click();
  await expect(page.locator('#learn-notes')).toContainText('numbers.safetensors.txt', { timeout: 60_000 });
  // A network stands on them: others are refused until it is reset.
  await drop(page, [['more', images(50)]]);
  await expect(page.locator('#bench-problem')).toContainText('more holds digits to learn from, but a network is learning from others');
  expect(await chosen(page, '#learn-file-images')).toBe('numbers.safetensors.txt');
});

test('labels alone are asked for their images, and a training goes to Learn', async ({ page }) => {
  await open(page);
  await spoilt(page);
  await drop(page, [['train-labels', labels(40)]]);
  await expect(page.locator('#own-problem')).toContainText('train-labels holds labels: open it together with the IDX file of its images');
  // One that no reader takes, so that its own bench is seen to refuse it.
  await drop(page, [['learned (2).bin', await model({ h1: 10, h2: 5 }, { format: 'targetprop-playground training 1' })]]);
  await expect(page.locator('#bench-learn')).toBeVisible();
  await expect(page.locator('#learn-kept')).toContainText(/That did not work: .*expected/);
});

test('a file dropped on an input is that input’s, and a folder is looked into', async ({ page }, info) => {
  const folder = info.outputPath('digits');
  await mkdir(`${folder}/inner`, { recursive: true });
  await writeFile(`${folder}/read me.txt`, 'digits of mine');
  await writeFile(`${folder}/inner/pictures`, images(30));
  await writeFile(`${folder}/inner/classes`, labels(30));
  const single = info.outputPath('train-images-idx3-ubyte');
  await writeFile(single, images(20));
  await open(page, '#v=1&bench=learn');
  await page.locator('#learn-source').selectOption('idx');
  await dropOn(page, '#learn-file-images', [single]);
  await expect.poll(() => chosen(page, '#learn-file-images')).toBe('train-images-idx3-ubyte');
  await expect(page.locator('#bench-learn')).toBeVisible();
  await expect(page.locator('#own-problem')).toBeEmpty();
  await page.getByRole('tab', { name: 'Denoise' }).click();
  await dropOn(page, '#bench-denoise', [folder]);
  await onLearn(page);
  await expect.poll(() => chosen(page, '#learn-file-images')).toBe('pictures');
  expect(await chosen(page, '#learn-file-labels')).toBe('classes');
});

test('a model and its mixture are told apart in any order and under any name', async ({ page }) => {
  const [network, mixture] = await Promise.all([DEFAULT, MIXTURE].map((url) => readFile(url)));
  for (const [modelName, mixtureName] of [
    ['digits (1).safetensors', 'digits.mixture (1).safetensors'],
    ['digits.mixture.safetensors', 'digits.safetensors'],
    ['weights', 'weights.bin'],
  ]) {
    for (const order of [[0, 1], [1, 0]]) {
      await page.goto('about:blank');
      await open(page);
      await spoilt(page);
      const files = [file(modelName, network), file(mixtureName, mixture)];
      await page.locator('#model-file').setInputFiles(order.map((i) => files[i]));
      await expect(page.locator('#model')).toHaveValue('own');
      await expect(page.locator('#model option[value=own]')).toContainText(modelName);
      await expect(page.locator('#model-problem')).toBeEmpty();
      // The mixture is there when it is needed, and is this model's.
      await page.locator('#told').check();
      await page.locator('#start').selectOption('mixture');
      await expect(page.locator('#start')).toHaveValue('mixture');
      await page.locator('#step').click();
      await expect(page.locator('#counter')).toContainText('iteration');
      await expect(page.locator('#model-problem')).toBeEmpty();
    }
  }
});

test('a model that brings its restorer restores by it, and one of another model is refused', async ({ page }) => {
  const [network, mixture, restorer] = await Promise.all([DEFAULT, MIXTURE, RESTORER].map((url) => readFile(url)));
  await open(page);
  await spoilt(page);
  await page.locator('#model-file').setInputFiles([file('a', network), file('b', mixture), file('c', restorer)]);
  await expect(page.locator('#model')).toHaveValue('own');
  await expect(page.locator('#way')).toHaveValue('restorer');
  await restore(page);
  await expect(page.locator('#counter')).toHaveText('round 3/3');
  await drop(page, [['small', await model({ h1: 12, h2: 6 })], ['b', mixture], ['c', restorer]]);
  await expect(page.locator('#units-h1')).toHaveText('12 units, softplus');
  await page.locator('#play').click();
  await expect(page.locator('#model-problem')).toContainText('expected');
  await expect(page.locator('#counter')).toHaveText('not started');
});

test('two models, two mixtures, and a mixture alone are named', async ({ page }) => {
  await open(page);
  await spoilt(page);
  const [one, other, mixture] = [await model({ h1: 12, h2: 6 }), await model({ h1: 10, h2: 5 }), await readFile(MIXTURE)];
  for (const [files, reason] of [
    [[['a.safetensors', one], ['b.safetensors', other]], 'models each: a.safetensors, b.safetensors'],
    [[['a', one], ['x', mixture], ['y', mixture]], 'a model has one: x, y'],
    [[['digits.safetensors', mixture]], 'digits.safetensors belongs to a model'],
    [[['digits.restorer.safetensors', await readFile(RESTORER)]], 'digits.restorer.safetensors belongs to a model'],
  ]) {
    await drop(page, files);
    await expect(page.locator('#model-problem')).toContainText(reason);
    await expect(page.locator('#model')).toHaveValue('default');
  }
  for (const name of ['net.safetensors.txt', 'net.bin', 'net']) {
    await drop(page, [[name, one]]);
    await expect(page.locator('#model option[value=own]')).toContainText(name);
    await expect(page.locator('#model')).toHaveValue('own');
  }
});

test('a picture is opened from among other files', async ({ page }) => {
  await open(page);
  await spoilt(page);
  const four = await picture(page, { width: 60, height: 90 });
  const files = [['notes.txt', 'text/plain', 'aGk='], ['four.png', 'image/png', four.toString('base64')]];
  await give(page, 'drop', files.map(([name, type, base64]) => ({ name, type, base64 })));
  await expect(page.locator('#own')).toBeVisible();
});
