// The page that cannot start, or not wholly, says why, in words that need no script, and offers a way on; the drawing stays.

import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { serve } from './host.mjs';
import { open, pixels, saveOf, spoilt } from './page.mjs';

/** A drawing: two strokes. */
const DRAWING = '#v=1&bench=denoise&corruption=gaussian&strength=0.3&seed=5&ink=p28ev61ekny.p288pg9jkf3';
const start = (page) => page.locator('#starting');
/** Where the page says that something cannot be had. */
const said = (page) => page.locator('#starting.failed, #notice.failed, #language-problem:not(:empty), #model-problem:not(:empty)').first();

/** What a first load of the built page fetches, in a language. */
async function filesOf(page, url) {
  const files = new Set();
  page.on('request', (request) => files.add(path.basename(request.url())));
  await page.goto(`${url}${DRAWING}`);
  await expect(page.locator('#error-spoilt')).not.toBeEmpty();
  await expect(start(page)).toHaveCount(0);
  // The page itself, which no notice of its own can mend, and its icon.
  return [...files].filter((file) => /\.\w+$/.test(file) && !/icon/.test(file));
}

for (const locale of ['en', 'de']) {
  test.describe(locale, () => {
    test.use({ locale, serviceWorkers: 'block' });

    test('whichever file of the first load is missing, the page says so, and the next load has the same drawing', async ({ page, browser }, info) => {
      test.setTimeout(600_000);
      const folder = info.outputPath('dist');
      execFileSync('node', ['../../www/build/dist.mjs', folder]);
      const host = await serve(folder);
      try {
        const files = await filesOf(page, host.url);
        const drawing = await pixels(page, '#ink');
        for (const name of [/^start-/, /^main-/, /^style-/, /^bench-.*css$/, /^model-worker-/, /wasm/, /^default-.*safetensors/]) {
          expect(files.some((file) => name.test(file)), String(name)).toBe(true);
        }
        expect(files.some((file) => /^de-/.test(file))).toBe(locale === 'de');
        const other = await (await browser.newContext({ locale, serviceWorkers: 'block' })).newPage();
        for (const file of locale === 'de' ? files.filter((name) => /^de-/.test(name)) : files) {
          await other.route(`**/${file}`, (route) => route.abort());
          await other.goto('about:blank');
          await other.goto(`${host.url}${DRAWING}`);
          // Without the script that hears of missing files nothing is missing.
          if (file.startsWith('start-')) await expect(start(other), file).toHaveCount(0);
          else {
            await expect(said(other), file).toBeVisible({ timeout: 30_000 });
            await expect(said(other), file).toHaveText(/\S+ \S+ \S+/);
            if (/\.(js|css)$/.test(file) && (await start(other).count())) await expect(start(other).locator('code')).toContainText(file);
          }
          await other.unroute(`**/${file}`);
          const again = start(other).getByRole('button');
          if (await again.isVisible()) await Promise.all([other.waitForEvent('load'), again.click()]);
          else await other.reload();
          await expect(other.locator('#error-spoilt'), file).not.toBeEmpty();
          await expect(said(other), file).toHaveCount(0);
          expect(await pixels(other, '#ink'), file).toEqual(drawing);
        }
        await other.context().close();
      } finally {
        await host.stop();
      }
    });
  });
}

test('an error while the page starts is told with its file', async ({ page }) => {
  await page.route('**/benches/denoise/draw.js', (route) => route.fulfill({ contentType: 'text/javascript', body: 'export class DrawPanel { constructor() { nowhere(); } }' }));
  await page.goto('/');
  await expect(start(page)).toContainText('nowhere is not defined');
  await page.route('**/benches/denoise/draw.js', (route) => route.fulfill({ contentType: 'text/javascript', body: 'class {' }));
  await page.reload();
  await expect(start(page)).toContainText('draw.js: Uncaught SyntaxError');
});

test('what is slow is said after a while, without any script of the page', async ({ page }) => {
  await page.route('**/*.js', () => {});
  page.goto('/').catch(() => {});
  await expect(start(page)).toBeHidden();
  await expect(start(page)).toBeVisible({ timeout: 20_000 });
  await expect(start(page)).toContainText('This page is not complete');
  await expect(start(page)).toContainText('Diese Seite ist nicht vollständig');
});

test('without JavaScript the page says that it needs it', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL });
  const page = await context.newPage();
  await page.goto('/');
  for (const [i, text] of ['with JavaScript, which is switched off', 'mit JavaScript, das hier abgeschaltet'].entries()) {
    await expect(page.locator('noscript p').nth(i)).toBeVisible();
    await expect(page.locator('noscript p').nth(i)).toContainText(text);
  }
  await expect(start(page)).toBeHidden();
  await context.close();
});

