import { expect, test } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { draw, open } from './page.mjs';

const SMALL = '#v=1&bench=learn&learn.images=300&learn.h1_units=40&learn.h2_units=16&learn.epochs=3';
/** Longer than any test takes, on the fastest machine too. */
const LONG = SMALL.replace('epochs=3', 'epochs=1000').replace('images=300', 'images=3000');

const counter = (page) => page.locator('#learn-counter');
const networks = (page) => page.locator('#learn-networks li');
const stored = (page) => page.locator('#learn-stored');
const count = (page) => page.locator('#learn-drawings-count');
const networksUndo = (page) => page.locator('#learn-networks-undo');
const begin = async (page) => {
  await expect(page.locator('#learn-start')).toBeEnabled();
  await page.locator('#learn-start').click();
  await expect(counter(page)).toContainText('images/s');
};
const pause = async (page) => {
  await page.locator('#learn-start').click();
  await expect(page.locator('#learn-start')).toHaveText('Go on');
};
const reset = async (page) => {
  await page.locator('#learn-reset').click();
  await expect(page.locator('#learn-start')).toHaveText('Start');
};
/** Learns for a moment. */
const learn = async (page) => {
  await begin(page);
  await pause(page);
};
const checkpoint = async (page) => {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#learn-download').click()]);
  return (await readFile(await download.path())).toString('base64');
};

/** Opens Learn where it learns from drawings, with one under Denoise. */
async function withDrawing(page) {
  await open(page, '#v=1&bench=denoise');
  await draw(page);
  await page.getByRole('tab', { name: 'Learn' }).click();
  await page.locator('#learn-source').selectOption('drawn');
}
const add = (page) => page.locator('#learn-add-drawing').click();

/** All records of the database, by store. */
const records = (page) =>
  page.evaluate(async () => {
    const { transaction, got } = await import('/storage/database.js');
    return transaction(['drawings', 'networks', 'sources'], 'readonly', async ({ drawings, networks, sources }) => ({
      drawings: (await got(drawings.getAll())).length,
      networks: (await got(networks.getAll())).map(({ id, steps, source }) => ({ id, steps, source })),
      sources: await got(sources.getAllKeys()),
    }));
  });

