// Faults that machines and networks bring: each is told, there is a way on, and nothing of the visitor's is lost.

import { expect, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { launch } from 'puppeteer-core';
import { launchOptions } from './browser.mjs';
import { BENCHES_KEPT, kept, openBenches, restoreDigit, serve } from './host.mjs';
import { draw, open, pixels, ready, restore, settled, spoilt } from './page.mjs';

/**
 * Hands all workers that the page has begun to the test: they end by `endAll`, or once they are asked for the action `endAt`; `begun` counts
 * them. Before the page opens.
 */
const handOverAll = (page) =>
  page.addInitScript(() => {
    const workers = [];
    // As a machine without memory does.
    window.endAll = () => {
      for (const worker of workers.splice(0)) {
        worker.terminate();
        worker.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }));
      }
    };
    const Original = window.Worker;
    window.Worker = class extends Original {
      constructor(...parameters) {
        super(...parameters);
        workers.push(this);
        window.begun = (window.begun ?? 0) + 1;
      }

      postMessage(message, transfer) {
        super.postMessage(message, transfer);
        if (!window.endAt || message.action !== window.endAt) return;
        window.endAt = '';
        queueMicrotask(window.endAll);
      }
    };
  });

const endAll = (page) => page.evaluate(() => window.endAll());
/** Ends all workers once one is next asked for this action. */
const endAt = (page, action) => page.evaluate((action) => (window.endAt = action), action);

/** Jobs of benches: what begins them, and what tells how far they are. */
const JOBS = {
  denoise: ['&mode=denoise&denoise.n_rounds=50&denoise.n_steps=60', '#play', '#counter', /iteration \d/],
  dream: ['&dream.sampler=generate', '#dream-play', '#dream-counter', /step [1-9]/],
  inside: ['', '#inside-play', '#inside-at', /iteration [1-9]/],
  learn: ['', '#learn-start', '#learn-counter', /\S/],
  stdp: ['', '#stdp-play', '#stdp-counter', /[1-9]\d* pairings/],
};

