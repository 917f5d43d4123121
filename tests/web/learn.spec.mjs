import { expect, test } from '@playwright/test';
import AxeBuilder from '@axe-core/playwright';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { draw, open, pixels } from './page.mjs';

/** `train`, as the native tests build it. */
const TRAIN = `${process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL('../../target', import.meta.url))}/release/train`;

const golden = JSON.parse(await readFile(new URL('./learn-golden.json', import.meta.url), 'utf8'));

/** A network so small that it learns in a few seconds, with a name of its own in the link. */
const SMALL = '#v=1&bench=learn&learn.images=300&learn.h1_units=40&learn.h2_units=16&learn.epochs=3';
/** Longer than any test takes, on the fastest machine too. */
const LONG = SMALL.replace('epochs=3', 'epochs=1000').replace('images=300', 'images=10000');

const problem = (page) => page.locator('#learn-problem');
const counter = (page) => page.locator('#learn-counter');
const start = async (page) => {
  await expect(page.locator('#learn-start')).toBeEnabled();
  await page.locator('#learn-start').click();
};
const finished = (page, epochs = 3) => expect(counter(page)).toContainText(`done: ${epochs} epochs`, { timeout: 40_000 });
const bytesOf = async (download) => (await readFile(await download.path())).toString('base64');
const checkpoint = async (page) => {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#learn-download').click()]);
  return bytesOf(download);
};

/** Learns in workers of the page, without the bench, and gives the fingerprint of the checkpoint. */
const learned = (page, { workers, steps, settings, count = 70, seed = 3, kill = -1 }) =>
  page.evaluate(async ({ workers, steps, settings, count, seed, kill }) => {
    const [{ NO_MODEL_WORKER, ModelClient }, { Team }] = await Promise.all([import('/client/model-client.js'), import('/benches/learn/team.js')]);
    let replaced = 0;
    const spawn = async (onCrash) => {
      const client = new ModelClient(onCrash, NO_MODEL_WORKER);
      await client.request('start');
      return client;
    };
    const team = new Team(spawn, () => replaced++);
    await team.open(workers, { source: { kind: 'synthetic', count, seed }, settings });
    const found = [];
    for (const until of steps) {
      const learning = team.steps(until);
      // A worker that learns answers this between two batches.
      const { client } = team.members[kill] ?? {};
      client?.request('learn-ping').then(() => client.worker.dispatchEvent(new ErrorEvent('error', { message: 'killed' })));
      await learning;
      const bytes = new Uint8Array(await (await team.checkpoint()).arrayBuffer());
      found.push(fingerprint(bytes));
    }
    team.close();
    return { found, replaced };

    // As in `tests/learn_golden.rs`.
    function fingerprint(bytes) {
      const length = new DataView(bytes.buffer).getUint32(0, true);
      const header = new TextDecoder().decode(bytes.subarray(8, 8 + length)).replace(/,\\"checksum\\":\\"\w{8}\\"/, '').trimEnd();
      const filled = new TextEncoder().encode(header.padEnd(8 * Math.ceil(header.length / 8)));
      const parts = [new Uint8Array(new BigUint64Array([BigInt(filled.length)]).buffer), filled, bytes.subarray(8 + length)];
      return parts.reduce((sum, part) => part.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, sum), 0x811c9dc5);
    }
  }, { workers, steps, settings, count, seed, kill });

/** The settings of `tests/learn_golden.rs`: train's defaults but for a few. */
const goldenSettings = (page) =>
  page.evaluate(async () => {
    const core = await import('/pkg/whole/targetprop.js');
    await core.default();
    const training = Object.fromEntries(core.learn_parameters().paper_size.slice(2).map((param) => [param.name, param.default]));
    return { h1_units: 30, h2_units: 12, seed: 5, training: { ...training, batch_size: 20, noise_x_decay: 0.9, noise_h1_decay: 0.9 } };
  });

test('learning in the browser gives the native bits, for any number of workers', async ({ page }) => {
  await page.goto('/icon.svg');
  const settings = await goldenSettings(page);
  for (const workers of [1, 2, 4]) {
    const { found } = await learned(page, { workers, steps: [0, 4, 8], settings });
    expect(found, `${workers} workers`).toEqual(golden);
  }
});

