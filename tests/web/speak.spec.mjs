// The page changes its language in place: every word, and nothing but words.

import { expect, test } from '@playwright/test';
import { open, pixels } from './page.mjs';

/** What is said only for a moment: to screen readers, as a tip, while something loads. */
const PASSING = '#status, #tip';

/** Keeps what charts draw as text, until they are drawn anew. */
const listenToCharts = (page) =>
  page.addInitScript(() => {
    const { fillText, clearRect } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
      (this.canvas.texts ??= []).push(text);
      fillText.call(this, text, ...rest);
    };
    CanvasRenderingContext2D.prototype.clearRect = function (...rest) {
      this.canvas.texts = [];
      clearRect.apply(this, rest);
    };
  });

/** Every word in sight: texts, names, tooltips, and what charts draw. */
const words = (page) =>
  page.evaluate((passing) => {
    // How fast it learns is another number each time.
    const RATE = /[\d\u202f]+ (?=\w+\/s)|\d+ s$|[\d\u202f]+(?=× )/g;
    const found = [];
    for (const element of document.body.querySelectorAll('*')) {
      if (!element.checkVisibility() || element.closest(passing)) continue;
      const at = element.id ? `#${element.id}` : `${element.closest('[id]')?.id} ${element.localName}`;
      for (const name of ['aria-label', 'title', 'alt', 'aria-valuetext']) if (element.hasAttribute(name)) found.push(`${at} ${name}: ${element.getAttribute(name)}`);
      for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE && node.data.trim()) found.push(`${at}: ${node.data.replace(RATE, '…')}`);
      if (element.matches('.plot canvas')) found.push(`${at}: ${element.texts}`);
    }
    return found;
  }, PASSING);

/** What is shown without words: pictures, and what every control is set to. */
const shown = (page) =>
  page.evaluate(() => {
    const visible = (selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility() && element.id !== 'language');
    return [
      visible('canvas:not(.plot canvas)').map((canvas) => canvas.toDataURL()),
      visible('input, select, textarea').map(({ id, value, checked, disabled }) => `${id} ${value} ${checked} ${disabled}`),
      visible('progress, details').map(({ value, open }) => `${value} ${open}`),
    ];
  });

/** Speaks another language, by the header where nothing lies over it. */
const speak = (page, language) =>
  page.locator('#language').evaluate((select, language) => {
    select.value = language;
    select.dispatchEvent(new Event('change', { bubbles: true }));
  }, language);

const finished = (page) => expect(page.locator('#counter')).toHaveText(/ (\d+)\/\1( · \S+ (\d+)\/\3)?$/, { timeout: 30_000 });
const spoilt = (page) => expect(page.locator('#error-spoilt')).not.toBeEmpty();
async function restore(page) {
  await spoilt(page);
  await unfold(page, '#bench-denoise');
  await page.locator('#speed').selectOption('60');
  await page.locator('#play').click();
  await finished(page);
  // The table follows when nothing changes for a moment.
  const rows = () => page.locator('#trace-table, #trace-table-b').evaluateAll((tables) => Math.max(...tables.map((table) => table.rows.length)));
  await expect.poll(rows).toBe(Number(await page.locator('#scrubber').getAttribute('max')) + 2);
}
const unfold = (page, within) => page.locator(within).evaluate((root) => root.querySelectorAll('details').forEach((details) => (details.open = true)));

