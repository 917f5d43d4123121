// What was meant to break the page: models that change while something is computed, models that lead nowhere, menus
// without a choice, workers that fail. What is refused stays where it belongs, and the page goes on.

import { expect, test } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { file, model, withValue } from './model-files.mjs';
import { draw, handOverWorkers, open, pixels, restore, settled, spoilt } from './page.mjs';

const SMALL = '**/model/small.safetensors';
const opened = (page) => expect(page.locator('#model-problem')).not.toContainText('Opening the model');
const choose = async (page, name) => {
  await page.locator('#model').selectOption(name);
  await opened(page);
};
/** Nothing has failed, and nothing was refused. */
async function whole(page) {
  await expect(page.locator('#notice')).toBeHidden();
  await expect(page.locator('#refusal')).toBeEmpty();
  await expect(page.locator('#bench-problem')).toBeEmpty();
}

// ---- Another model while something is computed ----

/** In the browser: every job of a worker's model, begun, and then another model; what became of the job, compared with the undisturbed one. */
async function race([name, other]) {
  const [{ ModelClient }, { ACTION }, { MODELS }, { defaultsOf }] =
    await Promise.all(['/client/model-client.js', '/client/protocol.js', '/model/models.js', '/app/state.js'].map((path) => import(path)));
  let lost = '';
  const client = new ModelClient((error) => (lost = error.message));
  const { parameters } = await client.request(ACTION.open, MODELS.default);
  const ink = await client.request(ACTION.example, { digit: 5, variant: 0 });
  const { clean, spoilt: { image: x, mask: missing } } = await client.request(ACTION.digit, { ink, corruption: { kind: 'random-pixels', strength: 0.5, seed: 1 } });
  const settings = { ...defaultsOf(parameters.denoise), n_steps: 30 };
  const inpaint = { ...defaultsOf(parameters.inpaint), n_rounds: 3 };
  const { samplers } = await client.request(ACTION.dreamTables);
  const lesions = { lesions: defaultsOf(await client.request(ACTION.insideTables)), silentH1: [900], silentH2: [90], seed: 1 };
  const { count, variance_scale: varianceScale, ...dream } = { ...defaultsOf(parameters.dream), n_rounds: 2 };
  const chains = (prior) => ({
    sampler: 'latent-chain', prior, digit: prior === 'mixture' ? 3 : null, settings: defaultsOf(samplers.find(({ sampler }) => sampler === 'latent-chain').settings), seed: 1, first: 0, count: 4,
  });
  const inPaint = (start) => [ACTION.restore, { x, clean, missing, start, sides: [inpaint], seed: 1 }];
  const [action, payload, before] = {
    'denoise': [ACTION.restore, { x, clean, missing: null, start: 'noise', sides: [settings, settings], seed: 1 }],
    'in-paint from noise': inPaint('noise'),
    'in-paint from the mixture': inPaint('mixture'),
    'chains': [ACTION.dreamStart, chains('gaussian')],
    'chains from the mixture': [ACTION.dreamStart, chains('mixture')],
    'steps of chains': [ACTION.dreamStep, { steps: 40, watched: 1, sums: true }, [ACTION.dreamStart, chains('gaussian')]],
    'morph': [ACTION.dreamMorph, { from: clean, to: x, count: 5 }],
    'along directions': [ACTION.dreamDirections, { base: clean, amounts: [1, -1, 0, 0, 2] }],
    'trace inside': [ACTION.insideTrace, { x, clean, settings, ...lesions }],
    'fare inside': [ACTION.insideExamples, { settings, ...lesions }],
    'honesty inside': [ACTION.insideCosines, { x, settings }],
    'unit inside': [ACTION.insideUnit, { layer: 'h1', unit: 900, count: 6 }],
    'argument': [ACTION.argument, { clean, spoilt: x, explainSpoilt: true, settings, seed: 1 }],
    'figure 3': [ACTION.figure3, { count: 8, varianceScale, seed: 1, settings: dream }],
    'figure 4': [ACTION.figure4, { forms: 1, settings: { ...settings, n_rounds: 1 } }],
    'figure 5': [ACTION.figure5, { corruption: { kind: 'random-pixels', strength: 0.5, seed: 1 }, settings: inpaint }],
  }[name];

  const text = (value) => JSON.stringify(value, (_, part) => (ArrayBuffer.isView(part) ? Array.from(part) : part));
  /** Runs the job; `begun` is there as soon as it has shown something, or ended. */
  const run = () => {
    const frames = [];
    let begin;
    const begun = new Promise((resolve) => (begin = resolve));
    const answer = client.request(action, structuredClone(payload), { onFrame: (frame) => begin(frames.push(frame)) });
    // Downloads are no part of it, and how many steps come at once is a matter of time.
    const shown = () => [0, 1].map((side) => frames.flatMap(({ received, sides, ...frame }) => (received === undefined ? (sides ? (sides[side] ?? []) : [frame]) : [])));
    const done = answer.then((value) => text([shown(), value]), (error) => (error.name === 'Cancelled' ? 'cancelled' : String(error)));
    done.then(begin);
    return { begun, done };
  };
  const prepare = () => before && client.request(...before);

  await prepare();
  const undisturbed = await run().done;
  // A model without what was made of it yet.
  await client.request(ACTION.open, MODELS.default);
  await prepare();
  const job = run();
  if (action === ACTION.restore || action.startsWith('figure')) await job.begun;
  const opening = client.request(ACTION.open, other);
  // A worker has one set of chains: a second request would start or advance the same ones.
  const late = name.includes('chains') ? { done: 'cancelled' } : run();
  const verdict = (result) => (result === undisturbed ? 'the same' : result.length < 300 ? result : 'another result');
  const results = [verdict(await job.done), verdict(await late.done)];
  await opening.catch((error) => results.push(String(error)));
  // The other model is at work.
  const { sides: [frames] } = await new Promise((resolve, reject) => {
    const onFrame = resolve;
    client.request(ACTION.restore, { x, clean, missing: null, start: 'noise', sides: [settings], seed: 1 }, { onFrame }).catch(reject);
  });
  client.close(new Error('over'));
  return { undisturbed: undisturbed.length > 20, job: results[0], late: results.slice(1).join(), units: frames[0].h[0].length, lost };
}