test('a worker that dies is replaced, and the result is the same', async ({ page }) => {
  await page.goto('/icon.svg');
  const settings = await goldenSettings(page);
  settings.training.epochs = 1000;
  const undisturbed = await learned(page, { workers: 1, steps: [60], settings });
  for (const [workers, kill] of [[2, 1], [3, 0]]) {
    const { found, replaced } = await learned(page, { workers, steps: [60], settings, kill });
    expect(replaced, `${workers} workers`).toBe(1);
    expect(found, `${workers} workers`).toEqual(undisturbed.found);
  }
});

test('opens with a recording, which is labelled, can be scrubbed, and gives way to a run of one’s own', { tag: '@phone' }, async ({ page }) => {
  const recording = JSON.parse(await readFile(new URL('../../www/benches/learn/recording.json', import.meta.url), 'utf8'));
  await open(page, SMALL);
  const panel = page.locator('#learn-recording');
  await expect(panel).toContainText('A recording');
  await expect(page.locator('#bench-learn')).toHaveClass(/recorded/);
  const sheets = ['#learn-dreams', '#learn-rebuilt', '#learn-filters'];
  const shown = () => Promise.all(sheets.map((sheet) => pixels(page, sheet)));
  const last = await shown();
  for (const picture of last) expect(new Set(picture).size).toBeGreaterThan(3);
  await expect(page.locator('.learn-charts canvas')).toHaveCount(4);
  await expect(page.locator('#learn-table tr')).toHaveCount(1 + recording.points.length);
  const slider = page.locator('#learn-recording-at');
  await slider.focus();
  await page.keyboard.press('Home');
  await expect(page.locator('#learn-recording-where')).toHaveText('0 images');
  expect(await shown()).not.toEqual(last);
  await page.keyboard.press('End');
  expect(await shown()).toEqual(last);

  await page.locator('#learn-step').click();
  await expect(counter(page)).toContainText('batch 1/6');
  await expect(panel).toBeHidden();
  await expect(page.locator('#bench-learn')).not.toHaveClass(/recorded/);
  expect(await shown()).not.toEqual(last);
  await expect(page.locator('#learn-dreams')).toBeInViewport();
  await page.locator('#learn-reset').click();
  await expect(panel).toBeVisible();
  expect(await shown()).toEqual(last);
});

test('without its recording the bench learns all the same', async ({ page }) => {
  await page.route(/recording\.(json|idx\.gz)/, (route) => route.abort());
  await open(page, SMALL);
  await expect(page.locator('#learn-recording')).toBeHidden();
  await start(page);
  await finished(page);
});

test('the recording begins as the core learns now', async ({ page }) => {
  await page.goto('/icon.svg');
  const found = await page.evaluate(async () => {
    const core = await import('/pkg/whole/targetprop.js');
    await core.default();
    const { images, settings: [h1, h2, ...training] } = core.learn_parameters();
    const values = Object.fromEntries(training.map((param) => [param.name, param.default]));
    const learner = new core.Learner(core.TrainingSet.synthetic(images.default, 1),
      { h1_units: h1.default, h2_units: h2.default, seed: 1, training: values });
    const { log_joint: logJoint, reconstruction, inpainting } = learner.measure();
    return { point: { images: 0, logJoint, reconstruction, inpainting, maps: [] }, dreams: learner.dreams(20, 1), digits: learner.held_out_digits(10) };
  });
  const folder = new URL('../../www/benches/learn/', import.meta.url);
  const { points, levels, counts } = JSON.parse(await readFile(new URL('recording.json', folder), 'utf8'));
  expect(points[0]).toEqual(found.point);
  const pictures = gunzipSync(await readFile(new URL('recording.idx.gz', folder))).subarray(16);
  const expected = [found.digits, found.dreams].flatMap((part) => Object.values(part).map((value) => Math.round(Math.min(1, Math.max(0, value)) * levels)));
  expect([...pictures.subarray(0, 784 * (counts.digits + counts.dreams))]).toEqual(expected);
});