test('a page without its style works, and says what it is without', async ({ page }) => {
  await page.route('**/style.css', (route) => route.fulfill({ status: 404 }));
  await open(page, DRAWING);
  await spoilt(page);
  await expect(start(page).locator('code')).toHaveText('style.css');
  await page.unroute('**/style.css');
  await page.route('**/uPlot.min.css', (route) => route.fulfill({ status: 404 }));
  await page.reload();
  await spoilt(page);
  await expect(start(page).locator('code')).toHaveText('uPlot.min.css');
  expect((await new AxeBuilder({ page }).include('#starting').analyze()).violations).toEqual([]);
  await page.locator('#play').click();
  await expect(page.locator('#counter')).toHaveText('round 3/3', { timeout: 20_000 });
});

/** What is fetched later: a file of each kind, how it is asked for, where the refusal is told, and what is there in the end. */
const LATER = [
  ['**/guidance/help.js', '#open-help', '#bench-problem', '#help tbody'],
  ['**/strings/en/guide.js', '#open-help', '#bench-problem', '#help tbody'],
  ['**/benches/story/stage.js', '#tab-story', '#bench-problem', '#story-spoil-title'],
  ['**/share/dialogs.js', '#open-share', '#bench-problem', '.share-dialog'],
  ['**/share/share.css', '#open-share', '#bench-problem', '.share-dialog'],
  ['**/strings/en/share.js', null, '#bench-problem', '.save-dialog'],
  ['**/benches/dream/panel.js', '#tab-dream', '#bench-problem', '#dream-title'],
  ['**/worker/dream.js', '#tab-dream', '#bench-problem', '#dream-title'],
  ['**/benches/inside/bench.css', '#tab-inside', '#bench-problem', '#inside-network-title'],
  ['**/strings/en/learn.js', '#tab-learn', '#bench-problem', '#learn-title'],
  ['**/worker/no-model-worker.js', '#tab-stdp', '#bench-problem', '#stdp-title'],
  ['**/benches/paper/mathml.js', '#tab-paper', '#bench-problem', '#argument-title'],
];
for (const [file, button, problem, there] of LATER) {
  test(`without ${file.slice(3)} the page says so where it was asked for, and the next try works`, async ({ page }) => {
    // Nothing to press is the menu that saves.
    const press = () => (button ? page.locator(button).first().click() : saveOf(page, 'Clean digit'));
    await page.route(file, (route) => route.abort());
    await open(page);
    await spoilt(page);
    await press();
    await expect(page.locator(problem)).toContainText('could not be', { timeout: 30_000 });
    await expect(page.locator('#play')).toBeAttached();
    await page.unroute(file);
    await press();
    await expect(page.locator(there).first()).toBeVisible({ timeout: 30_000 });
    await expect(page.locator(problem)).toBeEmpty();
  });
}

test('a story and an animation that cannot be fetched are told, too', async ({ page }) => {
  await page.route('**/benches/story/bench.css', (route) => route.abort());
  await page.route('**/share/animation.js', (route) => route.abort());
  await open(page, '');
  await spoilt(page);
  await page.locator('#to-story').click();
  await expect(page.locator('#bench-problem')).toContainText('bench.css could not be fetched');
  await page.locator('#tab-denoise').click();
  await page.locator('#play').click();
  await expect(page.locator('#counter')).toHaveText(/round (\d+)\/\1/, { timeout: 60_000 });
  await page.locator('#open-share').click();
  await page.locator('.share-dialog summary').nth(2).click();
  await page.locator('#animation-make').click();
  await expect(page.locator('#animation-lead')).toContainText('could not be fetched');
  await page.unroute('**/share/animation.js');
  await page.locator('#animation-make').click();
  await expect(page.locator('#animation-save')).toBeVisible({ timeout: 30_000 });
});

test('files of the visitor’s own wait for what opens them', async ({ page }) => {
  await page.route('**/pictures/files.js', (route) => route.abort());
  await open(page);
  await spoilt(page);
  const give = () => page.locator('#model-file').setInputFiles('../../www/model/paper.safetensors');
  await give();
  await expect(page.locator('#own-problem')).toContainText('could not be fetched');
  await page.unroute('**/pictures/files.js');
  await give();
  await expect(page.locator('#model')).toHaveValue('own', { timeout: 30_000 });
  await expect(page.locator('#own-problem')).toBeEmpty();
});

test('nothing of the first load says words that come later', async ({ page, request }) => {
  const asked = new Set();
  page.on('request', (request) => asked.add(new URL(request.url()).pathname));
  await open(page, DRAWING);
  await spoilt(page);
  const files = [...asked].filter((file) => file.endsWith('.js') && !/strings|vendor|pkg|worker/.test(file));
  const { en } = await import('../../www/strings/en.js');
  const missing = [];
  for (const file of files) {
    for (const [, key] of (await (await request.get(file)).text()).matchAll(/\bt\(\s*'([^']+)'/g)) if (!(key in en)) missing.push(`${file}: ${key}`);
  }
  for (const [, key] of (await (await request.get('/')).text()).matchAll(/data-t(?:-label|-title)?="([^"]+)"/g)) if (!(key in en)) missing.push(`index.html: ${key}`);
  expect(files.length).toBeGreaterThan(20);
  expect(missing).toEqual([]);
});
