// How fast learning is in Chromium, and how it goes on: `./build.sh bench learn [MINUTES]`. Prints one line a number.
//
// Recognisable are dreams of which at least half read as one digit, with a probability of 0.9, by the shipped model.

import { chromium } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { cpus } from 'node:os';
import { BASE, SERVER, launchOptions } from './browser.mjs';

const minutes = Number(process.argv[2] ?? 0);
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Seconds of processor time of every thread of the page so far, by its number (Linux). */
async function processorTimes(browser) {
  const found = {};
  for (const id of await renderers(browser)) {
    for (const thread of await readdir(`/proc/${id}/task`).catch(() => [])) {
      const status = await readFile(`/proc/${id}/task/${thread}/stat`, 'utf8').catch(() => '');
      const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
      found[thread] = (Number(fields[11]) + Number(fields[12])) / 100;
    }
  }
  return found;
}

/**
 * Images a second of one and of two workers, in turn: by the clock, and by the processor time of the busiest thread, which
 * says how fast it would be with a core for each worker when others use the cores, too.
 */
async function rates(browser, page, settings) {
  const BATCHES = 8;
  await page.evaluate(async (settings) => {
    const [{ NO_MODEL_WORKER, ModelClient }, { Team }] = await Promise.all([import('/client/model-client.js'), import('/benches/learn/team.js')]);
    const spawn = async (onCrash) => {
      const client = new ModelClient(onCrash, NO_MODEL_WORKER);
      await client.request('start');
      return client;
    };
    globalThis.teams = {};
    for (const workers of [1, 2]) {
      globalThis.teams[workers] = new Team(spawn, () => {});
      await globalThis.teams[workers].open(workers, { source: { kind: 'synthetic', count: 2000, seed: 1 }, settings });
      await globalThis.teams[workers].steps(3);
    }
  }, settings);
  const found = { 1: { clock: [], processor: [] }, 2: { clock: [], processor: [] } };
  for (let until = 3 + BATCHES; until <= 3 + 6 * BATCHES; until += BATCHES) {
    for (const workers of [1, 2]) {
      const before = await processorTimes(browser);
      const milliseconds = await page.evaluate(async ([workers, until]) => {
        const start = performance.now();
        await globalThis.teams[workers].steps(until);
        return performance.now() - start;
      }, [workers, until]);
      const after = await processorTimes(browser);
      const busiest = Math.max(...Object.keys(after).map((thread) => after[thread] - (before[thread] ?? 0)));
      found[workers].clock.push((BATCHES * settings.training.batch_size * 1000) / milliseconds);
      found[workers].processor.push((BATCHES * settings.training.batch_size) / busiest);
    }
  }
  await page.evaluate(() => Object.values(globalThis.teams).forEach((team) => team.close()));
  return found;
}

