// What the page's content security policy forbids, that nothing of the page needs it, and whose work is shipped with it.

import { expect, test } from '@playwright/test';
import { open, restore, spoilt } from './page.mjs';

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
  await open(page);
  await spoilt(page);
  await page.locator('#invitation-yes').click();
  for (let step = 1; step <= 6; step++) {
    await expect(page.locator('.driver-popover')).toContainText(`${step} of 6`);
    await page.locator('.driver-popover-next-btn').click();
  }
  await expect(page.locator('.driver-popover')).toHaveCount(0);
  await restore(page);
  await page.locator('#open-about').click();
  await close(page.locator('#about'));
  await page.locator('#bench-denoise .save:visible').first().click();
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
  await expect(page.locator('#exercise')).toContainText('1 of 5');
  await page.locator('#picture-file').setInputFiles({ name: '<img src=x>.png', mimeType: 'image/png', buffer: Buffer.from(png, 'base64') });
  await page.locator('#own-use').click();
  await spoilt(page);
  for (const bench of ['dream', 'inside', 'learn', 'stdp', 'paper']) {
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
      worker: () => new Worker('worker.js', { type: 'module' }),
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
