// Timings in Chromium, in one table: `./build.sh bench [CASE…] [--json FILE] [--minutes MINUTES]`.

import { chromium } from '@playwright/test';
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BASE, launchOptions, startServer } from './browser.mjs';

/** What each case finds is a list of `{ what, times, differences, note }`: in `times` milliseconds by who took them, ours first. */
const CASES = {
  inference: [inWorker],
  chains: [inWorker, inPage],
  training: [inWorker, inPage],
  restoration: [inWorker],
  stdp: [inWorker],
  latency: [inModule],
  opening: [inModule],
  learn: [inModule],
};
/** Those that are timed where none is named. */
const USUAL = ['inference', 'chains', 'training', 'restoration'];

const { values: { json, minutes }, positionals } = parseArgs({
  allowPositionals: true, options: { json: { type: 'string' }, minutes: { type: 'string', default: '0' } },
});
const wanted = positionals.length ? positionals : USUAL;
const unknown = wanted.filter((name) => !Object.hasOwn(CASES, name));
if (unknown.length) {
  console.error(`build.sh bench: expected some of native, ${Object.keys(CASES).join(', ')}; found '${unknown[0]}'`);
  process.exit(2);
}

/** Where the clock of a page is fine: what it loads must say so, too. */
const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
const EMPTY = `${BASE}/bench/empty.html`;

/** A page of the built page's origin, to which these scripts and the packages of the peers are served besides. */
async function emptyPage({ browser }, headers) {
  const page = await (await browser.newContext()).newPage();
  const serve = (pattern, fileOf) => page.context().route(pattern, (route) => {
    const path = fileURLToPath(new URL(fileOf(new URL(route.request().url()).pathname), import.meta.url));
    const contentType = { js: 'text/javascript', mjs: 'text/javascript', wasm: 'application/wasm' }[path.split('.').at(-1)];
    return route.fulfill({ path, headers, contentType });
  });
  await serve(`${BASE}/bench/*.js`, (path) => `.${path}`);
  await serve(`${BASE}/npm/**`, (path) => path.replace('/npm', './node_modules'));
  await page.context().route(EMPTY, (route) => route.fulfill({ headers, contentType: 'text/html', body: '<!doctype html>' }));
  await page.goto(EMPTY);
  return page;
}

/** A case of bench/contest.js. */
async function inWorker(name, context) {
  const page = await emptyPage(context, ISOLATED);
  const { found, error } = await page.evaluate((name) => new Promise((resolve, reject) => {
    const worker = new Worker('/bench/contest.js');
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message || 'the worker could not be started'));
    worker.postMessage(name);
  }), name);
  await page.context().close();
  if (error) throw new Error(error);
  return found;
}

/** A case of bench/workers.js. */
async function inPage(name, context) {
  const page = await emptyPage(context);
  const found = await page.evaluate(async (name) => (await import('/bench/workers.js'))[name](), name);
  await page.context().close();
  return found;
}

/** A case with a script of its own, which opens the page as visitors do. */
async function inModule(name, context) {
  return (await import(`./bench/${name}.mjs`)).default(context);
}

/** Median, best, and how far apart the middle half lies, in milliseconds. */
function summary(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.floor(share * (sorted.length - 1))];
  return { ms: sorted[sorted.length >> 1], best: sorted[0], spread: at(0.75) - at(0.25) };
}

/** A row for each peer, or one of ours alone. */
function rowsOf({ what, times, differences = {}, note = null }) {
  const [ours, ...peers] = Object.entries(times).map(([name, list]) => ({ name, ...summary(list) }));
  const own = { case: what, ours_ms: ours?.ms ?? null, ours_best: ours?.best ?? null, ours_spread: ours?.spread ?? null };
  const none = { peer: null, peer_ms: null, peer_best: null, peer_spread: null, ratio: null, difference: null };
  if (!peers.length) return [{ ...own, ...none, note }];
  return peers.map(({ name, ms, best, spread }) => ({ ...own, peer: name, peer_ms: ms, peer_best: best, peer_spread: spread,
    ratio: ms / ours.ms, difference: differences[name] ?? null, note }));
}

const digits = (value) => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
const cells = (ms, best, spread) => (ms === null ? '' : `${digits(ms)} / ${digits(best)} / ${digits(spread)}`);
const line = (...texts) => console.log(`| ${texts.join(' | ')} |`);

const stopServer = await startServer();
const browser = await chromium.launch(launchOptions);
try {
  console.log(`Chromium ${browser.version()}, ${cpus().length} × ${cpus()[0].model}`);
  console.log('milliseconds: median / best / how far apart the middle half lies; the ratio is that of the medians\n');
  line('case', 'ours', 'beside', 'theirs', 'ratio', 'largest difference', 'note');
  line(...Array(7).fill('---'));
  const rows = [];
  for (const name of wanted) {
    for (const way of CASES[name]) {
      for (const row of (await way(name, { browser, minutes: Number(minutes) })).flatMap(rowsOf)) {
        rows.push(row);
        const { peer, ratio, difference, note } = row;
        line(row.case, cells(row.ours_ms, row.ours_best, row.ours_spread), peer ?? '', cells(row.peer_ms, row.peer_best, row.peer_spread),
          ratio === null ? '' : `${digits(ratio)} ×`, difference?.toExponential(1) ?? '', note ?? '');
      }
    }
  }
  if (json) await writeFile(json, `${JSON.stringify(rows, null, 1)}\n`);
} finally {
  await browser.close();
  await stopServer();
}