test('while a network is made ready for the other benches, they say that they go on with the old model', async ({ page }) => {
  await open(page, SMALL);
  await page.locator('#learn-step').click();
  await expect(page.locator('#learn-hand-over')).toBeEnabled();
  // It is ready soon: what is said on the way is written down.
  const line = page.locator('#model-problem');
  await line.evaluate((line) => {
    window.saidOfModel = [];
    new MutationObserver(() => window.saidOfModel.push(line.textContent)).observe(line, { childList: true, characterData: true, subtree: true });
  });
  await page.locator('#learn-hand-over').click();
  await page.getByRole('tab', { name: 'Denoise' }).click();
  await expect(page.locator('#model')).toHaveValue('own', { timeout: 30_000 });
  await expect(line).toHaveText('');
  expect(await page.evaluate(() => window.saidOfModel)).toContain('The learned network is not ready yet: until it is, the other benches go on with the old model.');
});

test('learns, is stored, goes on after a reload, and is handed to the other benches', async ({ page }) => {
  await open(page, SMALL);
  await start(page);
  await finished(page);
  await expect(page.locator('#learn-networks')).toContainText('784-40-16, batch 18 · 300 generated digits, seed 1');
  const whole = await checkpoint(page);

  // The same again, with an interruption and a reload between.
  await page.locator('#learn-networks .remove').click();
  await expect(page.locator('#learn-stored')).toHaveText('Nothing is stored on this device.');
  await page.goto('about:blank');
  await open(page, LONG);
  await start(page);
  await expect(counter(page)).toContainText('images/s');
  await page.locator('#learn-start').click();
  await expect(page.locator('#learn-start')).toHaveText('Go on');
  await expect(page.locator('#learn-stored')).toContainText('Stored on this device');
  const interrupted = await checkpoint(page);
  await page.reload();
  await page.locator('#learn-networks .open').click();
  await expect(counter(page)).toContainText('epoch');
  expect(await checkpoint(page)).toBe(interrupted);
  expect(interrupted).not.toBe(whole);

  await page.locator('#learn-hand-over').click();
  await expect(page.locator('#learn-kept')).toContainText('The network is open', { timeout: 30_000 });
  await expect(page.locator('#model')).toHaveValue('own');
  await page.getByRole('tab', { name: 'Dream' }).click();
  await expect(page.locator('#dream-reads')).toContainText('read as', { timeout: 30_000 });
});

test('a checkpoint that was downloaded goes on to the bit where it is opened', async ({ page }) => {
  await open(page, SMALL);
  await page.locator('#learn-step').click();
  await expect(counter(page)).toContainText('epoch 1/3, batch 1/6');
  const early = await checkpoint(page);
  await start(page);
  await finished(page);
  const late = await checkpoint(page);
  await page.locator('#learn-reset').click();
  await expect(page.locator('#learn-start')).toHaveText('Start');
  await page.locator('#learn-file-checkpoint').setInputFiles({ name: 'a.checkpoint', mimeType: 'application/octet-stream', buffer: Buffer.from(early, 'base64') });
  await expect(page.locator('#learn-kept')).toContainText('Opened: epoch 1, batch 1');
  await start(page);
  await finished(page);
  expect(await checkpoint(page)).toBe(late);
});

test('a part of another size is refused', async ({ page }) => {
  await page.goto('/icon.svg');
  const settings = await goldenSettings(page);
  const refusals = await page.evaluate(async (settings) => {
    const core = await import('/pkg/whole/targetprop.js');
    const learner = new core.Learner(core.TrainingSet.synthetic(70, 3), settings);
    const refusal = (act) => {
      try {
        act();
        return 'none';
      } catch (error) {
        return error.message;
      }
    };
    const values = new Float32Array(3);
    const before = refusal(() => learner.put_gradients(1, 2, values));
    learner.begin_batch();
    return [before, ...['get_images', 'get_gradients', 'put_gradients'].map((name) => refusal(() => learner[name](1, 2, values))),
      refusal(() => learner.put_images(1, 2, values, new Float64Array(3))),
      refusal(() => learner.put_images(1, 2, new Float32Array(learner.images_length(1, 2)), new Float64Array(3)))];
  }, settings);
  expect(refusals[0]).toContain('no batch has been begun');
  for (const refusal of refusals.slice(1)) expect(refusal).toMatch(/part of another worker: expected \d+ values, found 3/);
});