/** Opens the page with a drawing of the visitor's own, whose pixels these are. */
async function ownDrawing(page) {
  await open(page, '#v=1');
  await spoilt(page);
  await page.getByRole('button', { name: 'Clear' }).click();
  await draw(page);
  await settled(page);
  // The address follows a moment later: both strokes.
  await expect.poll(() => page.url()).toMatch(/[#&]ink=[^&.]+\.[^&.]+(&|$)/);
  return pixels(page, '#ink');
}

for (const [bench, [fields, button, told, running]] of Object.entries(JOBS)) {
  test(`workers that end in the middle of a job of ${bench} are replaced, which is said; the drawing stays, and the job runs again`, async ({ page }) => {
    await handOverAll(page);
    const drawing = await ownDrawing(page);
    const link = `${page.url()}&bench=${bench}${fields}`.replace('bench=denoise&', '');
    await page.goto('about:blank');
    await page.goto(link);
    await ready(page);
    const begin = async () => {
      await expect(page.locator(button)).toBeEnabled({ timeout: 30_000 });
      // What plays by itself plays already.
      if (!/Pause/.test(await page.locator(button).textContent())) await page.locator(button).click();
      await expect(page.locator(told)).toHaveText(running, { timeout: 30_000 });
    };
    await begin();
    await endAll(page);
    await expect(page.locator('#model-problem')).toContainText('The worker stopped: out of memory. Another has taken its place');
    await begin();
    await page.locator('#tab-denoise').click();
    expect(await pixels(page, '#ink')).toEqual(drawing);
    if (bench !== 'denoise') await restore(page);
  });
}

test('two experiments of STDP that begin at once when their worker has ended share the one that takes its place', async ({ page }) => {
  await handOverAll(page);
  await open(page, '#v=1&bench=stdp');
  await expect(page.locator('#stdp-play')).toBeEnabled({ timeout: 30_000 });
  await endAll(page);
  await expect(page.locator('#model-problem')).toContainText('Another has taken its place', { timeout: 30_000 });
  await ready(page);
  const begun = await page.evaluate(() => window.begun);
  await page.evaluate(() => ['#stdp-play', '#stdp-descent-play'].forEach((button) => document.querySelector(button).click()));
  await expect(page.locator('#stdp-counter')).toHaveText(/[1-9]\d* pairings/, { timeout: 30_000 });
  await expect(page.locator('#stdp-descent-said')).toContainText(/After \d/, { timeout: 30_000 });
  expect(await page.evaluate(() => window.begun)).toBe(begun + 1);
});

/** What Teach asks for, how, and what tells that it was done. */
const TEACH_JOBS = {
  'a guess': ['teach-guess', (page) => draw(page, '#teach-ink'), (page) => expect(page.locator('#teach-right')).toBeEnabled()],
  'a model to take along': ['teach-model', (page) => page.locator('#teach-hand-over').click(), async (page) => {
    await page.locator('#teach-hand-over').click();
    await expect(page.locator('#teach-used')).toContainText('It is open');
  }],
};

for (const [what, [action, ask, done]] of Object.entries(TEACH_JOBS)) {
  test(`workers that end while Teach waits for ${what} are replaced, which is said; drawings and answers stay, and the job is done`, async ({ page }) => {
    await handOverAll(page);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const drawing = await ownDrawing(page);
    const link = page.url();
    await page.goto('about:blank');
    await page.goto(`${link}&bench=teach`);
    await draw(page, '#teach-ink');
    await page.locator('.teach-digits button').nth(4).click();
    await expect(page.locator('#teach-here')).toBeVisible();
    await endAt(page, action);
    await ask(page);
    const sheet = await pixels(page, '#teach-ink');
    await expect(page.locator('#model-problem')).toContainText('The worker stopped: out of memory. Another has taken its place');
    await ready(page);
    expect(await page.evaluate(() => window.endAt)).toBe('');
    expect(await pixels(page, '#teach-ink')).toEqual(sheet);
    await expect(page.locator('#teach-said li')).toHaveText(['= 4It is 4']);
    await done(page);
    await page.locator('#tab-denoise').click();
    expect(await pixels(page, '#ink')).toEqual(drawing);
    await restore(page);
  });
}

const TENTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9];
for (const [what, name, tenths] of [['core', /^assets\/targetprop_bg-.*wasm/, [5]], ['model', /^assets\/default-.*safetensors/, TENTHS]]) {
  test(`a ${what} of which only a part comes is told, and comes with Try again`, async ({ browser }, info) => {
    const folder = info.outputPath('dist');
    execFileSync('node', ['../../www/build/dist.mjs', folder]);
    const host = await serve(folder);
    try {
      for (const tenth of tenths) {
        const context = await browser.newContext({ serviceWorkers: 'block' });
        const page = await context.newPage();
        host.cut = { name, share: tenth / 10 };
        await page.goto(`${host.url}#v=1&ink=p28ev61ekny.p288pg9jkf3`);
        await expect(page.locator('#notice p'), `${tenth} tenths`).toHaveText(/\S+ \S+ \S+/);
        await expect(page.locator('#notice button')).toBeVisible();
        host.cut = null;
        await page.getByRole('button', { name: 'Try again' }).click();
        await ready(page);
        await spoilt(page);
        await expect(page.locator('#ink'), `${tenth} tenths`).toHaveAttribute('aria-label', 'Drawing canvas, 2 strokes');
        await context.close();
      }
    } finally {
      await host.stop();
    }
  });
}

test('a tab that was frozen goes on where it was', async ({ page }) => {
  await open(page, '#v=1&mode=denoise&denoise.n_rounds=20');
  await spoilt(page);
  const client = await page.context().newCDPSession(page);
  await page.locator('#play').click();
  await expect(page.locator('#counter')).toHaveText(/iteration/);
  await client.send('Page.setWebLifecycleState', { state: 'frozen' });
  await new Promise((resolve) => setTimeout(resolve, 2000));
  await client.send('Page.setWebLifecycleState', { state: 'active' });
  await expect(page.locator('#counter')).toHaveText('round 20/20 · iteration 15/15', { timeout: 60_000 });
  await expect(page.locator('#model-problem')).toBeEmpty();
});

const LEARN = '#v=1&bench=learn&learn.images=3000&learn.h1_units=40&learn.h2_units=16&learn.epochs=1000';
const learning = (page) => page.locator('#learn-counter');
const networks = (page) => page.locator('#learn-networks li');
const stored = (page) => page.locator('#learn-stored');
/** Starts learning, or ends it and waits until that is stored. */
const startLearning = async (page) => {
  await page.locator('#learn-start').click();
  await expect(learning(page)).toContainText('images/s');
};
const pauseLearning = async (page) => {
  await page.locator('#learn-start').click();
  await expect(page.locator('#learn-start')).toHaveText('Go on');
};

/** Gives the page a clock that `setClock` puts forward and back; what measures durations goes on as it did, as in browsers. */
const withClock = (page) =>
  page.addInitScript(() => {
    window.shift = 0;
    const Original = Date;
    window.Date = class extends Original {
      constructor(...of) {
        super(...(of.length ? of : [window.Date.now()]));
      }

      static now() {
        return Original.now() + window.shift;
      }
    };
  });
const HOUR = 3_600_000;
const setClock = (page, shift) => page.evaluate((shift) => (window.shift = shift), shift);

test('a clock that jumps disturbs nothing that plays', async ({ page }) => {
  await withClock(page);
  await open(page, '#v=1&mode=denoise&denoise.n_rounds=20');
  await spoilt(page);
  await page.locator('#play').click();
  for (const [shift, told] of [[24 * HOUR, /round [2-9]/], [-HOUR, /round 1\d/]]) {
    await expect(page.locator('#counter')).toHaveText(told, { timeout: 60_000 });
    await setClock(page, shift);
  }
  await expect(page.locator('#counter')).toHaveText('round 20/20 · iteration 15/15', { timeout: 60_000 });
  await expect(page.locator('#model-problem')).toBeEmpty();
});

test('a clock that jumps while Learn runs: it goes on and is stored, and the newest networks stay the newest', async ({ page }) => {
  await withClock(page);
  await open(page, LEARN);
  await startLearning(page);
  for (const shift of [24 * HOUR, -HOUR]) {
    const before = await learning(page).textContent();
    await setClock(page, shift);
    await expect(learning(page)).not.toHaveText(before);
    await expect(learning(page)).toContainText('images/s');
  }
  await pauseLearning(page);
  await expect(networks(page)).toHaveCount(1);
  await expect(page.locator('#learn-problem')).toBeEmpty();
  // Five from tomorrow: what is learned today does not make room for them.
  await setClock(page, 24 * HOUR);
  for (let i = 0; i < 6; i++) {
    if (i === 5) await setClock(page, -HOUR);
    await page.locator('#learn-reset').click();
    await expect(page.locator('#learn-start')).toHaveText('Start');
    await startLearning(page);
    await pauseLearning(page);
    await expect(networks(page).first(), `network ${i}`).toContainText('open here');
  }
  await page.locator('#learn-reset').click();
  await startLearning(page);
  await pauseLearning(page);
  await expect(networks(page)).toHaveCount(5);
  await expect(networks(page).first()).toContainText('open here');
});

test('storage that is emptied while the page is open: it goes on, keeps what is there, and stores it again', async ({ page, baseURL }) => {
  const drawing = await ownDrawing(page);
  const client = await page.context().newCDPSession(page);
  const empty = () => client.send('Storage.clearDataForOrigin', { origin: baseURL, storageTypes: 'all' });
  await page.goto(`${page.url()}&bench=learn&${LEARN.split('bench=learn&')[1]}`);
  await ready(page);
  await page.locator('#learn-source').selectOption('drawn');
  await page.locator('#learn-add-drawing').click();
  await expect(page.locator('#learn-drawings-count')).toContainText('1 drawings');
  await page.locator('#learn-source').selectOption('synthetic');
  await startLearning(page);
  await pauseLearning(page);
  await expect(networks(page)).toHaveCount(1);

  // While it learns: the next checkpoint is there again, whole.
  await startLearning(page);
  await empty();
  const before = await learning(page).textContent();
  await expect(learning(page)).not.toHaveText(before);
  await pauseLearning(page);
  await expect(page.locator('#learn-problem')).toBeEmpty();
  await expect(stored(page)).toHaveText(/^(Stored on this device|This device stores it again):$/);
  await expect(networks(page)).toHaveCount(1);
  await page.locator('#learn-reset').click();
  await networks(page).locator('.open').click();
  await expect(networks(page)).toContainText('open here');

  // What the list still shows can be taken up, and is stored anew.
  await page.locator('#learn-reset').click();
  await empty();
  await networks(page).locator('.open').click();
  await expect(networks(page)).toContainText('open here');
  await startLearning(page);
  await pauseLearning(page);
  await expect(networks(page)).toContainText('open here');

  // The drawing is there, whatever is emptied.
  await page.locator('#tab-denoise').click();
  await settled(page);
  expect(await pixels(page, '#ink')).toEqual(drawing);
  await restore(page);
  await page.reload();
  await ready(page);
  await settled(page);
  expect(await pixels(page, '#ink')).toEqual(drawing);
});

test('what was kept on the device is emptied while the page is open: every bench opens, and it is kept again', async ({ page }, info) => {
  const folder = info.outputPath('dist');
  execFileSync('node', ['../../www/build/dist.mjs', folder]);
  const host = await serve(folder);
  try {
    const complaints = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    await page.goto(`${host.url}#v=1`);
    await kept(page, BENCHES_KEPT);
    const client = await page.context().newCDPSession(page);
    await client.send('Storage.clearDataForOrigin', { origin: new URL(host.url).origin, storageTypes: 'all' });
    await openBenches(page);
    await restoreDigit(page);
    await page.reload();
    await kept(page, BENCHES_KEPT);
    await host.stop();
    await page.reload();
    await restoreDigit(page);
    expect(complaints).toEqual([]);
  } finally {
    await host.stop();
  }
});

/** Browsers that keep a page which was left as it was; Playwright's own never do. */
const KEEPING = {
  Chromium: { ...launchOptions, args: [...launchOptions.args, '--enable-features=BackForwardCache'] },
  Firefox: { browser: 'firefox', executablePath: process.env.FIREFOX || '/usr/bin/firefox-esr' },
};

for (const [name, options] of Object.entries(KEEPING)) {
  test(`whoever comes back from another page, which ${name} has kept or not, finds the drawing and a page that works`, async ({ baseURL }, info) => {
    test.skip(!existsSync(options.executablePath), `no ${name} at ${options.executablePath}`);
    const folder = info.outputPath('dist');
    execFileSync('node', ['../../www/build/dist.mjs', folder]);
    const host = await serve(folder);
    const browser = await launch({ ...options, headless: true });
    try {
      // The server of the sources asks browsers to keep nothing.
      for (const [address, kept] of [[host.url, true], [`${baseURL}/`, false]]) {
        const page = await browser.newPage();
        const complaints = [];
        page.on('pageerror', ({ message }) => complaints.push(message));
        await page.evaluateOnNewDocument(() => addEventListener('pageshow', ({ persisted }) => (window.persisted = persisted)));
        await page.goto(`${address}#v=1&mode=denoise&denoise.n_rounds=20&ink=p28ev61ekny.p288pg9jkf3`);
        await page.waitForFunction(() => /\d/.test(document.querySelector('#error-spoilt')?.textContent));
        await page.click('#play');
        await page.waitForFunction(() => /iteration/.test(document.querySelector('#counter').textContent));
        await page.goto(`${address}THIRD-PARTY.txt`);
        await page.evaluate(() => history.back());
        await page.waitForFunction((kept) => window.persisted === kept, {}, kept);
        await page.waitForFunction(() => document.querySelector('#ink')?.getAttribute('aria-label') === 'Drawing canvas, 2 strokes');
        await page.waitForFunction(() => !document.querySelector('#reset').disabled || !document.querySelector('#play').disabled);
        await page.evaluate(() => document.querySelector('#reset').click());
        await page.click('#play');
        await page.waitForFunction(() => /round 20\/20/.test(document.querySelector('#counter').textContent), { timeout: 60_000 });
        expect(complaints).toEqual([]);
        await page.close();
      }
    } finally {
      await browser.close();
      await host.stop();
    }
  });
}

for (const number of [1, 3]) {
  test(`a worker that ends while Figure ${number} is computed: that is said, and it can be computed again`, async ({ page }) => {
    await handOverAll(page);
    await open(page, '#v=1&bench=paper');
    const figure = page.locator(`#figure-${number}`);
    const again = figure.getByRole('button', { name: 'Compute again' });
    await figure.scrollIntoViewIfNeeded();
    await expect(figure.locator('output')).toHaveText(/[1-9]\d* %/, { timeout: 60_000 });
    await endAll(page);
    await expect(page.locator('#model-problem')).toContainText('Another has taken its place', { timeout: 30_000 });
    if (number === 1) {
      await expect(figure.locator('output')).toHaveText('It could not be computed: out of memory');
      await again.click();
    }
    await expect(figure.locator('output')).toHaveText('', { timeout: 60_000 });
    await expect(again).toBeEnabled();
    await expect(figure).toContainText('Here:');
  });
}
