// What the page's content security policy forbids, that nothing of the page needs it, whose work is shipped with it, and how it is served.

import { expect, test } from '@playwright/test';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { BENCHES } from '../../www/benches/manifest.js';
import { open, restore, saveOf, spoilt } from './page.mjs';

/** Collects what the policy blocks and complains of, and whom the page asks besides its own host. */
async function watch(page, baseURL) {
  const found = [];
  page.on('console', (message) => message.type() === 'error' && found.push(message.text()));
  page.on('pageerror', (error) => found.push(error.message));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${baseURL}/`) && !url.startsWith(`blob:${baseURL}/`)) found.push(url);
  });
  await page.exposeFunction('violated', (text) => found.push(text));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => window.violated(`${violatedDirective}: ${blockedURI} ${sample}`));
  });
  return found;
}

const close = (dialog) => dialog.getByRole('button', { name: 'Close' }).click();

/** Opens everything that has its own scripts, styles, pictures, workers or files. */
async function walk(page) {
  await open(page, '');
  await spoilt(page);
  await page.locator('#to-story').click();
  for (const name of ['spoil', 'explain', 'push', 'learn', 'dream']) {
    await page.locator(`#story-${name} .story-figure`).evaluate((figure) => figure.scrollIntoView({ behavior: 'instant' }));
    await expect(page.locator(`#story-${name} .story-play`)).toHaveText(name === 'dream' ? 'Pause' : 'Play again', { timeout: 60_000 });
  }
  await page.locator('#tab-denoise').click();
  await restore(page);
  await page.locator('#open-about').click();
  await close(page.locator('#about'));
  await saveOf(page, 'Activity of h2');
  for (const kind of ['PNG', 'CSV', 'JSON']) {
    await Promise.all([page.waitForEvent('download'), page.locator('.save-dialog').getByRole('button', { name: kind, exact: true }).first().click()]);
  }
  const png = await page.locator('#clean').evaluate((canvas) => canvas.toDataURL('image/png').split(',')[1]);
  await close(page.locator('.save-dialog'));
  await page.locator('#open-share').click();
  await page.locator('.share-dialog').getByText('Animation of the restoration', { exact: true }).click();
  await page.locator('#animation-make').click();
  await expect(page.locator('#animation')).toBeVisible();
  expect(await page.locator('#animation').evaluate(async (image) => (await image.decode(), image.naturalWidth))).toBe(280);
  await Promise.all([page.waitForEvent('download'), page.locator('#animation-save').click()]);
  await close(page.locator('.share-dialog'));
  await page.locator('#open-help').click();
  await page.locator('#help').getByRole('button', { name: /exercises/ }).click();
  await expect(page.locator('.exercise')).toContainText('1 of 3');
  await page.locator('#tab-denoise').click();
  await page.locator('#picture-file').setInputFiles({ name: '<img src=x>.png', mimeType: 'image/png', buffer: Buffer.from(png, 'base64') });
  await page.locator('#own-use').click();
  await spoilt(page);
  for (const { name: bench } of BENCHES.filter(({ prefix }) => prefix)) {
    await page.locator(`#tab-${bench}`).click();
    await expect(page.locator(`#bench-${bench} h2`).first()).toBeVisible({ timeout: 30_000 });
  }
  await expect(page.locator('#equation-12 dd').first()).toHaveText(/\d/, { timeout: 30_000 });
  for (const math of await page.locator('.math math').all()) await expect(math).toBeVisible();
  await page.locator('#failures').scrollIntoViewIfNeeded();
  await expect.poll(() => page.locator('#failures img').evaluateAll((images) => images.map((image) => image.naturalWidth > 0))).toEqual([true, true]);
  await page.locator('#tab-learn').click();
  await page.locator('#learn-start').click();
  await expect(page.locator('#learn-counter')).toContainText(/[1-9]/, { timeout: 60_000 });
  await page.locator('#learn-start').click();
}

