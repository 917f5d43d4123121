// What a visitor's browser fetches until a digit can be denoised, from dist/ as a host with gzip sends it.

import { expect, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { open, restore, spoilBy, spoilt } from './page.mjs';

/**
 * Most files of the first load, and most thousands of bytes of them, by what they are: as a host sends them that compresses nothing, and
 * with gzip. Little above what there is: whoever makes the page heavier says so here. Weights and WebAssembly are packed in dist/.
 */
const BUDGETS = {
  html: { files: 1, plain: 7, gzip: 2.3 },
  css: { files: 4, plain: 31, gzip: 9.5 },
  js: { files: 28, plain: 152, gzip: 57 },
  wasm: { files: 1, plain: 352, gzip: 352 },
  weights: { files: 1, plain: 1430, gzip: 1430 },
  other: { files: 1, plain: 0.5, gzip: 0.4 },
  all: { files: 36, plain: 1950, gzip: 1840 },
};
const CLASSES = Object.entries({ html: /\.html$/, css: /\.css$/, js: /\.js$/, wasm: /\.wasm/, weights: /\.safetensors/, other: /./ });
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.svg': 'image/svg+xml' };

/** Serves a folder with gzip; `sent` holds the bytes of every body by path, plain and as they were sent. */
async function serve(folder) {
  const sent = new Map();
  const server = createServer(async (request, response) => {
    const name = request.url === '/' ? '/index.html' : request.url;
    const body = await readFile(path.join(folder, name)).catch(() => null);
    if (!body) return response.writeHead(404).end();
    const compressed = gzipSync(body, { level: 9 });
    sent.set(name, { plain: body.length, gzip: compressed.length });
    response.writeHead(200, { 'content-type': TYPES[path.extname(name)] ?? 'application/octet-stream', 'content-encoding': 'gzip' });
    response.end(compressed);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { sent, url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** What of the first load is more than `BUDGETS` allows, a line each. @param {Map<string, { plain: number, gzip: number }>} sent */
function tooHeavy(sent) {
  const weighed = Object.fromEntries(Object.keys(BUDGETS).map((name) => [name, { files: 0, plain: 0, gzip: 0 }]));
  for (const [name, { plain, gzip }] of sent) {
    const [found] = CLASSES.find(([, pattern]) => pattern.test(name));
    for (const weight of [weighed[found], weighed.all]) {
      weight.files++;
      weight.plain += plain / 1000;
      weight.gzip += gzip / 1000;
    }
  }
  const units = { files: 'files', plain: 'kB plain', gzip: 'kB with gzip' };
  console.table(weighed);
  return Object.entries(weighed).flatMap(([name, weights]) => Object.entries(weights).flatMap(([key, weight]) => {
    const most = BUDGETS[name][key];
    return weight > most ? [`first load, ${name}: expected at most ${most} ${units[key]}, found ${Number(weight.toFixed(1))}`] : [];
  }));
}

test('the first load keeps its budgets, as dist says, and the mixture comes when it is needed', async ({ page }, info) => {
  const folder = info.outputPath('dist');
  const said = execFileSync('node', ['../../www/build/dist.mjs', folder], { encoding: 'utf8' });
  const server = await serve(folder);
  try {
    // What keeps the page on the device comes after the first load, and is no part of it: offline.spec watches it.
    await page.addInitScript(() => delete Navigator.prototype.serviceWorker);
    const total = () => [...server.sent.values()].reduce((sum, { gzip }) => sum + gzip, 0);
    // With a link nothing begins by itself.
    await page.goto(`${server.url}#v=1`);
    await spoilt(page);
    // The icon may come last.
    await expect.poll(() => `first load ${(total() / 1000).toFixed(1)} kB (gzip)`).toBe(said.trim().split('\n').at(-1).replace(/ +\S+ kB +/, ' '));
    expect(tooHeavy(server.sent)).toEqual([]);
    // What draws lines comes with the first numbers to draw, and nothing else does.
    const before = new Set(server.sent.keys());
    await restore(page);
    await expect(page.locator('#trace canvas')).toBeVisible();
    const files = ['default.mixture', 'default.restorer', 'uPlot'];
    expect([...server.sent.keys()].filter((name) => !before.has(name)).sort()).toEqual(files.map((name) => expect.stringContaining(name)));
    const mixtures = () => [...server.sent.keys()].filter((name) => name.includes('mixture'));
    await page.getByRole('tab', { name: 'Dream' }).click();
    await expect(page.locator('#dream-counter')).toContainText('step 0 ', { timeout: 30_000 });
    expect(mixtures()).toHaveLength(1);
    // Once is enough for both benches.
    await page.getByRole('tab', { name: 'Denoise' }).click();
    await spoilBy(page, 'lower-half');
    await restore(page);
    expect(mixtures()).toHaveLength(1);
  } finally {
    server.close();
  }
});

test('a mixture that cannot be had is explained, the digit stays, and the next try works', async ({ page }) => {
  const MIXTURE = '**/model/default.mixture.safetensors';
  await page.route(MIXTURE, (route) => route.fulfill({ status: 503 }));
  await open(page);
  await spoilt(page);
  await page.locator('#play').click();
  await expect(page.locator('#model-problem')).toContainText('the server answered 503');
  await expect(page.locator('#play')).toBeEnabled();
  await expect(page.locator('#counter')).toHaveText('not started');
  // What needs no mixture goes on.
  await page.locator('#way').selectOption('inference');
  await restore(page);
  await page.getByRole('tab', { name: 'Dream' }).click();
  await expect(page.locator('#dream-prior')).toBeEnabled();
  await page.locator('#dream-prior').selectOption('gaussian');
  await expect(page.locator('#dream-counter')).toContainText('step 0 ', { timeout: 30_000 });
  await page.unroute(MIXTURE);
  await page.locator('#dream-prior').selectOption('mixture');
  await expect(page.locator('#dream-along-reads')).toContainText('reads as', { timeout: 30_000 });
  await expect(page.locator('#model-problem')).toBeEmpty();
});

test('a mixture of another model is refused', async ({ page, request, baseURL }) => {
  const other = await (await request.get(`${baseURL}/model/paper.mixture.safetensors`)).body();
  await page.route('**/model/default.mixture.safetensors', (route) => route.fulfill({ body: other }));
  await open(page, '#v=1&bench=dream');
  await expect(page.locator('#model-problem')).toContainText(/The mixture .* arrived damaged, twice: expected the file that belongs to this page/);
});