test('what began in the browser goes on in train, and comes back', async ({ page }) => {
  test.skip(!existsSync(TRAIN), `no program at ${TRAIN}: cargo build --release`);
  const folder = await mkdtemp(`${tmpdir()}/learned-`);
  const [early, out] = [`${folder}/early.checkpoint`, `${folder}/model.safetensors`];
  const train = (...flags) => {
    const { status, stderr } = spawnSync(TRAIN, ['--resume', early, '--out', out, '--force', '--mixture-components', '2', ...flags], { encoding: 'utf8' });
    return status === 0 ? '' : stderr;
  };
  /** Begins on the page, ends there and in `train`, and compares. */
  const both = async (after, ...flags) => {
    await page.locator('#learn-step').click();
    await expect(counter(page)).toContainText(after);
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#learn-download').click()]);
    await copyFile(await download.path(), early);
    await start(page);
    await finished(page);
    const late = await checkpoint(page);
    expect(train(...flags)).toBe('');
    const native = await readFile(`${folder}/model.checkpoint`);
    expect(native.toString('base64')).toBe(late);
    return native;
  };
  await open(page, SMALL);
  const native = await both('epoch 1/3, batch 1/6', '--data', 'synthetic', '--images', '300');
  expect(train('--data', 'synthetic', '--images', '299')).toContain('expected the same 300 images (synthetic digits, seed 1)');
  await page.locator('#learn-reset').click();
  await page.locator('#learn-file-checkpoint').setInputFiles({ name: 'a.checkpoint', mimeType: 'application/octet-stream', buffer: native });
  await expect(counter(page)).toContainText('done: 3 epochs');

  // Drawings go by way of IDX files.
  await page.getByRole('tab', { name: 'Denoise' }).click();
  await draw(page);
  await page.getByRole('tab', { name: 'Learn' }).click();
  await page.locator('#learn-reset').click();
  await page.locator('#learn-source').selectOption('drawn');
  for (let i = 0; i < 12; i++) await page.locator('#learn-add-drawing').click();
  const files = [];
  const keep = (download) => files.push(download);
  await page.locator('#learn-step').click();
  await expect(counter(page)).toContainText('epoch 2/3');
  page.on('download', keep);
  await page.locator('#learn-download-images').click();
  await expect.poll(() => files.length).toBe(2);
  page.off('download', keep);
  for (const file of files) await file.saveAs(`${folder}/${file.suggestedFilename()}`);
  await page.locator('#learn-reset').click();
  // All of them are one batch.
  await both('epoch 2/3, batch 0/1', '--data', folder);
  await rm(folder, { recursive: true });
});

test('Reset goes back to the same start, and Step learns from one batch', async ({ page }) => {
  await open(page, SMALL);
  const first = async () => {
    await page.locator('#learn-step').click();
    await expect(counter(page)).toContainText('batch 1/6');
    await expect(page.locator('#learn-start')).toHaveText('Go on');
    // The picture comes after the batch.
    await expect(page.locator('#learn-step')).toBeEnabled();
    return pixels(page, '#learn-rebuilt');
  };
  const before = await first();
  await page.locator('#learn-reset').click();
  expect(await first()).toEqual(before);
});

test('Reset while it learns stores the last state, and nothing goes wrong', async ({ page }) => {
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await open(page, LONG);
  await start(page);
  await expect(counter(page)).toContainText('images/s');
  await page.locator('#learn-reset').click();
  await expect(page.locator('#learn-start')).toHaveText('Start');
  await expect(page.locator('#learn-stored')).toContainText('Stored on this device');
  expect(errors).toEqual([]);
});

test('stopped before it has begun, the comparison does not begin', async ({ page }) => {
  await open(page, SMALL);
  await page.locator('#learn-compare-start').evaluate((button) => {
    button.click();
    button.click();
  });
  await expect(page.locator('#learn-compare-start')).toHaveText('Compare');
});