const SCENES = {
  'a restoration': ['', restore],
  'an in-painting under two settings': ['#v=1&mode=inpaint&corruption=lower-half&compare=1&b.inpaint.n_rounds=2&denoise.nonsense=1&strength=7', async (page) => {
    await restore(page);
    await page.locator('#scrubber').fill('7');
    await expect(page.locator('#counter')).toContainText('7/15');
  }],
  'an empty canvas with what its fields refuse': ['#v=1', async (page) => {
    await spoilt(page);
    await page.locator('[data-tool=clear]').click();
    await expect(page.locator('#why')).not.toBeEmpty();
    await page.locator('.options').evaluate((settings) => (settings.open = true));
    await page.locator('#corruption-seed').fill('-3');
    await page.locator('#corruption-seed').blur();
    await expect(page.locator('.options .why')).not.toBeEmpty();
  }],
  'chains, a morph and directions': ['#v=1&bench=dream&dream.count=16&dream.at=30', async (page) => {
    await expect(page.locator('#dream-counter')).toContainText(/ 30 /, { timeout: 30_000 });
    await expect(page.locator('#dream-film figure').first()).toBeVisible();
    await expect(page.locator('#dream-morph-h2 figure')).toHaveCount(9, { timeout: 30_000 });
    await expect(page.locator('#dream-along-reads')).toContainText('%');
  }],
  'a look inside a lesioned network': ['#v=1&bench=inside&inside.feedback_g2=0.5&inside.silent.h1=3,5', async (page) => {
    await expect(page.locator('#inside-effect tbody tr:nth-child(5) td').last()).toHaveText(/\d/, { timeout: 30_000 });
    await expect(page.locator('#inside-drivers li')).toHaveCount(6);
    await page.locator('#inside-unit').fill('9999');
    await page.locator('#inside-unit').blur();
  }],
  'a network that has learned for three batches': ['#v=1&bench=learn&learn.images=300&learn.h1_units=40&learn.h2_units=16&learn.workers=1', async (page) => {
    await expect(page.locator('#learn-step')).toBeEnabled({ timeout: 30_000 });
    await unfold(page, '#bench-learn');
    for (let batch = 1; batch <= 3; batch++) {
      await expect(page.locator('#learn-step')).toBeEnabled({ timeout: 30_000 });
      await page.locator('#learn-step').click();
      await expect(page.locator('#learn-counter')).toContainText(` ${batch}/`, { timeout: 30_000 });
    }
    await expect(page.locator('#learn-step')).toBeEnabled();
    await expect(page.locator('#learn-table tr')).toHaveCount(5);
    await page.locator('#learn-hand-over').click();
    await expect(page.locator('#model')).toHaveValue('own', { timeout: 60_000 });
    await expect(page.locator('#learn-hand-over')).toBeEnabled();
  }],
  'spikes': ['#v=1&bench=stdp&stdp.spiking_pair.digits=300', async (page) => {
    await expect(page.locator('#stdp-step')).toBeEnabled({ timeout: 30_000 });
    await unfold(page, '#bench-stdp');
    for (let spike = 1; spike <= 16; spike++) {
      await page.locator('#stdp-step').click();
      await expect(page.locator('#stdp-trial-said')).toContainText(` ${spike}:`, { timeout: 30_000 });
    }
    await page.locator('#stdp-descent-play').click();
    await expect(page.locator('#stdp-descent-said')).toContainText(/\b30\.0 s/, { timeout: 100_000 });
    await page.locator('#stdp-pair-play').click();
    await expect(page.locator('#stdp-pair-said')).toContainText(/300 \w+ 300/, { timeout: 100_000 });
    await expect(page.locator('#stdp-pair-table tbody tr')).toHaveCount(5);
    await page.locator('#stdp-reward-play').click();
    await expect(page.locator('#stdp-reward-said')).toContainText(/2.000 \w+ 2.000/, { timeout: 100_000 });
  }],
  'what was taught, and the next drawing guessed': ['#v=1&bench=teach', async (page) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const sheet = await page.locator('#teach-ink').boundingBox();
    for (const digit of [1, 7, 1]) {
      await page.mouse.move(sheet.x + 0.5 * sheet.width, sheet.y + 0.2 * sheet.height);
      await page.mouse.down();
      await page.mouse.move(sheet.x + (0.5 - 0.02 * digit) * sheet.width, sheet.y + 0.8 * sheet.height, { steps: 4 });
      await page.mouse.up();
      await expect(page.locator('#teach-right')).toBeEnabled();
      if (await page.locator('#teach-said li').count() < 2) await page.locator('.teach-digits button').nth(digit).click();
    }
    await expect(page.locator('#teach-said li')).toHaveCount(2);
    await page.locator('#teach-hand-over').click();
    await expect(page.locator('#teach-used')).not.toBeEmpty();
    await unfold(page, '#bench-teach');
  }],
  'the story, each scene at its end': ['#v=1&bench=story', async (page) => {
    // Without motion even dreams come to an end.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    for (const name of ['spoil', 'explain', 'push', 'learn', 'dream']) {
      await page.locator(`#story-${name} .story-figure`).evaluate((figure) => figure.scrollIntoView({ behavior: 'instant' }));
      await expect(page.locator(`#story-${name} .story-play`)).toHaveText(/^(Play again|Noch einmal)$/, { timeout: 60_000 });
    }
  }],
  'the paper with its figures': ['#v=1&bench=paper&model=paper', async (page) => {
    await expect(page.locator('#equation-12 dd').first()).toHaveText(/\d/, { timeout: 30_000 });
    await expect(page.locator('#results tbody tr').first()).toBeVisible();
    for (const number of [1, 3, 4, 5]) {
      await page.locator(`#figure-${number}`).scrollIntoViewIfNeeded();
      await expect(page.locator(`#figure-${number} .row button`).first()).toBeEnabled({ timeout: 60_000 });
    }
  }],
  'exercises with their outcomes, in a lesson': ['#v=1&bench=story&story.exercise=noise&lesson=page.model&note=Hello', async (page) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    for (const name of ['spoil', 'push']) {
      const scene = page.locator(`#story-${name}`);
      await scene.locator('.fold').evaluate((details) => (details.open = true));
      await scene.locator('.exercise input').first().check();
      await scene.locator('.exercise .primary').click();
      await expect(scene.locator('.outcome p')).toHaveCount(3, { timeout: 60_000 });
      await scene.locator('.story-figure').evaluate((figure) => figure.scrollIntoView({ behavior: 'instant' }));
      await expect(scene.locator('.story-play')).toHaveText(/^(Play again|Noch einmal)$/, { timeout: 60_000 });
    }
  }],
  'the help': ['#v=1', async (page) => {
    await spoilt(page);
    await page.locator('#open-help').click();
    await expect(page.locator('#help tbody tr').first()).toBeVisible();
  }],
  'what is about the page': ['#v=1', async (page) => {
    await spoilt(page);
    await page.locator('#open-about').click();
    await expect(page.locator('#about dd').first()).toBeVisible();
  }],
  'what is shared': ['#v=1', async (page) => {
    await restore(page);
    await page.locator('#open-share').click();
    await expect(page.locator('.share-dialog')).toBeVisible();
    await page.locator('.share-dialog details').evaluateAll((list) => list.forEach((details) => {
      details.removeAttribute('name');
      details.open = true;
    }));
    await page.locator('#animation-size').selectOption('5');
    await page.locator('#animation-make').click();
    await expect(page.locator('#animation-save')).toBeVisible({ timeout: 30_000 });
  }],
  'what is saved': ['#v=1', async (page) => {
    await restore(page);
    await page.locator('.saves summary').click();
    await page.locator('.saves button').last().click();
    await expect(page.locator('.save-dialog .save-kinds button').first()).toBeVisible();
  }],
};

