// Timings of the shipped WebAssembly in a worker of Chromium: medians and bests of interleaved runs.

import { chromium } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { BASE, SERVER, launchOptions } from './browser.mjs';

/** Runs in the worker: calls into the core as the page's worker does, without the messages. */
const WORKER = `
import init, * as core from '/pkg/whole/targetprop.js';
await init();
const engine = new core.Engine(new Uint8Array(await (await fetch('/model/default.safetensors')).arrayBuffer()));
const image = core.ink_to_image(core.example_ink(5, 0));
const settings = { n_rounds: 1, n_steps: 15, step: 0.1, top_down: 0.001 };
const time = (work) => {
  const start = performance.now();
  work();
  return performance.now() - start;
};
const one = () => {
  const run = engine.denoise(image, settings);
  while (engine.advance(run));
  run.free();
};
let chains = engine.dream(64, 'gaussian', undefined, 4, 1, { ...settings, n_rounds: 100 });
const tests = { 'one INFERENCE, N = 15, 1 image': one, 'one iteration, 64 chains': () => engine.advance(chains) };
const curveOf = () => {
  const curve = new core.StdpCurve({ pairing: 'nearest', drift: 'normal', numbers: Object.fromEntries(core.stdp_parameters().curve.map((param) => [param.name, param.default])) }, 1);
  while (curve.pairings() < 100_000) curve.advance(1000);
  curve.free();
};
const times = Object.fromEntries(Object.keys(tests).map((name) => [name, []]));
for (let i = 0; i < 130; i++) {
  for (const [name, work] of Object.entries(tests)) {
    const t = time(work);
    if (i >= 30) times[name].push(t);
  }
}
times['STDP curve, 100,000 pairings'] = [1, 2, 3].map(() => time(curveOf));
postMessage(times);
`;

/** Runs in the page: steps a second of 64 chains through the bench's own pool, pictures brought to the page, by sampler and number of workers. */
async function stepsASecond() {
  const [{ ChainPool }, { ModelClient }, { ACTION }] = await Promise.all(['/benches/dream/chains.js', '/client/model-client.js', '/client/protocol.js'].map((url) => import(url)));
  const fail = (error) => { throw error; };
  const spawn = async () => {
    const client = new ModelClient(fail);
    await client.request(ACTION.open, { url: '/model/default.safetensors' });
    return client;
  };
  const client = await spawn();
  const { samplers } = await client.request(ACTION.dreamTables);
  const rates = {};
  for (const workers of [1, 2]) {
    const pool = new ChainPool({ client, spawn }, fail);
    for (const { sampler, settings } of samplers) {
      const job = { sampler, prior: 'gaussian', digit: null, seed: 1, settings: Object.fromEntries(settings.map((p) => [p.name, p.default])) };
      await pool.start(job, 64, workers);
      const times = [];
      for (let i = 0; i < 70; i++) {
        const start = performance.now();
        await pool.step(1, 0, i % 15 === 0);
        if (i >= 10) times.push(performance.now() - start);
      }
      times.sort((a, b) => a - b);
      rates[`${sampler}, workers: ${workers}`] = [1000 / times[times.length >> 1], 1000 / times[0]];
    }
    pool.close(new Error('over'));
  }
  return rates;
}

const server = spawn(SERVER, { shell: true, stdio: 'ignore', detached: true });
const browser = await chromium.launch(launchOptions);
try {
  const page = await browser.newPage();
  await page.context().route('**/bench-worker.js', (route) => route.fulfill({ contentType: 'text/javascript', body: WORKER }));
  for (let attempt = 0; ; attempt++) {
    const answer = await page.goto(`${BASE}/icon.svg`).catch((error) => error);
    if (!(answer instanceof Error)) break;
    if (attempt === 50) throw answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const times = await page.evaluate(() => {
    const worker = new Worker('/bench-worker.js', { type: 'module' });
    return new Promise((resolve, reject) => {
      worker.onmessage = (event) => resolve(event.data);
      worker.onerror = (event) => reject(new Error(event.message || 'the worker could not be started'));
    });
  });
  const chains = await page.evaluate(stepsASecond);
  console.log(`Chromium ${browser.version()}, one thread of a worker, milliseconds`);
  for (const [name, list] of Object.entries(times)) {
    const sorted = list.toSorted((a, b) => a - b);
    console.log(`${name.padEnd(32)} median ${sorted[sorted.length >> 1].toFixed(2)}  best ${sorted[0].toFixed(2)}`);
  }
  console.log(`64 chains of the Dream bench, steps a second, with ${await page.evaluate(() => navigator.hardwareConcurrency)} cores`);
  for (const [name, rate] of Object.entries(chains)) console.log(`${name.padEnd(32)} median ${rate[0].toFixed(0)}  best ${rate[1].toFixed(0)}`);
} finally {
  await browser.close();
  process.kill(-server.pid);
  await once(server, 'exit');
}