const JOBS = [
  'denoise', 'in-paint from noise', 'in-paint from the mixture', 'chains', 'chains from the mixture', 'steps of chains', 'morph', 'along directions',
  'trace inside', 'fare inside', 'honesty inside', 'unit inside', 'argument', 'figure 3', 'figure 4', 'figure 5',
];
for (const [kind, other, units] of [['other sizes', { url: '/model/small.safetensors' }, 37], ['the same sizes', { url: '/model/paper.safetensors' }, 1000]]) {
  test(`a job keeps its model to its end while one of ${kind} is opened`, async ({ page }) => {
    test.setTimeout(300_000);
    const small = await model({ h1: 37, h2: 9 });
    await page.route(SMALL, (route) => route.fulfill({ body: small }));
    await page.goto('/icon.svg');
    for (const name of JOBS) {
      const { late, ...found } = await page.evaluate(race, [name, other]);
      expect({ name, ...found }).toEqual({ name, undisturbed: true, job: 'the same', units, lost: '' });
      // Asked of the old model while the new one comes: answered by the old one, or not at all.
      expect(['the same', 'cancelled'], name).toContain(late);
    }
  });
}

for (const [kind, change] of [
  ['other sizes', async (page) => page.locator('#model-file').setInputFiles(file('small.safetensors', await model({ h1: 37, h2: 9 })))],
  ['the same sizes', (page) => page.locator('#model').selectOption('paper')],
]) {
  test(`figures of the paper are made again by a model of ${kind} that is opened while they are computed`, async ({ page }) => {
    // All of them are in view.
    await page.setViewportSize({ width: 1280, height: 9000 });
    await open(page, '#v=1&bench=paper');
    const again = (number) => page.locator(`#figure-${number}`).getByRole('button', { name: 'Compute again' });
    const over = async () => {
      for (const number of [1, 3, 4, 5]) {
        await expect(again(number)).toBeEnabled({ timeout: 60_000 });
        await expect(page.locator(`#figure-${number} output`)).toBeEmpty();
      }
    };
    const samples = () => pixels(page, '#figure-3 canvas >> nth=0');
    await over();
    const undisturbed = await samples();
    for (const number of [3, 4, 5, 1]) await again(number).click();
    await change(page);
    await over();
    await expect.poll(samples, { timeout: 60_000 }).not.toEqual(undisturbed);
    await over();
    await opened(page);
    await whole(page);
    await page.getByRole('tab', { name: 'Denoise' }).click();
    await restore(page);
  });
}