for (const [name, [hash, prepare]] of Object.entries(SCENES)) {
  test(`${name}: in German every word is German, the rest stays, and back`, async ({ page, browser, baseURL }) => {
    test.setTimeout(240_000);
    const other = await browser.newContext({ locale: 'de', baseURL, viewport: page.viewportSize() });
    const look = async (page) => {
      await listenToCharts(page);
      await page.goto(`/${hash}`);
      await expect(page.locator('#notice')).toBeHidden();
      await prepare(page);
      await page.evaluate(() => (window.stayed = true));
      return { words: await words(page), shown: await shown(page) };
    };
    const german = await look(await other.newPage());
    await other.close();
    const english = await look(page);
    expect(german.words.length).toBeGreaterThan(50);
    expect(german.words).not.toEqual(english.words);
    await speak(page, 'de');
    await expect.poll(() => words(page)).toEqual(german.words);
    expect(await shown(page)).toEqual(english.shown);
    await speak(page, 'en');
    await expect.poll(() => words(page)).toEqual(english.words);
    expect(await shown(page)).toEqual(english.shown);
    expect(await page.evaluate(() => window.stayed)).toBe(true);
  });
}

test('chains, learning and a figure go on while the language changes', async ({ page }) => {
  test.setTimeout(180_000);
  const number = (selector) => page.locator(selector).evaluate((element) => Number(/\d+/.exec(element.textContent.replaceAll('\u202f', ''))));
  await open(page, '#v=1&bench=dream&learn.images=10000&learn.h1_units=40&learn.h2_units=16&learn.epochs=1000');
  await page.locator('#dream-play').click();
  await expect.poll(() => number('#dream-counter')).toBeGreaterThan(2);
  const steps = await number('#dream-counter');
  await page.locator('#language').selectOption('de');
  await expect(page.locator('#dream-play')).toHaveText('Pause');
  await expect(page.locator('#dream-counter')).toContainText('Schritt');
  await expect.poll(() => number('#dream-counter')).toBeGreaterThan(steps + 2);
  await page.locator('#tab-learn').click();
  await page.locator('#learn-start').click();
  const images = () => page.locator('#learn-progress').evaluate((bar) => bar.value);
  await expect.poll(images, { timeout: 60_000 }).toBeGreaterThan(0);
  const before = await images();
  await page.locator('#language').selectOption('en');
  await expect(page.locator('#learn-start')).toHaveText('Pause');
  await expect(page.locator('#learn-counter')).toContainText(/epoch \d+\/1000/);
  await expect.poll(images, { timeout: 60_000 }).toBeGreaterThan(before);
});