/** Makes the database of the page's first version, with what `fill` puts into its one store. */
const versionOne = (page, fill) =>
  page.evaluate(async (fill) => {
    const request = indexedDB.open('targetprop-playground', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('learning');
    const database = await new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
    const transaction = database.transaction('learning', 'readwrite');
    await new Function('store', `return (async () => { ${fill} })()`)(transaction.objectStore('learning'));
    await new Promise((resolve, reject) => Object.assign(transaction, { oncomplete: resolve, onabort: () => reject(transaction.error) }));
    database.close();
  }, fill);

test('drawings of two tabs are all there, in both and in a third', async ({ page, context }) => {
  await withDrawing(page);
  await add(page);
  await expect(count(page)).toContainText('1 drawings: 0: 1');
  const second = await context.newPage();
  await withDrawing(second);
  await expect(count(second)).toContainText('1 drawings');
  for (let i = 0; i < 4; i++) await add(second);
  await expect(count(second)).toContainText('5 drawings');
  // Without a click in the first tab.
  await expect(count(page)).toContainText('5 drawings');
  await add(page);
  await expect(count(page)).toContainText('6 drawings');
  await expect(count(second)).toContainText('6 drawings');
  const third = await context.newPage();
  await withDrawing(third);
  await expect(count(third)).toContainText('6 drawings');
});

test('removed drawings come back with Undo, and a tab that adds one meanwhile keeps it', async ({ page, context }) => {
  await withDrawing(page);
  for (let i = 0; i < 3; i++) await add(page);
  await expect.poll(async () => (await records(page)).drawings).toBe(3);
  await page.locator('#learn-clear-drawings').click();
  await expect(page.locator('#learn-drawings-undo')).toContainText('3 drawings removed.');
  await expect(count(page)).toHaveText('No drawings yet.');
  const second = await context.newPage();
  await withDrawing(second);
  await add(second);
  await expect(count(page)).toContainText('1 drawings');
  await page.locator('#learn-drawings-undo button').click();
  await expect(count(page)).toContainText('4 drawings: 0: 2, 1: 1, 2: 1');
  await expect(count(second)).toContainText('4 drawings');
  await expect(page.locator('#learn-drawings-undo button')).toBeHidden();
});

test('another run is another network: the one before stays, is continued to the bit, and goes only when it is deleted', async ({ page, context }) => {
  await withDrawing(page);
  await add(page);
  await expect(count(page)).toContainText('1 drawings');
  await page.locator('#learn-source').selectOption('synthetic');
  await page.goto('about:blank');
  await open(page, LONG);
  await begin(page);
  await expect(counter(page)).toContainText(/batch [5-9]/);
  await pause(page);
  const first = await checkpoint(page);
  await reset(page);
  await learn(page);
  await expect(networks(page)).toHaveCount(2);
  // A second tab begins a third.
  const second = await context.newPage();
  await open(second, LONG);
  await expect(networks(second)).toHaveCount(2);
  await learn(second);
  await expect(networks(second)).toHaveCount(3);
  await expect(networks(page)).toHaveCount(3);
  await networks(page).last().locator('.open').click();
  await expect(networks(page).last()).toContainText('open here');
  expect(await checkpoint(page)).toBe(first);

  // Deleted is what was named, here and there; it comes back.
  await reset(page);
  const oldest = await networks(page).last().locator('span').textContent();
  await networks(page).last().locator('.remove').click();
  await expect(networksUndo(page)).toContainText(`Deleted: ${oldest}`);
  await expect(networks(page)).toHaveCount(2);
  await expect(networks(second)).toHaveCount(2);
  expect((await records(page)).drawings).toBe(1);
  await expect(networksUndo(page).locator('button')).toBeFocused();
  await networksUndo(page).locator('button').click();
  await expect(networks(page)).toHaveCount(3);
  await networks(page).last().locator('.open').click();
  await expect(networks(page).last()).toContainText('open here');
  expect(await checkpoint(page)).toBe(first);
});

test('two tabs that go on from the same network both keep theirs', async ({ page, context }) => {
  await open(page, LONG);
  await learn(page);
  await expect(networks(page)).toHaveCount(1);
  const second = await context.newPage();
  await open(second, LONG);
  await networks(second).locator('.open').click();
  await expect(second.locator('#learn-start')).toHaveText('Go on');
  // The first tab goes further, then the second by less.
  await begin(page);
  await expect(counter(page)).toContainText(/epoch [2-9]\//);
  await pause(page);
  const [, epoch, batch, batches] = /epoch (\d+)\/\d+, batch (\d+)\/(\d+)/.exec(await counter(page).textContent()).map(Number);
  await expect.poll(async () => (await records(page)).networks[0].steps).toBe((epoch - 1) * batches + batch);
  const far = (await records(page)).networks[0];
  await learn(second);
  await expect(networks(second)).toHaveCount(2);
  expect((await records(page)).networks).toContainEqual(far);
  // Their digits are there once.
  expect((await records(page)).sources).toHaveLength(1);
});

test('the newest five networks are kept, and what makes room for another is said', async ({ page }) => {
  await open(page, SMALL.replace('epochs=3', 'epochs=1'));
  for (let i = 1; i <= 6; i++) {
    await page.locator('#bench-learn summary').first().evaluate((summary) => (summary.parentElement.open = true));
    await page.locator('[data-param=seed]').fill(String(i));
    await page.locator('[data-param=seed]').blur();
    await page.locator('#learn-start').click();
    await expect(counter(page)).toContainText('done', { timeout: 30_000 });
    await expect(networks(page).first()).toContainText(`seed ${i} `);
    await reset(page);
  }
  await expect(networks(page)).toHaveCount(5);
  await expect(networks(page).last()).toContainText('seed 2 ');
  await expect(networksUndo(page)).toContainText(/to make room the oldest went: 784-40-16, batch \d+ · 300 generated digits, seed 1/);
  const { networks: kept, sources } = await records(page);
  expect(sources.sort()).toEqual(kept.map(({ source }) => source).sort());
});

test('digits of files are stored once, however often the network is, and never pass through the page', async ({ page }) => {
  await page.addInitScript(() => {
    globalThis.puts = { drawings: 0, networks: 0, sources: 0 };
    globalThis.bulk = 0;
    const size = (value) =>
      ArrayBuffer.isView(value) || value instanceof ArrayBuffer ? value.byteLength
        : value && Object.getPrototypeOf(value) === Object.prototype ? Object.values(value).reduce((sum, part) => sum + size(part), 0)
        : 0;
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (value, ...key) {
      globalThis.puts[this.name]++;
      globalThis.bulk = Math.max(globalThis.bulk, size(value));
      return put.call(this, value, ...key);
    };
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (message, ...rest) {
      globalThis.bulk = Math.max(globalThis.bulk, size(message));
      return postMessage.call(this, message, ...rest);
    };
  });
  await open(page, LONG);
  await page.locator('#learn-source').selectOption('idx');
  const head = Buffer.from([0, 0, 8, 3, 0, 0, 3, 232, 0, 0, 0, 28, 0, 0, 0, 28]);
  const buffer = Buffer.concat([head, Buffer.from(Array.from({ length: 784_000 }, (_, i) => (i * 7919) % 256))]);
  await page.locator('#learn-file-images').setInputFiles({ name: 'mine', mimeType: 'application/octet-stream', buffer });
  for (let i = 0; i < 3; i++) await learn(page);
  await expect(networks(page)).toContainText('· mine ·');
  await expect.poll(() => page.evaluate(() => globalThis.puts.networks)).toBeGreaterThanOrEqual(3);
  // Begun anew from the same files, too.
  await reset(page);
  await learn(page);
  await expect(networks(page)).toHaveCount(2);
  expect(await page.evaluate(() => globalThis.puts.sources)).toBe(1);
  expect(await page.evaluate(() => globalThis.bulk)).toBeLessThan(100_000);
  // With the last network goes what only it learned from.
  for (let left = 1; left >= 0; left--) {
    expect((await records(page)).sources).toHaveLength(1);
    await networks(page).last().locator('.remove').click();
    await expect(networks(page)).toHaveCount(left);
  }
  expect((await records(page)).sources).toHaveLength(0);
  await networksUndo(page).locator('button').click();
  await expect(networks(page)).toHaveCount(1);
  await page.reload();
  await networks(page).locator('.open').click();
  await expect(page.locator('#learn-notes')).toContainText('(mine)');
});

test('what the first version of the page has stored is all there', async ({ page }) => {
  await open(page, LONG);
  await learn(page);
  const bytes = await checkpoint(page);
  await page.goto('/icon.svg');
  await page.evaluate(() => new Promise((resolve) => (indexedDB.deleteDatabase('targetprop-playground').onsuccess = resolve)));
  await versionOne(page, `
    const checkpoint = Uint8Array.from(atob('${bytes}'), (letter) => letter.charCodeAt(0));
    const history = [{ images: 0.3, logJoint: -9, reconstruction: 40, inpainting: 0.06, maps: [1, 2, 3, 4] }];
    store.put({ checkpoint, history, source: { kind: 'synthetic', count: 3000, seed: 1 }, saved: '11/20/2026, 8:00:00 PM', steps: 757, sizes: '784-40-16' }, 'network');
    store.put({ values: new Float32Array(3 * 784).fill(0.5), labels: Uint8Array.of(7, 7, 3) }, 'drawings');
  `);
  await open(page, SMALL);
  await expect(networks(page)).toContainText('784-40-16, batch 757 · 3\u202f000 generated digits, seed 1 · 11/20/2026, 8:00:00 PM');
  await page.locator('#learn-source').selectOption('drawn');
  await expect(count(page)).toHaveText('3 drawings: 3: 1, 7: 2');
  await networks(page).locator('.open').click();
  await expect(networks(page)).toContainText('open here');
  expect(await checkpoint(page)).toBe(bytes);
  await expect(page.locator('#learn-table')).toContainText('0.0600');
});

test('old files of digits go over, and damaged records are named and left out', async ({ page }) => {
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto('/icon.svg');
  await versionOne(page, `
    const images = new Uint8Array(16 + 784 * 20);
    images.set([0, 0, 8, 3, 0, 0, 0, 20, 0, 0, 0, 28, 0, 0, 0, 28]);
    store.put({ checkpoint: 'torn', history: null, source: { kind: 'idx', count: 20, name: 'old', images, labels: null }, saved: 1, steps: 9, sizes: '784-40-16' }, 'network');
    store.put({ values: new Float32Array(784 + 5), labels: Uint8Array.of(1, 2) }, 'drawings');
  `);
  await open(page, LONG);
  await expect(networks(page)).toContainText('A damaged network');
  await expect(networks(page).locator('.open')).toBeHidden();
  await page.locator('#learn-source').selectOption('drawn');
  await expect(count(page)).toHaveText('1 drawings: 1: 1 1 stored drawings are damaged and are left out.');
  expect(await page.evaluate(async () => {
    const { transaction, got } = await import('/storage/database.js');
    const { images } = await transaction(['sources'], 'readonly', ({ sources }) => got(sources.get('version-1')));
    return images.size;
  })).toBe(16 + 784 * 20);
  await page.locator('#learn-source').selectOption('synthetic');
  await learn(page);
  await expect(networks(page)).toHaveCount(2);
  await networks(page).last().locator('.remove').click();
  await expect(networks(page)).toHaveCount(1);
  expect(errors).toEqual([]);
});

/** A switch in the page that decides whether the database answers, refuses or works. */
const withSwitch = (page) =>
  page.addInitScript(() => {
    globalThis.database = 'works';
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = function (...of) {
      return globalThis.database === 'silent' ? new EventTarget() : open.apply(this, of);
    };
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (...of) {
      if (globalThis.database === 'full') throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
      return put.apply(this, of);
    };
  });
const setDatabase = (page, state) => page.evaluate((state) => (globalThis.database = state), state);

test('a database that never answers holds nothing up, and is said once it does again', async ({ page }) => {
  await withSwitch(page);
  await open(page, LONG);
  await expect(stored(page)).toHaveText('Nothing is stored on this device.');
  await setDatabase(page, 'silent');
  await begin(page);
  await expect(stored(page)).toContainText('This device does not store it (its storage does not answer)', { timeout: 40_000 });
  // It has not stood still meanwhile, and every button does what it says.
  const batch = () => counter(page).textContent();
  const before = await batch();
  await expect.poll(batch).not.toBe(before);
  await pause(page);
  await reset(page);
  await begin(page);
  await pause(page);
  await setDatabase(page, 'works');
  await learn(page);
  await expect(stored(page)).toHaveText('This device stores it again:');
  await expect(networks(page)).toHaveCount(1);
});

test('drawings for which there is no room are said, kept meanwhile, and stored with the next once there is', async ({ page }) => {
  await withSwitch(page);
  await withDrawing(page);
  await setDatabase(page, 'full');
  await add(page);
  await add(page);
  await expect(page.locator('#learn-drawings-problem')).toContainText('does not store your drawings (The quota has been exceeded)');
  await expect(count(page)).toContainText('2 drawings');
  await setDatabase(page, 'works');
  await add(page);
  await expect(page.locator('#learn-drawings-problem')).toHaveText('');
  expect((await records(page)).drawings).toBe(3);
});

test('a network for which there is no room is said, and that there is room again', async ({ page }) => {
  await withSwitch(page);
  await open(page, LONG);
  await setDatabase(page, 'full');
  await learn(page);
  await expect(stored(page)).toContainText('This device does not store it (The quota has been exceeded)');
  await setDatabase(page, 'works');
  await learn(page);
  await expect(stored(page)).toHaveText('This device stores it again:');
  await expect(networks(page)).toHaveCount(1);
});
