import { expect, test } from '@playwright/test';
import { readdir } from 'node:fs/promises';
import { open, spoilt } from './page.mjs';

const tabs = (page) => page.getByRole('tab');
const overflow = (page) => page.evaluate(() => Math.max(document.documentElement.scrollWidth, innerWidth));

/** Shows one bench after the other. */
async function eachBench(page, look) {
  const count = await tabs(page).count();
  for (let i = 0; i < count; i++) {
    const tab = tabs(page).nth(i);
    await tab.click();
    const bench = page.locator(`#${await tab.getAttribute('aria-controls')}`);
    await expect(bench.locator('h2').first()).toBeVisible({ timeout: 20_000 });
    await look(bench, await tab.getAttribute('data-bench'));
  }
}

/** Words that German has not. */
const ENGLISH = /\b(the|and|of|with|digits?|noise|samples?|from|what|how|pixels|rounds?|settings|restored|spoilt|weights|which|learned|step|speed|chains?|iterations of)\b/gi;

test.describe('in German', () => {
  test.use({ locale: 'de-AT' });

  test('no bench has English left, nor have help and exercises', async ({ page }) => {
    await open(page);
    await expect(page.locator('#error-spoilt')).toContainText('Fehler');
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await expect(page.locator('html')).toHaveAttribute('dir', 'ltr');
    await expect(tabs(page).first()).toHaveText('Geschichte');
    /** Visible text, labels and tooltips, without what is marked as English. */
    const words = (root) =>
      root.evaluate((element) => {
        const copy = element.cloneNode(true);
        copy.querySelectorAll('[lang=en], option[lang], .card, script').forEach((part) => part.remove());
        const attributes = [...copy.querySelectorAll('*')].flatMap((part) => ['aria-label', 'title', 'alt'].map((name) => part.getAttribute(name) ?? ''));
        return [copy.textContent, ...attributes].join(' \n ');
      });
    const english = async (root) => (await words(root)).match(ENGLISH) ?? [];
    expect(await english(page.locator('header'))).toEqual([]);
    await eachBench(page, async (bench, name) => expect(await english(bench), name).toEqual([]));
    await page.locator('#open-help').click();
    await expect(page.locator('#help')).toBeVisible();
    expect(await english(page.locator('#help'))).toEqual([]);
    await page.getByRole('button', { name: /Übungen/ }).click();
    await expect(page.locator('.exercise')).toContainText('Vorhersage');
    expect(await english(page.locator('.exercise'))).toEqual([]);
  });

  test('the header switches the language, keeps what is set, and remembers', async ({ page }) => {
    await open(page, '#v=1&seed=7&strength=0.3');
    await expect(page.locator('#error-spoilt')).toContainText('Fehler');
    await expect(page.locator('#language')).toHaveValue('de');
    await page.locator('#corruption-strength').fill('0.5');
    await page.locator('#language').selectOption('en');
    await expect(tabs(page).first()).toHaveText('Story');
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await spoilt(page);
    await expect(page.locator('#corruption-seed')).toHaveValue('7');
    await expect(page.locator('#corruption-strength')).toHaveValue('0.5');
    await page.reload();
    await spoilt(page);
    await expect(tabs(page).first()).toHaveText('Story');
  });

  test('where the German words cannot be fetched the page speaks English', async ({ page }) => {
    await page.route('**/strings/de.js', (route) => route.fulfill({ status: 404 }));
    await open(page);
    await expect(tabs(page).first()).toHaveText('Story');
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  });
});

test('every word has its German, with the same places for values', async ({ page }) => {
  await open(page);
  const english = await readdir(new URL('../../www/strings/en', import.meta.url));
  const names = english.map((file) => file.replace('.js', ''));
  const [pairs, packs] = await page.evaluate(async (names) => {
    const places = (text) => (text.match(/\{\w+\}/g) ?? []).sort().join();
    const { en } = await import('/strings/en.js');
    const de = await import('/strings/de.js');
    const found = [[en, de.words]];
    const packs = [];
    for (const name of names) {
      const { words } = await import(`/strings/en/${name}.js`);
      // Those of the first bench are there from the start.
      if (Object.keys(words).every((key) => key in en)) continue;
      packs.push(name);
      found.push([words, (await de.packs[name]?.())?.words ?? {}]);
    }
    return [
      found.map(([english, german]) => [Object.keys(english).sort(), Object.keys(german).sort(), Object.keys(english).filter((key) => places(english[key]) !== places(german[key] ?? ''))]),
      packs,
    ];
  }, names);
  expect(packs).toContain('paper');
  for (const [english, german, other] of pairs) {
    expect(german).toEqual(english);
    expect(other).toEqual([]);
  }
});