test('In-painting finds the mixture of a model that was left and came back', async ({ page }) => {
  await open(page, '#v=1&mode=inpaint');
  await spoilt(page);
  await expect(page.locator('#start')).toHaveValue('mixture');
  await restore(page);
  await page.getByRole('group', { name: 'Example digits' }).getByRole('button', { name: '3' }).click();
  await choose(page, 'paper');
  await choose(page, 'default');
  await restore(page);
  await whole(page);
});

test('Dream finds the mixture of a model that was left and came back', async ({ page }) => {
  await open(page, '#v=1&bench=dream&dream.count=1');
  await expect(page.locator('#dream-counter')).toContainText('step 0 ', { timeout: 60_000 });
  await page.getByRole('tab', { name: 'Denoise' }).click();
  await choose(page, 'paper');
  await choose(page, 'default');
  await page.getByRole('tab', { name: 'Dream' }).click();
  await page.locator('#dream-step').click();
  await expect(page.locator('#dream-counter')).toContainText('step 1 ', { timeout: 60_000 });
  await expect(page.locator('#dream-problem')).toBeEmpty();
  await whole(page);
});

test('Dream before its first picture takes every choice', async ({ page }) => {
  let answer = () => {};
  const held = new Promise((resolve) => (answer = resolve));
  await page.route('**/model/*.mixture.safetensors', async (route) => {
    await held;
    await route.continue();
  });
  await open(page, '#v=1&bench=dream&dream.count=1');
  for (const id of ['#dream-along-base', '#dream-morph-from', '#dream-morph-to']) {
    for (const value of ['chain', 'drawing']) await page.locator(id).selectOption(value);
  }
  await page.locator('#dream-along-base').selectOption('mean');
  await whole(page);
  answer();
  await expect(page.locator('#dream-counter')).toContainText('step 0 ', { timeout: 60_000 });
  await expect(page.locator('#dream-along-reads')).toContainText(/\d/);
  await whole(page);
});

// ---- Models that lead nowhere ----

const HUGE = 3e38;
for (const [name, tensor] of [['prior', 'prior.variance'], ['mean of the prior', 'prior.mean'], ['read-out', 'read_out.bias'], ['scale of the read-out', 'read_out.weight.scale']]) {
  test(`a model with a huge ${name} is refused, or does what it can, and the page goes on`, async ({ page }) => {
    await open(page);
    await spoilt(page);
    await page.locator('#model-file').setInputFiles(file('huge.safetensors', await withValue(tensor, HUGE)));
    await opened(page);
    for (const bench of ['Denoise', 'Dream', 'Inside', 'Paper', 'Denoise']) {
      await page.getByRole('tab', { name: bench }).click();
      await expect(page.locator('#bench-problem')).toBeEmpty();
      if (bench === 'Denoise') await page.locator('#step').click();
      if (bench === 'Inside') await expect(page.locator('#inside-effect tbody tr').last()).toContainText(/\d|–/);
      await expect(page.locator('#notice')).toBeHidden();
      await expect(page.locator('#model')).toBeEnabled();
      // What a refusal names may be such a number; what is shown as a result may not.
      const shown = await page.locator('main').evaluate((main) => {
        const copy = main.cloneNode(true);
        for (const said of copy.querySelectorAll('.why, [hidden]')) said.remove();
        return copy.textContent;
      });
      expect(shown).not.toMatch(/NaN|Infinity|∞ %|undefined/);
    }
    await choose(page, 'default');
    await restore(page);
    await expect(page.locator('#reads-as')).toHaveText(/^5, \d+ %$/);
    await whole(page);
  });
}