test('pauses out of sight and goes on when it comes back, unless told otherwise', async ({ page }) => {
  await open(page, LONG);
  await start(page);
  await expect(counter(page)).toContainText('images/s');
  await page.getByRole('tab', { name: 'Denoise' }).click();
  await expect(page.locator('#learn-start')).toHaveText('Go on');
  await page.getByRole('tab', { name: 'Learn' }).click();
  await expect(page.locator('#learn-start')).toHaveText('Pause');
  // Out and back before the batches at hand are over.
  const batch = async () => Number(/batch (\d+)/.exec(await counter(page).textContent())[1]);
  await page.evaluate(() => {
    for (const tab of ['denoise', 'learn']) document.querySelector(`#tab-${tab}`).click();
  });
  await expect(page.locator('#learn-start')).toHaveText('Pause');
  const before = await batch();
  await expect.poll(batch).not.toBe(before);
  await page.locator('#learn-background').check();
  await page.getByRole('tab', { name: 'Denoise' }).click();
  await expect(page.locator('#learn-start')).toHaveText('Pause');
});

/** An IDX file. */
function idx(sizes, body) {
  const head = Buffer.alloc(4 + 4 * sizes.length);
  head.set([0, 0, 8, sizes.length]);
  sizes.forEach((size, i) => head.writeUInt32BE(size, 4 + 4 * i));
  return Buffer.concat([head, Buffer.from(body)]);
}
const file = (name, buffer) => ({ name, mimeType: 'application/octet-stream', buffer });

test('files that do not fit are refused by name, and files without labels, one image or black ones are taken for what they are', async ({ page }) => {
  await open(page, SMALL.replace('epochs=3', 'epochs=1'));
  await page.locator('#learn-source').selectOption('idx');
  const images = page.locator('#learn-file-images');
  const tried = async (buffer, reason) => {
    await images.setInputFiles(file('images', buffer));
    await start(page);
    await expect(problem(page)).toContainText(reason);
  };
  await start(page);
  await expect(problem(page)).toContainText('Choose a file of images first');
  await tried(idx([2, 27, 28], Buffer.alloc(2 * 27 * 28)), 'expected images of 28×28 pixels, found 27×28');
  await tried(idx([9, 28, 28], Buffer.alloc(784)), 'the end of the file after 784 of 7056 bytes');
  await tried(Buffer.from('\x89PNG\r\n\x1a\n'), 'an IDX file of images');
  const some = idx([40, 28, 28], Array.from({ length: 40 * 784 }, (_, i) => (i * 7919) % 256));
  await page.locator('#learn-file-labels').setInputFiles(file('labels', idx([3], [1, 2, 3])));
  await tried(some, 'labels: expected 40, one an image, found 3');
  await page.locator('#learn-file-labels').setInputFiles([]);
  await images.setInputFiles(file('images', some));
  await start(page);
  await finished(page, 1);
  await expect(page.locator('#learn-notes')).toContainText('There are no labels');
  await page.locator('#learn-hand-over').click();
  await expect(page.locator('#learn-kept')).toContainText('without labels', { timeout: 30_000 });

  for (const [count, value, note] of [[1, 200, 'Too few images to hold some out'], [30, 0, 'All images are black']]) {
    await page.locator('#learn-reset').click();
    await images.setInputFiles(file('images', idx([count, 28, 28], Buffer.alloc(count * 784, value))));
    await start(page);
    await finished(page, 1);
    await expect(page.locator('#learn-notes')).toContainText(note);
  }
});

test('files packed twice, of pixels 0 and 1, of digits on their side: each is said, and they can be turned', async ({ page }) => {
  await open(page, SMALL.replace('epochs=3', 'epochs=1'));
  await page.locator('#learn-source').selectOption('idx');
  // Forty dashes of different length, as white as 1.
  const dashes = Array.from({ length: 40 * 784 }, (_, i) => Number(Math.floor((i % 784) / 28) === 14 && i % 28 > 3 && i % 28 < 12 + Math.floor(i / 784) / 4));
  const twice = gzipSync(gzipSync(idx([40, 28, 28], dashes)));
  await page.locator('#learn-file-images').setInputFiles(file('dashes.gz.gz', twice));
  await start(page);
  await finished(page, 1);
  const notes = page.locator('#learn-notes');
  for (const note of ['36 digits (dashes.gz.gz)', 'taken for black and white', 'gzipped twice', 'wider than high']) await expect(notes).toContainText(note);
  await page.locator('#learn-reset').click();
  await page.locator('#learn-file-transpose').check();
  await start(page);
  await finished(page, 1);
  await expect(notes).toContainText('gzipped twice');
  await expect(notes).not.toContainText('wider than high');
});