test('nothing that the page does needs what the policy forbids, or another host', async ({ page, baseURL }) => {
  const found = await watch(page, baseURL);
  await walk(page);
  expect(found).toEqual([]);
});

test('the policy lets no string become an element, a script or a worker, no picture come from an address of data, nobody else be asked', async ({ page, baseURL }) => {
  const found = await watch(page, baseURL);
  await open(page);
  await spoilt(page);
  const refused = await page.evaluate(async () => {
    const attempts = {
      innerHTML: () => (document.createElement('p').innerHTML = '<b>no</b>'),
      insertAdjacentHTML: () => document.body.insertAdjacentHTML('beforeend', '<b>no</b>'),
      worker: () => new Worker('worker/model-worker.js', { type: 'module' }),
      // Not in the call of the test, whom the browser lets evaluate.
      evaluation: () => new Promise((resolve, reject) => setTimeout(() => {
        try {
          resolve((0, eval)('1'));
        } catch (error) {
          reject(error);
        }
      })),
      policy: () => trustedTypes.createPolicy('another', { createHTML: (text) => text }),
      script: () => {
        const script = document.createElement('script');
        script.src = 'https://example.org/no.js';
      },
      fetch: () => fetch('https://example.org/no.json'),
      picture: () => new Promise((resolve, reject) => Object.assign(new Image(), { onload: resolve, onerror: reject, src: 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=' })),
    };
    const names = [];
    for (const [name, attempt] of Object.entries(attempts)) await Promise.resolve().then(attempt).catch(() => names.push(name));
    return { names, all: Object.keys(attempts) };
  });
  expect(refused.names).toEqual(refused.all);
  // What watches sees what is blocked.
  await expect.poll(() => new Set(found.flatMap((text) => text.match(/^(require-trusted-types-for|trusted-types|connect-src|img-src|script-src)(?=:)/)?.[1] ?? [])))
    .toEqual(new Set(['require-trusted-types-for', 'trusted-types', 'connect-src', 'img-src']));
});

test('text of links, cards and files is never markup', async ({ page }) => {
  const markup = '<img src=x onerror="window.broken = true">';
  await open(page, `#v=1&note=${encodeURIComponent(markup)}&lesson=page.${encodeURIComponent(markup)}&corruption=${encodeURIComponent(markup)}`);
  await spoilt(page);
  await expect(page.locator('#lesson')).toContainText(markup);
  await page.locator('#model-file').setInputFiles({ name: `${markup}.safetensors`, mimeType: 'application/octet-stream', buffer: Buffer.from(markup) });
  await expect(page.locator('#model-problem')).not.toBeEmpty();
  expect(await page.evaluate(() => [document.querySelectorAll('img[src="x"]').length, window.broken])).toEqual([0, undefined]);
});

test('a browser that knows no Trusted Types shows the same page', async ({ page, request, baseURL }) => {
  const html = await (await request.get(`${baseURL}/index.html`)).text();
  const body = html.replace(/; require-trusted-types-for 'script'; trusted-types [\w ]+/, '');
  expect(body).not.toBe(html);
  await page.route(`${baseURL}/`, (route) => route.fulfill({ body, contentType: 'text/html' }));
  await page.addInitScript(() => delete window.trustedTypes);
  await open(page);
  await spoilt(page);
  await restore(page);
  await page.locator('#tab-paper').click();
  await expect(page.locator('.math math').first()).toBeVisible();
});

/** The crates whose code is in the core: their places stand in its messages. */
async function crates() {
  const found = new Set();
  for (const core of ['pkg', 'pkg/whole']) {
    const text = (await readFile(`../../www/${core}/targetprop_bg.wasm`)).toString('latin1');
    for (const [, name, version] of text.matchAll(/registry\/src\/[^/]+\/([\w-]+?)-(\d+\.\d+\.\d+)\//g)) found.add(`${name} ${version}`);
  }
  return [...found];
}

test('every package of the page and every crate of the core is named with its terms, beside the page and in About', async ({ page, request, baseURL }, info) => {
  const folder = info.outputPath('dist');
  execFileSync('node', ['../../www/build/dist.mjs', folder]);
  const text = await readFile(`${folder}/THIRD-PARTY.txt`, 'utf8');
  const { packages } = JSON.parse(await readFile('../../www/package-lock.json', 'utf8'));
  const modules = Object.entries(packages).filter(([place, { dev }]) => place && !dev).map(([place, { version }]) => `${place.split('node_modules/').pop()} ${version}`);
  expect(modules.length).toBeGreaterThan(1);
  const linked = await crates();
  expect(linked.length).toBeGreaterThan(3);
  const lines = text.split('\n');
  expect([...modules, ...linked].filter((one) => !lines.some((line) => line.startsWith(`${one} (`)))).toEqual([]);
  for (const holder of ['Matt DesLauriers', 'Leon Sorokin']) expect(text).toContain(holder);
  for (const [name, line] of [['gifenc', /^\/\*! gifenc, MIT License/], ['uPlot', /^\/\*! https:\/\/github\.com\/leeoniya\/uPlot/]]) {
    expect(await (await request.get(`${baseURL}/vendor/${name}.esm.js`)).text()).toMatch(line);
  }
  await open(page);
  await page.locator('#open-about').click();
  const link = page.locator('#about a');
  await expect(link).toHaveText(/Whose work/);
  expect(await (await request.get(await link.evaluate((a) => a.href))).text()).toBe(text);
  expect(await readFile(`${folder}/index.html`, 'utf8')).toContain('href="THIRD-PARTY.txt"');
});

/** Starts `serve` as build.sh does when the page is built; what it says first, and its end. */
async function serve(words, environment = {}) {
  const server = spawn('node', ['../../www/build/serve.mjs', ...words], { env: { ...process.env, ...environment } });
  let said = '';
  for (const stream of [server.stdout, server.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  const ended = once(server, 'close');
  await Promise.race([once(server.stdout, 'data'), ended]);
  return { server, ended, said: () => said };
}

/** A port that nobody else has, and what holds it. */
async function anyPort() {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  return { holder, port: holder.address().port };
}

test('the page is served on a port and a path of choice', async ({ page }) => {
  const { holder, port } = await anyPort();
  holder.close();
  await once(holder, 'close');
  const { server, ended, said } = await serve([String(port), 'class/digits'], { HOST: '' });
  expect(said()).toBe(`http://localhost:${port}/class/digits/  (Ctrl-C stops)\n`);
  try {
    await page.goto(`http://127.0.0.1:${port}/class/digits`);
    await expect(page).toHaveURL(new RegExp(`:${port}/class/digits/`));
    await spoilt(page);
    expect((await page.request.get(`http://127.0.0.1:${port}/`)).status()).toBe(404);
    expect((await page.request.get(`http://127.0.0.1:${port}/class/digits/..%2f..%2fCargo.toml`)).status()).toBe(404);
  } finally {
    server.kill();
    await ended;
  }
});

test('a port that is in use or none, a path or a host that cannot be, are refused in one line', async () => {
  const { holder, port } = await anyPort();
  try {
    for (const [words, line, environment] of [
      [[String(port)], `port ${port} is in use by another program; name another: ./build.sh serve ${port + 1}`],
      [['http'], "expected a port between 1 and 65535, found 'http'"],
      [['70000'], "expected a port between 1 and 65535, found '70000'"],
      [[String(port), '../up'], "expected a path as /digits/, found '../up'"],
      [[String(port)], "expected in HOST an address of this machine, or 0.0.0.0 for all, found '203.0.113.1'", { HOST: '203.0.113.1' }],
    ]) {
      const { ended, said } = await serve(words, environment);
      expect((await ended)[0]).toBe(1);
      expect(said()).toBe(`build.sh serve: ${line}\n`);
    }
  } finally {
    holder.close();
  }
});