test('a model and a picture of the visitor’s own stay open', async ({ page }) => {
  await open(page);
  await page.locator('#model-file').setInputFiles('../../www/model/paper.safetensors');
  await expect(page.locator('#model-problem')).toContainText('without its mixture');
  await restore(page);
  const restored = await pixels(page, '#restored');
  const png = await page.locator('#clean').evaluate((canvas) => canvas.toDataURL().split(',')[1]);
  await page.locator('#language').selectOption('de');
  await expect(page.locator('#model')).toHaveValue('own');
  await expect(page.locator('#model option[value=own]')).toContainText('paper.safetensors');
  await expect(page.locator('#model-problem')).not.toContainText('without its mixture');
  await expect(page.locator('#model-problem')).not.toBeEmpty();
  expect(await pixels(page, '#restored')).toEqual(restored);
  await page.locator('#picture-file').setInputFiles({ name: 'digit.png', mimeType: 'image/png', buffer: Buffer.from(png, 'base64') });
  await expect(page.locator('#own')).toContainText('Deine Ziffer');
  await speak(page, 'en');
  await expect(page.locator('#own')).toContainText('Your digit');
  await expect(page.locator('#own-polarity option').first()).toContainText('as found');
  await page.locator('#own-use').click();
  await restore(page);
});

test('without the words of a language the page says so, keeps its own, and the next try works', async ({ page }) => {
  await open(page);
  await page.locator('#tab-paper').click();
  await expect(page.locator('#paper-argument h3').first()).toBeVisible();
  for (const file of ['**/strings/de.js', '**/strings/de/paper.js']) {
    await page.route(file, (route) => route.abort());
    await page.locator('#language').selectOption('de');
    await expect(page.locator('#language-problem')).toContainText('Deutsch could not be fetched');
    await expect(page.locator('#language')).toHaveValue('en');
    await expect(page.locator('#tab-denoise')).toHaveText('Denoise');
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await page.unroute(file);
  }
  await page.locator('#language').selectOption('de');
  await expect(page.locator('#tab-denoise')).toHaveText('Entrauschen');
  await expect(page.locator('#language-problem')).toBeEmpty();
});

test('of two languages chosen in a hurry the last one is spoken', async ({ page }) => {
  await open(page);
  let answer;
  const asked = new Promise((resolve) => page.route('**/strings/de.js', (route) => {
    answer = () => route.continue();
    resolve();
  }));
  await page.locator('#language').selectOption('de');
  await asked;
  await page.locator('#language').selectOption('en');
  const came = page.waitForResponse('**/strings/de/core.js');
  await answer();
  await came;
  await page.locator('#tab-dream').click();
  await expect(page.locator('#dream-title')).toHaveText('Dream up digits');
  await expect(page.locator('#language')).toHaveValue('en');
});

test('a word that is missing does not take the page along', async ({ page }) => {
  await page.route('**/strings/en/denoise.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace(/ {2}'(draw\.title|time\.first-pass|time\.restore)': .*\n/g, '') });
  });
  await open(page);
  await expect(page.locator('#draw-title')).toHaveText('draw.title');
  await page.locator('#step').click();
  await expect(page.locator('#counter')).toHaveText('time.first-pass');
});