test('a rate that ruins the network stops it, says why, and offers the last good state', async ({ page }) => {
  await open(page, LONG);
  await page.locator('#learn-step').click();
  await expect(counter(page)).toContainText('batch 1/');
  await start(page);
  await expect(page.locator('#learn-stored')).toContainText('Stored', { timeout: 30_000 });
  await page.locator('#learn-start').click();
  await page.locator('#learn-reset').click();
  await page.locator('#bench-learn summary').first().click();
  const rate = page.locator('[data-param=rate_f1]');
  const before = await rate.inputValue();
  await rate.fill('1e6');
  await rate.blur();
  await expect(problem(page)).toContainText('expected a number between 0 and 1, found 1e6. The old value stays.');
  await expect(rate).toHaveValue(before);
  for (const name of ['rate_f1', 'rate_g1']) {
    await page.locator(`[data-param=${name}]`).fill('1');
    await page.locator(`[data-param=${name}]`).blur();
  }
  await start(page);
  await expect(problem(page)).toContainText('Learning stopped: training diverged', { timeout: 30_000 });
  await expect(page.locator('#learn-go-back')).toContainText('Go back to batch');
  await page.locator('#learn-go-back').click();
  await expect(page.locator('#learn-start')).toHaveText('Go on');
  await expect(problem(page)).toHaveText('');
});

test('a device that refuses to store says so, and learning goes on', async ({ page }) => {
  await page.addInitScript(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    };
  });
  await open(page, SMALL);
  await start(page);
  await finished(page);
  await expect(page.locator('#learn-stored')).toContainText('This device does not store it (The quota has been exceeded)');
});

test('a page that is closed midway leaves the last checkpoint whole', async ({ page, context }) => {
  await open(page, LONG);
  await start(page);
  await expect(page.locator('#learn-stored')).toContainText('Stored on this device', { timeout: 30_000 });
  await page.close();
  const again = await context.newPage();
  await open(again, '#v=1&bench=learn');
  await again.locator('#learn-networks .open').click();
  await expect(counter(again)).toContainText('epoch');
  await expect(problem(again)).toHaveText('');
});

test('clicks that come faster than the workers leave one network and no error', async ({ page }) => {
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await open(page, LONG);
  await expect(page.locator('#learn-start')).toBeEnabled();
  const click = (...ids) => page.evaluate((ids) => ids.forEach((id) => document.querySelector(`#learn-${id}`).click()), ids);
  // What is to be finished is small: the defaults would take minutes.
  const small = async () => {
    for (const [name, value] of [['images', 300], ['h1_units', 40], ['h2_units', 16]]) {
      await page.locator(`[data-param=${name}]`).evaluate((field, value) => {
        field.value = value;
        field.dispatchEvent(new Event('change'));
      }, value);
      await expect(page.locator('#learn-defaults')).toBeEnabled();
    }
  };
  await click('start', 'reset', 'step', 'defaults', 'start');
  await expect(page.locator('#learn-defaults')).toBeEnabled();
  await page.locator('#learn-defaults').click();
  await expect(page.locator('#learn-start')).toHaveText('Start');
  for (const after of [['reset', 'hand-over'], ['hand-over', 'reset'], ['download', 'defaults', 'hand-over'], ['start', 'step', 'hand-over', 'reset']]) {
    await small();
    await page.locator('#learn-step').click();
    await expect(page.locator('#learn-start')).toBeEnabled({ timeout: 30_000 });
    await expect(page.locator('[data-param=h1_units]')).toHaveValue('40');
    await click(...after);
    await expect(page.locator('#learn-defaults')).toBeEnabled({ timeout: 60_000 });
    for (const place of ['#learn-problem', '#learn-kept']) await expect(page.locator(place)).not.toContainText('did not work');
    if (await page.locator('#learn-reset').isEnabled()) await page.locator('#learn-reset').click();
    await expect(page.locator('#learn-start')).toHaveText('Start');
    await expect(page.locator('#learn-defaults')).toBeEnabled();
  }
  expect(errors).toEqual([]);
});