/** Numbers of the processes that compute pages. */
async function renderers(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/** Memory of the page's process, in MB (Linux). */
async function memory(browser) {
  const sizes = await Promise.all((await renderers(browser)).map(async (id) => {
    const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1000;
  }));
  return Math.max(...sizes);
}

/** Share of the dreams on the page that the shipped model reads with a probability of at least 0.9. */
const readable = (page) =>
  page.evaluate(async () => {
    const core = await import('/pkg/whole/targetprop.js');
    if (!globalThis.judge) {
      await core.default();
      globalThis.judge = new core.Engine(new Uint8Array(await (await fetch('/model/default.safetensors')).arrayBuffer()));
    }
    const canvas = document.querySelector('#learn-dreams');
    const { data, width, height } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let [read, count] = [0, 0];
    for (let top = 0; top + 28 <= height; top += 30) {
      for (let left = 0; left + 28 <= width; left += 30) {
        const image = Float32Array.from({ length: 784 }, (_, i) => 1 - data[4 * ((top + Math.floor(i / 28)) * width + left + (i % 28))] / 255);
        const run = globalThis.judge.denoise(image, { n_rounds: 1, n_steps: 0, step: 0.1, top_down: 0.001 });
        read += Math.max(...globalThis.judge.read(run)) >= 0.9;
        count++;
        run.free();
      }
    }
    return read / count;
  });

/** Starts the bench with what `hash` changes, and calls `each` every second until it returns true. */
async function watched(browser, hash, each) {
  const page = await browser.newPage();
  await page.goto(`${BASE}/#v=1&bench=learn${hash}`);
  await page.locator('#learn-start').waitFor();
  await page.locator('#learn-start').click();
  const start = performance.now();
  for (;;) {
    await page.waitForTimeout(1000);
    const row = (await page.locator('#learn-table tr').last().locator('td').allTextContents()).map(Number);
    const state = { seconds: (performance.now() - start) / 1000, inpainting: row[1], done: (await page.locator('#learn-counter').textContent()).startsWith('done'), page };
    if (await each(state)) break;
  }
  await page.close();
}

const server = spawn(SERVER, { shell: true, stdio: 'ignore', detached: true });
const browser = await chromium.launch(launchOptions);
try {
  const page = await browser.newPage();
  for (let attempt = 0; ; attempt++) {
    const answer = await page.goto(`${BASE}/icon.svg`).catch((error) => error);
    if (!(answer instanceof Error)) break;
    if (attempt === 50) throw answer;
    await page.waitForTimeout(100);
  }
  console.log(`Chromium ${browser.version()}, ${cpus().length} cores`);
  const sizes = await page.evaluate(async () => {
    const core = await import('/pkg/whole/targetprop.js');
    await core.default();
    const { settings, paper_size: paper } = core.learn_parameters();
    const of = ([h1, h2, ...training]) => ({ h1_units: h1.default, h2_units: h2.default, seed: 1, training: Object.fromEntries(training.map((p) => [p.name, p.default])) });
    return { quick: of(settings), paper: of(paper) };
  });
  // The paper's N = 15, with the noise and the rate that hold it.
  Object.assign(sizes.paper.training, { n_steps: 15, noise_x: 0.4, rate_f1: 6e-5, rate_f2: 1e-3 });
  for (const settings of Object.values(sizes)) {
    const found = await rates(browser, page, settings);
    console.log(`784-${settings.h1_units}-${settings.h2_units}, N = ${settings.training.n_steps}, batches of ${settings.training.batch_size}`);
    for (const kind of ['clock', 'processor']) {
      const [one, two] = [1, 2].map((workers) => median(found[workers][kind]));
      console.log(`  by the ${kind}: one worker ${one.toFixed(0)} images/s, two ${two.toFixed(0)}, ${(two / one).toFixed(2)} times as many`);
    }
  }
  await page.close();

  let [recognised, after60] = [null, null];
  await watched(browser, '', async ({ seconds, inpainting, done, page }) => {
    // The first row of numbers comes with the first dreams.
    if (recognised === null && inpainting > 0 && (await readable(page)) >= 0.5) {
      recognised = seconds;
      console.log(`recognisable dreams ${seconds.toFixed(1)} s after Start, in-painting error ${inpainting}`);
    }
    if (after60 === null && seconds >= 60) {
      after60 = inpainting;
      console.log(`in-painting error after 60 s ${inpainting}`);
    }
    if (done) console.log(`done after ${seconds.toFixed(0)} s: in-painting error ${inpainting}${after60 ? `, that after 60 s is ${(after60 / inpainting).toFixed(2)} times as much` : ''}`);
    return done;
  });

  if (minutes > 0) {
    const sizes = [];
    await watched(browser, '&learn.epochs=1000', async ({ seconds }) => {
      if (seconds >= 30 * (sizes.length + 1)) sizes.push(await memory(browser));
      return seconds > 60 * minutes;
    });
    console.log(`memory of the page every 30 s of ${minutes} min, MB: ${sizes.map((size) => size.toFixed(0)).join(' ')}`);
  }
} finally {
  await browser.close();
  process.kill(-server.pid);
  await once(server, 'exit');
}
