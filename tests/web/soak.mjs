// Whether the page lasts: `./build.sh soak [MINUTES]` uses every bench at random, and returns again and again to the same rest, where it
// measures. Fails on an error, or on memory that grows.

import { chromium } from '@playwright/test';
import { readFile, readdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { launch } from 'puppeteer-core';
import { BASE, launchOptions, memory, renderers, startServer } from './browser.mjs';
import { Monkey, SEEDS } from './monkey.mjs';

const { positionals: [minutes = '60'], values: { firefox, actions } } = parseArgs({ allowPositionals: true,
  options: { firefox: { type: 'boolean', default: false }, actions: { type: 'string', default: 'Infinity' } } });
const SIZE = { width: 1280, height: 800 };
/** Actions between two measurements. */
const BETWEEN = 200;
/** What is fetched once comes in the first part of the time. */
const WARM_UP = 1 / 4;
/** Growth that is asked not to be exceeded, in percent. */
const MOST_GROWTH = 5;
/** What may not grow. */
const JUDGED = ['heap MB', 'wasm MB', 'workers', 'nodes', 'listeners'];
/** What differs by ones with the benches that were shown: it grows where it does not fall back to what it was at most. */
const FEW = 'workers';

/** Back to the digit that everybody gets, with nothing running. Runs in the page. */
async function rest() {
  const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close();
  const set = (selector, value) => {
    const control = document.querySelector(selector);
    if (!control || control.value === value) return;
    control.value = value;
    control.dispatchEvent(new Event('change', { bubbles: true }));
  };
  // Learning ends when what is being done is done: it is thrown away when it rests for a while.
  for (let quiet = 0; quiet < 10; quiet++) {
    const reset = document.querySelector('#learn-reset');
    if (reset && !reset.disabled) {
      reset.click();
      quiet = 0;
    }
    await sleep(100);
  }
  set('#language', 'en');
  set('#model', 'default');
  document.querySelector('#notice:not([hidden]) button')?.click();
  document.querySelector('#tab-denoise').click();
  await sleep(1500);
  document.querySelectorAll('.digits button')[3].click();
  await sleep(1500);
}

/** Milliseconds between frames while one digit comes after the other. Runs in the page. */
async function frameGaps() {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const gaps = [];
  let before = await frame();
  for (const digit of document.querySelectorAll('.digits button')) {
    digit.click();
    for (let i = 0; i < 12; i++) {
      const now = await frame();
      gaps.push(now - before);
      before = now;
    }
  }
  return gaps;
}

/** Bytes of a worker's WebAssembly memory, 0 where it has none yet. Runs in the worker. */
async function wasmBytes(name) {
  const core = await import(name).catch(() => null);
  return core ? (await core.default()).memory.buffer.byteLength : 0;
}

/** A page of Chromium and how to measure it. */
async function inChromium() {
  const browser = await chromium.launch(launchOptions);
  const page = await browser.newPage({ viewport: SIZE });
  const client = await page.context().newCDPSession(page);
  return {
    browser, page, name: `Chromium ${browser.version()}`,
    async measure() {
      await client.send('HeapProfiler.collectGarbage');
      const heap = await client.send('Runtime.getHeapUsage');
      const { nodes, jsEventListeners } = await client.send('Memory.getDOMCounters');
      const memories = await Promise.all(page.workers().map((worker) =>
        worker.evaluate(wasmBytes, worker.url().includes('no-model') ? '/pkg/whole/targetprop.js' : '/pkg/targetprop.js').catch(() => 0)));
      return {
        'heap MB': (heap.usedSize + heap.backingStorageSize) / 1e6, 'wasm MB': memories.reduce((sum, bytes) => sum + bytes, 0) / 1e6,
        workers: page.workers().length, nodes, listeners: jsEventListeners, 'process MB': await memory(await renderers(browser)),
      };
    },
  };
}

/** A page of Firefox, which tells less. */
async function inFirefox() {
  const executablePath = process.env.FIREFOX || '/usr/bin/firefox-esr';
  const browser = await launch({ browser: 'firefox', executablePath, headless: true });
  const page = await browser.newPage();
  await page.setViewport(SIZE);
  return {
    browser, page, name: await browser.version(),
    async measure() {
      const [workers, nodes] = await page.evaluate(() => [window.liveWorkers.size, document.querySelectorAll('*').length]);
      return { workers, nodes, 'process MB': await memory(await childrenOf(browser.process().pid)) };
    },
  };
}

/** Numbers of all processes that a process has begun, and those have (Linux). */
async function childrenOf(parent) {
  const found = new Set([parent]);
  for (const id of (await readdir('/proc')).map(Number).filter(Boolean).sort((a, b) => a - b)) {
    const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
    if (found.has(Number(/PPid:\s+(\d+)/.exec(status)?.[1]))) found.add(id);
  }
  found.delete(parent);
  return [...found];
}

const part = (list, share) => list.toSorted((a, b) => a - b)[Math.floor(share * (list.length - 1))];
const cell = (value) => (Number.isInteger(value) ? String(value) : value.toFixed(1)).padStart(10);

const stopServer = await startServer();
const { browser, page, name, measure } = await (firefox ? inFirefox() : inChromium());
try {
  const monkey = new Monkey(page, SEEDS[0], { links: false });
  console.log(`${name}, seed ${SEEDS[0]}, ${minutes} minutes`);
  await monkey.open(`${BASE}/`);
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 60_000;
  const samples = [];
  let told = 0;
  while (elapsed() < Number(minutes) && monkey.done.length < Number(actions)) {
    await monkey.act();
    for (; told < monkey.faults.length; told++) console.log(monkey.faults[told]);
    if (monkey.done.length % BETWEEN) continue;
    await page.evaluate(rest);
    const gaps = await page.evaluate(frameGaps);
    const sample = { minute: elapsed(), actions: monkey.done.length, errors: monkey.faults.length, ...(await measure()),
      'frame ms': part(gaps, 0.5), '95 % ms': part(gaps, 0.95) };
    if (!samples.length) console.log(Object.keys(sample).map((key) => key.padStart(10)).join(''));
    console.log(Object.values(sample).map(cell).join(''));
    samples.push(sample);
  }

  const warm = samples.filter(({ minute }) => minute >= WARM_UP * elapsed());
  const third = Math.ceil(warm.length / 3);
  const [early, late] = [warm.slice(0, third), warm.slice(-third)];
  console.log(`\n${monkey.done.length} actions in ${elapsed().toFixed(0)} minutes, ${monkey.faults.length} errors`);
  let grown = false;
  for (const key of JUDGED.filter((key) => warm.length && key in warm[0])) {
    // What is open comes and goes with the actions, what leaks stays: the least tells.
    const [before, after] = [early, late].map((samples) => samples.map((sample) => sample[key]));
    const [from, to] = [(key === FEW ? Math.max : Math.min)(...before), Math.min(...after)];
    const growth = 100 * (to / from - 1);
    grown ||= growth > MOST_GROWTH;
    console.log(`${key.padEnd(10)} ${cell(from)} → ${cell(to)} ${growth.toFixed(1).padStart(6)} % (at most ${MOST_GROWTH} %)`);
  }
  for (const key of ['frame ms', '95 % ms']) {
    const [from, to] = [early, late].map((samples) => part(samples.map((sample) => sample[key]), 0.5));
    if (warm.length) console.log(`${key.padEnd(10)} ${cell(from)} → ${cell(to)}`);
  }
  process.exitCode = grown || monkey.faults.length ? 1 : 0;
} finally {
  await browser.close();
  await stopServer();
}