test('a clock that does not move gives no endless speed', async ({ page }) => {
  await page.addInitScript(() => {
    const { now } = Performance.prototype;
    Performance.prototype.now = function () {
      return Math.floor(now.call(this) / 60_000) * 60_000;
    };
    globalThis.seen = new Set();
    addEventListener('DOMContentLoaded', () => new MutationObserver(() => globalThis.seen.add(document.querySelector('#learn-counter')?.textContent))
      .observe(document.querySelector('#bench-learn'), { subtree: true, childList: true, characterData: true }));
  });
  await open(page, SMALL);
  await start(page);
  await finished(page);
  const seen = (await page.evaluate(() => [...globalThis.seen])).join('\n');
  expect(seen).toContain('epoch 1/3, batch 1/6');
  expect(seen).not.toMatch(/∞|NaN|about 0 s/);
});

test('numbers of a checkpoint that no field can hold give way to its end, and are named', async ({ page }) => {
  await open(page, SMALL);
  const found = await page.evaluate(async () => {
    const [core, { fitting }] = await Promise.all([import('/pkg/whole/targetprop.js'), import('/benches/learn/state.js')]);
    await core.default();
    const { values, beyond } = fitting(core.learn_parameters(), { seed: 2 ** 53 - 1, h1_units: 10_000, epochs: 7 });
    return { values, beyond: beyond.map(({ name }) => name) };
  });
  expect(found).toEqual({ values: { seed: 2 ** 32 - 1, h1_units: 4000, epochs: 7 }, beyond: ['h1_units', 'seed'] });
});

test('the core takes every seed that a file may hold, and no other', async ({ page }) => {
  await page.goto('/icon.svg');
  const settings = await goldenSettings(page);
  const made = await page.evaluate(async (settings) => {
    const core = await import('/pkg/whole/targetprop.js');
    return [2 ** 53 - 1, 2 ** 53].map((seed) => {
      try {
        return new core.Learner(core.TrainingSet.synthetic(30, seed), { ...settings, seed }).settings().seed;
      } catch (error) {
        return error.message;
      }
    });
  }, settings);
  expect(made).toEqual([2 ** 53 - 1, expect.stringContaining('a seed of at most 9007199254740991, found 9007199254740992')]);
});

test('that the other benches refuse the network is said beside the button', async ({ page }) => {
  await open(page, SMALL);
  await start(page);
  await finished(page);
  await page.evaluate(() => {
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (message, ...rest) {
      if (message.action === 'open') message.payload = { ...message.payload, bytes: new Uint8Array(9) };
      return postMessage.call(this, message, ...rest);
    };
  });
  await page.locator('#learn-hand-over').click();
  await expect(page.locator('#learn-kept')).toContainText('That did not work: ', { timeout: 30_000 });
  await expect(page.locator('#model')).toHaveValue('default');
});

test('four rules are compared on the same digits', async ({ page }) => {
  test.setTimeout(120_000);
  await open(page, SMALL.replace('epochs=3', 'epochs=2'));
  await page.locator('#learn-compare-start').click();
  await expect(page.locator('#learn-compare-start')).toHaveText('Compare', { timeout: 90_000 });
  await expect(page.locator('#learn-compare-problem')).toHaveText('');
  const images = await page.locator('#learn-compare-table td:nth-child(3)').allTextContents();
  expect(images).toEqual(['0.6', '0.6', '0.6', '0.6']);
});

test('the learn bench is accessible and fits its screen', { tag: '@phone' }, async ({ page }) => {
  await open(page, SMALL);
  await start(page);
  await finished(page);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  const content = await page.evaluate(() => Math.max(document.documentElement.scrollWidth, innerWidth));
  expect(content).toBeLessThanOrEqual(page.viewportSize().width);
});