test('everything that the core says of a parameter has its German', async ({ page }) => {
  await open(page);
  const { tables, missing } = await page.evaluate(async () => {
    const cores = await Promise.all(['/pkg/targetprop.js', '/pkg/whole/targetprop.js'].map((path) => import(path)));
    const { core: german } = await import('/strings/de/core.js');
    await Promise.all(cores.map((core) => core.default()));
    const said = new Set();
    const walk = (part) => {
      if (part === null || typeof part !== 'object') return;
      if ('help' in part && 'min' in part) [part.help, part.source, part.unit].forEach((text) => text && said.add(text));
      else Object.values(part).forEach(walk);
    };
    // Every table, whatever it is called: functions that ask for nothing.
    const tables = cores.flatMap((core) => Object.entries(core)).filter(([name, value]) => /^[a-z]/.test(name) && typeof value === 'function' && value.length === 0);
    for (const [, table] of tables) walk(table());
    const spoken = tables.filter(([, table]) => JSON.stringify(table())?.includes('"help"'));
    return { tables: [...new Set(spoken.map(([name]) => name))], missing: [...said].filter((text) => !german[text]) };
  });
  expect(tables.sort()).toEqual(['laboratory', 'learn_parameters', 'lesion_parameters', 'parameters', 'stdp_parameters']);
  expect(missing).toEqual([]);
});

test('written from right to left nothing runs over the edge', { tag: '@phone' }, async ({ page }) => {
  await open(page);
  await spoilt(page);
  await page.evaluate(() => (document.documentElement.dir = 'rtl'));
  await eachBench(page, async (bench, name) => expect(await overflow(page), name).toBeLessThanOrEqual(page.viewportSize().width));
  // What begins a line stands at the right.
  await tabs(page).first().click();
  const [title, tools] = await Promise.all([page.locator('h1').boundingBox(), page.locator('.header-tools').boundingBox()]);
  expect(title.x + title.width / 2).toBeGreaterThan(page.viewportSize().width / 2);
  if (page.viewportSize().width > 1000) expect(tools.x).toBeLessThan(page.viewportSize().width / 2);
});

test('at 200 % of 1280 by 800 nothing is cut off', async ({ page }) => {
  await page.setViewportSize({ width: 640, height: 400 });
  await open(page);
  await spoilt(page);
  await eachBench(page, async (bench, name) => {
    expect(await overflow(page), name).toBeLessThanOrEqual(640);
    // Text that its own box hides; boxes that scroll show it, and what skips shows itself with the focus.
    const cut = await bench.locator('button:not(.skip), h2, h3, label, dt, dd, output').evaluateAll((list) =>
      list.filter((element) => element.checkVisibility() && element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX === 'hidden').map((element) => element.textContent));
    expect(cut, name).toEqual([]);
  });
});

test('fingers find targets of 44 pixels', { tag: '@phone' }, async ({ page, hasTouch }) => {
  test.skip(!hasTouch, 'for coarse pointers');
  await open(page);
  await spoilt(page);
  const small = (root) =>
    root.locator('button, select, input[type=number], input[type=range]').evaluateAll((list) =>
      list.filter((element) => element.checkVisibility() && !element.querySelector('canvas')).map((element) => {
        // It is there for whoever comes to it by keys.
        if (element.matches('.skip')) element.focus();
        return [element.id || element.textContent || element.outerHTML, element.getBoundingClientRect().height];
      }).filter(([, height]) => height < 43.5).map(([name, height]) => `${name}: ${Math.round(height)}`));
  expect(await small(page.locator('header'))).toEqual([]);
  await eachBench(page, async (bench, name) => expect(await small(bench), name).toEqual([]));
});

test('without motion the result does not move', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page);
  await spoilt(page);
  await page.locator('#play').click();
  await expect(page.locator('#counter')).toHaveText(/round (\d+)\/\1/, { timeout: 30_000 });
  expect(await page.evaluate(() => document.getAnimations().filter((animation) => animation.playState === 'running').length)).toBe(0);
});