// ---- Menus without a choice ----

test('a menu that lost its choice chooses nothing, and shows again what holds', async ({ page }) => {
  await open(page);
  await spoilt(page);
  for (const bench of ['Denoise', 'Dream', 'Inside', 'Learn', 'STDP', 'Paper']) {
    await page.getByRole('tab', { name: bench }).click();
    await expect(page.locator('#bench-problem')).toBeEmpty();
    const changed = await page.evaluate(() => {
      const menus = [...document.querySelectorAll('select')].filter((menu) => menu.checkVisibility() && menu.selectedIndex >= 0);
      return menus.filter((menu) => {
        const { value } = menu;
        menu.selectedIndex = -1;
        for (const name of ['input', 'change']) menu.dispatchEvent(new Event(name, { bubbles: true }));
        return menu.value !== value;
      }).map(({ id }) => id);
    });
    expect(changed, bench).toEqual([]);
    await whole(page);
  }
  await page.getByRole('tab', { name: 'Denoise' }).click();
  await restore(page);
});

// ---- Workers that fail ----

/** Makes the core panic in every restoration while `still` says so: it goes on with latents of another size. */
async function panics(page, still) {
  const small = await model({ h1: 37, h2: 9 });
  await page.route(SMALL, (route) => route.fulfill({ body: small }));
  await page.route('**/worker/restore.js', async (route) => {
    const body = await (await route.fetch()).text();
    const fault = `const small = new Uint8Array(await (await fetch('/model/small.safetensors')).arrayBuffer());
      const settings = { n_rounds: 1, n_steps: 1, step: 0.1, top_down: 0 };
      new core.Engine(small).advance(held.engine.denoise(wish.x, settings));
      await inSlices(`;
    await route.fulfill({ contentType: 'text/javascript', body: still() ? body.replace('await inSlices(', fault) : body });
  });
}

test('a worker whose core panics is replaced; the digit, the model and the settings stay', async ({ page }) => {
  let faulty = true;
  await panics(page, () => faulty);
  await open(page, '#v=1&model=paper&denoise.n_steps=7');
  await spoilt(page);
  await page.getByRole('button', { name: 'Clear' }).click();
  await draw(page);
  await settled(page);
  const digit = await pixels(page, '#seen');
  faulty = false;
  await page.locator('#play').click();
  await expect(page.locator('#model-problem')).toContainText('Another has taken its place');
  await whole(page);
  await expect(page.locator('#model')).toHaveValue('paper');
  await expect(page.locator('#ink')).toHaveAttribute('aria-label', 'Drawing canvas, 2 strokes');
  await spoilt(page);
  await restore(page);
  await expect(page.locator('#counter')).toHaveText('round 1/1 · iteration 7/7');
  expect(await pixels(page, '#seen')).toEqual(digit);
});

