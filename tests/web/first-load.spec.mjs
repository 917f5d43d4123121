// What a visitor's browser fetches until a digit can be denoised, from dist/ as a host with gzip sends it.

import { expect, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { open, restore, spoilt } from './page.mjs';

/** Most bytes of the first load, gzipped. */
const MOST = 2_000_000;
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.svg': 'image/svg+xml' };

/** Serves a folder with gzip; `sent` holds the bytes of every body by path. */
async function serve(folder) {
  const sent = new Map();
  const server = createServer(async (request, response) => {
    const name = request.url === '/' ? '/index.html' : request.url;
    const body = await readFile(path.join(folder, name)).catch(() => null);
    if (!body) return response.writeHead(404).end();
    const compressed = gzipSync(body, { level: 9 });
    sent.set(name, compressed.length);
    response.writeHead(200, { 'content-type': TYPES[path.extname(name)] ?? 'application/octet-stream', 'content-encoding': 'gzip' });
    response.end(compressed);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { sent, url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

test('the first load is at most 2.0 MB, as dist says, and the mixture comes when it is needed', async ({ page }, info) => {
  const folder = info.outputPath('dist');
  const said = execFileSync('node', ['../../www/build/dist.mjs', folder], { encoding: 'utf8' });
  const server = await serve(folder);
  try {
    const total = () => [...server.sent.values()].reduce((sum, bytes) => sum + bytes, 0);
    await page.goto(server.url);
    await spoilt(page);
    // The icon may come last.
    await expect.poll(() => `first load ${(total() / 1000).toFixed(1)} kB (gzip)`).toBe(said.trim().split('\n').at(-1).replace(/ +\S+ kB +/, ' '));
    console.log(`first load: ${total()} bytes with gzip`);
    expect(total()).toBeLessThanOrEqual(MOST);
    // What draws lines comes with the first numbers to draw, and nothing else does.
    const before = new Set(server.sent.keys());
    await restore(page);
    await expect(page.locator('#trace canvas')).toBeVisible();
    expect([...server.sent.keys()].filter((name) => !before.has(name))).toEqual([expect.stringContaining('uPlot')]);
    const mixtures = () => [...server.sent.keys()].filter((name) => name.includes('mixture'));
    expect(mixtures()).toEqual([]);
    await page.getByRole('tab', { name: 'Dream' }).click();
    await expect(page.locator('#dream-counter')).toContainText('step 0 ', { timeout: 30_000 });
    expect(mixtures()).toHaveLength(1);
    // Once is enough for both benches.
    await page.getByRole('tab', { name: 'Denoise' }).click();
    await page.locator('#corruption').selectOption('lower-half');
    await page.getByText('In-paint', { exact: true }).click();
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
  await page.getByText('In-paint', { exact: true }).click();
  await page.locator('#play').click();
  await expect(page.locator('#model-problem')).toContainText('the server answered 503');
  await expect(page.locator('#play')).toBeEnabled();
  await expect(page.locator('#counter')).toHaveText('not started');
  // What needs no mixture goes on.
  await page.locator('#start').selectOption('noise');
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