test('a worker that is lost again and again is not replaced unasked, and Try again works', async ({ page }) => {
  let faulty = true;
  await panics(page, () => faulty);
  await open(page, '#v=1&model=paper');
  await spoilt(page);
  for (const _ of [1, 2]) {
    await expect(page.locator('#play')).toBeEnabled();
    await page.locator('#play').click();
    await expect(page.locator('#model-problem')).toContainText('Another has taken its place');
    await page.evaluate(() => (document.querySelector('#model-problem').textContent = ''));
  }
  await expect(page.locator('#play')).toBeEnabled();
  await page.locator('#play').click();
  await expect(page.locator('#notice p')).toContainText('The worker stopped: ');
  await expect(page.locator('#notice p')).toContainText('Your drawing is kept.');
  faulty = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await whole(page);
  await expect(page.locator('#model')).toHaveValue('default');
  await expect(page.locator('#model-problem')).toContainText('stopped again and again');
  await restore(page);
});

test('a worker that vanishes without a word is missed and replaced', async ({ page }) => {
  await page.clock.install();
  await handOverWorkers(page);
  await open(page);
  await spoilt(page);
  const digit = await pixels(page, '#seen');
  await page.evaluate(() => window.lastWorker.terminate());
  await page.locator('#play').click();
  // Looks, not time, are counted: a timer that is overdue comes once.
  for (let look = 0; look < 13; look++) await page.clock.fastForward(10_000);
  await expect(page.locator('#model-problem')).toContainText('it did not answer for 120 seconds. Another has taken its place');
  await restore(page);
  expect(await pixels(page, '#seen')).toEqual(digit);
  await whole(page);
});

// ---- Downloads ----

test('every shipped model file has the checksum that the page expects', async () => {
  const { MODELS } = await import('../../www/model/models.js');
  const files = Object.values(MODELS).flatMap(({ mixture, ...model }) => [model, mixture]);
  expect(files).toHaveLength(4);
  for (const { url, crc32: expected } of files) expect({ url, found: crc32(await readFile(new URL(url))) }).toEqual({ url, found: expected });
});

/** Ends the patience with silent downloads early. */
const impatient = (page) =>
  page.route('**/worker/fetch.js', async (route) => {
    const body = await (await route.fetch()).text();
    expect(body).toContain('SILENCE = 20_000');
    await route.fulfill({ contentType: 'text/javascript', body: body.replace('SILENCE = 20_000', 'SILENCE = 1000') });
  });

for (const [what, path] of [['program', '**/pkg/targetprop_bg.wasm'], ['model', '**/model/default.safetensors']]) {
  test(`the ${what} stalls: it is asked for again, and then the page says what is wrong, and opens when it comes`, async ({ page }) => {
    let asked = 0;
    await impatient(page);
    await page.route(path, () => void asked++);
    await page.goto('/');
    await expect(page.locator('#notice p')).toContainText(new RegExp(`The ${what} .*1 s`), { timeout: 30_000 });
    expect(asked).toBe(2);
    await page.unroute(path);
    await page.getByRole('button', { name: 'Try again' }).click();
    await spoilt(page);
    await restore(page);
  });

  test(`the ${what} stalls once: the page opens all the same`, async ({ page }) => {
    let asked = 0;
    await impatient(page);
    await page.route(path, (route) => (asked++ === 0 ? undefined : route.continue()));
    await open(page);
    await spoilt(page);
    await restore(page);
    await whole(page);
    expect(asked).toBe(2);
  });
}

test('a model whose bits were changed on the way is asked for again, and refused if they are so again', async ({ page }) => {
  let damaged = Infinity;
  let asked = 0;
  await page.route('**/model/paper.safetensors', async (route) => {
    if (asked++ >= damaged) return route.continue();
    const body = await (await route.fetch()).body();
    body[body.length >> 1] ^= 1;
    await route.fulfill({ body });
  });
  await open(page);
  await spoilt(page);
  await choose(page, 'paper');
  await expect(page.locator('#model-problem')).toContainText('arrived damaged, twice');
  await expect(page.locator('#model')).toHaveValue('default');
  [damaged, asked] = [1, 0];
  await choose(page, 'paper');
  await expect(page.locator('#model-problem')).toBeEmpty();
  await expect(page.locator('#model')).toHaveValue('paper');
  expect(asked).toBe(2);
  await restore(page);
});
