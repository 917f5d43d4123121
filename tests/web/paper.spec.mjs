import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { asked, open, pixels, settled } from './page.mjs';

/** The numbers beside an equation, by what they are. */
const live = (page, id) =>
  page.locator(`#equation-${id} .live`).evaluate((list) =>
    Object.fromEntries([...list.querySelectorAll('dt')].map((term) => [term.textContent, term.nextElementSibling.textContent.replaceAll('−', '-')])));

/** The Paper bench with its numbers. */
async function openPaper(page, hash = '#v=1&bench=paper') {
  await open(page, hash);
  await expect(page.locator('#equation-12 dd').first()).toHaveText(/\d/, { timeout: 20_000 });
}

/** Looks at a figure and waits until it is there. */
async function lookAt(page, number) {
  const figure = page.locator(`#figure-${number}`);
  await figure.scrollIntoViewIfNeeded();
  await expect(figure.getByRole('button', { name: 'Compute again' })).toBeEnabled({ timeout: 60_000 });
  await expect(figure.locator('output')).toHaveText('');
  return figure;
}

const running = (page) => page.locator('#figures progress:visible');

test('every equation is MathML beside numbers, in the order of the paper', async ({ page }) => {
  await openPaper(page);
  const numbers = await page.locator('.math .number').allTextContents();
  expect(numbers.filter(Boolean)).toEqual(['(1)', '(2)', '(3)', '(5)', '(6)', '(7)', '(8)', '(9)', '(10)', '(11)', '(12)', '(13)']);
  for (const math of await page.locator('.math math').all()) await expect(math).toBeVisible();
  const cells = await page.locator('.live dd').allTextContents();
  expect(cells.length).toBeGreaterThan(25);
  for (const cell of cells) expect(cell).toMatch(/\d/);
  expect(cells.join()).not.toMatch(/NaN|Infinity|undefined/);
});

test('the numbers agree with one another and with inference on the Denoise bench', async ({ page }) => {
  await openPaper(page, '#v=1&bench=paper&paper.of=spoilt');
  const [first, last] = Object.values(await live(page, 2))[0].split(' → ').map(Number);
  expect(last - first).toBeCloseTo(Number(Object.values(await live(page, 2))[1]), 1);
  const terms = Object.values(await live(page, 7)).map(Number);
  expect(terms[0] + terms[1]).toBeCloseTo(last, 1);
  const errors = Object.values(await live(page, 'train')).map(Number);
  errors.forEach((error, i) => expect(-error / 2).toBeCloseTo(terms[i], 0));
  const iterations = await live(page, 'infer');
  expect(Object.keys(iterations)).toEqual([0, 5, 10, 15].map((n) => `iteration ${n}: log p(x,h)`));
  expect(Number(iterations['iteration 15: log p(x,h)'])).toBe(last);
  await page.locator('#equation-infer').getByRole('button', { name: 'Show me' }).click();
  await expect(page.locator('#counter')).toHaveText('round 1/1 · iteration 15/15', { timeout: 20_000 });
  expect(Number(await page.locator('#trace-table tr').last().locator('td').nth(2).textContent())).toBeCloseTo(last, 1);
});

test('other digits and models have other numbers, an empty canvas has none', async ({ page }) => {
  await openPaper(page);
  const before = await live(page, 12);
  await page.locator('#model').selectOption('paper');
  await expect.poll(async () => JSON.stringify(await live(page, 12)), { timeout: 20_000 }).not.toBe(JSON.stringify(before));
  const paper = await live(page, 12);
  await page.locator('#paper-of').selectOption('spoilt');
  await expect.poll(async () => JSON.stringify(await live(page, 12))).not.toBe(JSON.stringify(paper));
  await expect.poll(() => page.url()).toContain('paper.of=spoilt');
  await page.locator('#paper-change').click();
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('tab', { name: 'Paper' }).click();
  await expect(page.locator('#paper-settings')).toContainText('The canvas is empty');
  await expect(page.locator('#equation-12 dd').first()).toHaveText('–');
});

test('Show me sets a bench and keeps the digit', async ({ page }) => {
  await openPaper(page);
  const digit = await pixels(page, '#paper-clean');
  await page.locator('#equation-8').getByRole('button', { name: 'Show me' }).click();
  await expect(page.getByRole('tab', { name: 'Denoise' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.locator('#denoise-settings output').nth(3)).toHaveText('0.3');
  await expect(page.locator('#counter')).toHaveText(/iteration 15\/15/, { timeout: 20_000 });
  expect(await pixels(page, '#clean')).toEqual(digit);
  await expect.poll(() => page.url()).toContain('denoise.top_down=0.3');
  await page.getByRole('tab', { name: 'Paper' }).click();
  await page.locator('#equation-13').getByRole('button', { name: 'Show me' }).click();
  await expect(page.locator('#denoise-settings output').nth(3)).toHaveText('0.001');
  await expect(page.locator('#denoise-settings output').nth(1)).toHaveText('0');
  await page.getByRole('tab', { name: 'Paper' }).click();
  await page.locator('#equation-generate').getByRole('button', { name: 'Show me' }).click();
  await expect(page.getByRole('tab', { name: 'Dream' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.locator('#model')).toHaveValue('paper', { timeout: 20_000 });
  await expect(page.locator('#dream-prior')).toHaveValue('gaussian');
});

test('every equation of the argument has a picture of the open digit', async ({ page }) => {
  await openPaper(page, '#v=1&bench=paper&paper.of=spoilt');
  const equations = page.locator('.equation');
  await expect(equations.locator('.plot canvas')).toBeVisible();
  for (const equation of await equations.all()) {
    // GENERATE begins with no digit.
    if ((await equation.getAttribute('id')) === 'equation-generate') continue;
    const pictures = equation.locator(':is(.pictures, .plot) canvas');
    await expect(pictures.first()).toBeVisible();
    for (const picture of await pictures.all()) {
      const values = await picture.evaluate((canvas) => new Set(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data).size);
      expect(values, await picture.getAttribute('aria-label')).toBeGreaterThan(8);
    }
  }
  const labels = await page.locator('#equation-12 canvas').evaluateAll((list) => list.map((canvas) => canvas.getAttribute('aria-label')));
  expect(labels).toEqual([
    'Image: x', 'Image: g(h)', 'Map of units: f(x)', 'Map of units: f(g(h))', 'Map of units, above and below 0: f(x) − f(g(h)), first guess',
    'Map of units, above and below 0: f(x) − f(g(h)), inferred', 'Map of units, above and below 0: ∂log p(x|h)/∂h, exact',
  ]);
  const picture = (label) => pixels(page, `#equation-12 canvas[aria-label="${label}"]`);
  expect(await picture('Image: x')).toEqual(await pixels(page, '#paper-spoilt'));
  expect(await picture('Map of units: f(x)')).toHaveLength(1000);
  expect(await picture('Map of units: f(x)')).not.toEqual(await picture('Map of units: f(g(h))'));
  await page.locator('#paper-of').selectOption('clean');
  await expect.poll(() => picture('Image: x')).toEqual(await pixels(page, '#paper-clean'));
  await page.locator('#paper-change').click();
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('tab', { name: 'Paper' }).click();
  await expect(page.locator('.pictures').first()).toBeHidden();
  await expect(page.locator('#equation-6 figure')).toBeHidden();
});

for (const locale of ['en', 'de']) {
  test.describe(locale, () => {
    test.use({ locale });
    test('no equation and no word is cut', { tag: '@phone' }, async ({ page }) => {
      await openPaper(page);
      await page.locator('#bench-paper summary').evaluateAll((list) => list.forEach((summary) => summary.click()));
      const cut = await page.locator('#bench-paper').evaluate((root) => {
        const seen = (element) => element.checkVisibility() && !element.closest('.sr-only, .scroll');
        return [...root.querySelectorAll('math, pre, canvas, button, select, p, h2, h3, dt, dd, li, .statement, .pictures, figcaption span')].filter((element) => {
          const { left, right } = element.getBoundingClientRect();
          const around = element.closest('.equation, .panel, .contents').getBoundingClientRect();
          return seen(element) && !element.matches('.save') && (left < around.left - 1 || right > around.right + 1);
        }).map((element) => element.outerHTML.slice(0, 100));
      });
      expect(cut).toEqual([]);
      const prose = await page.locator('.thesis > p, .meaning > p').evaluateAll((list) => list.map((element) => getComputedStyle(element).fontSize));
      expect(new Set(prose)).toEqual(new Set(['16px']));
    });
  });
}

test('the list of contents leads to every part, and unfolds what is folded', async ({ page }) => {
  await openPaper(page);
  const contents = page.getByRole('navigation', { name: 'Parts of this bench' });
  await contents.getByRole('button', { name: '5. Targetprop' }).click();
  await expect(page.locator('#paper-thesis-5 h3')).toBeInViewport();
  await expect(page.locator('#tried')).toBeHidden();
  await contents.getByRole('button', { name: 'What was tried' }).click();
  await expect(page.locator('#tried li').first()).toBeInViewport();
});

for (const reducedMotion of ['no-preference', 'reduce']) {
  test(`figures are computed one at a time as they come into view, motion: ${reducedMotion}`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion });
    await openPaper(page);
    for (const number of [1, 3, 4, 5]) await expect(page.locator(`#figure-${number} output`)).toHaveText('computed as soon as it is in view');
    await page.locator('#figures').evaluate((root) => {
      window.most = 0;
      const look = () => (window.most = Math.max(window.most, root.querySelectorAll('progress:not([hidden])').length));
      new MutationObserver(look).observe(root, { attributes: true, subtree: true, attributeFilter: ['hidden'] });
    });
    // All of them at once.
    await page.setViewportSize({ width: 1280, height: 3000 });
    for (const number of [1, 3, 4, 5]) await lookAt(page, number);
    expect(await page.evaluate(() => window.most)).toBe(1);
  });
}

test('a figure that is left is cancelled, and computed when one comes back', async ({ page }) => {
  await openPaper(page);
  const figure = page.locator('#figure-5');
  await figure.scrollIntoViewIfNeeded();
  await expect(running(page)).toHaveCount(1);
  await page.getByRole('tab', { name: 'Denoise' }).click();
  await settled(page);
  expect(await asked(page)).toBe(0);
  await page.getByRole('tab', { name: 'Paper' }).click();
  await lookAt(page, 5);
  await expect(figure.locator('canvas')).toHaveCount(7);
});

test('figures are of the open model', async ({ page }) => {
  await openPaper(page, '#v=1&bench=paper&model=default');
  const figure = await lookAt(page, 4);
  const before = await figure.textContent();
  await page.locator('#model').selectOption('paper');
  await expect.poll(() => figure.textContent(), { timeout: 60_000 }).not.toBe(before);
  await lookAt(page, 4);
  expect(await figure.textContent()).not.toBe(before);
});

test('Figure 4 rises with the paper’s recipe', async ({ page }) => {
  await openPaper(page, '#v=1&bench=paper&model=paper');
  const figure = await lookAt(page, 4);
  const rows = (await figure.locator('table tr').allInnerTexts()).slice(1).map((row) => row.split('\t').map(Number));
  expect(rows.length).toBe(21);
  expect(rows[20][1]).toBeGreaterThan(rows[0][1]);
  for (const [, total, x, h1] of rows) expect(total).toBeCloseTo(x + h1, 1);
  await expect(figure).toContainText(`from ${rows[0][1].toFixed(2)} to ${rows[20][1].toFixed(2)} nats, mean of 30 digits`);
});

test('Figure 5 restores half of the pixels', async ({ page }) => {
  await openPaper(page);
  const figure = await lookAt(page, 5);
  await expect(figure.locator('canvas')).toHaveCount(7);
  const [, first, last] = /missing pixel ([\d.]+) at first, ([\d.]+) after round 20/.exec(await figure.textContent());
  expect(Number(last)).toBeLessThan(Number(first) / 5);
});

test('Figure 3 can be stopped, stays so, and is made again, the same each time', async ({ page }) => {
  await openPaper(page);
  const figure = page.locator('#figure-3');
  const [again, stop] = ['Compute again', 'Stop'].map((name) => figure.getByRole('button', { name }));
  await stop.click();
  await expect(figure.locator('output')).toContainText('stopped');
  await expect(stop).toBeDisabled();
  await page.locator('#paper-argument').scrollIntoViewIfNeeded();
  await lookAt(page, 1);
  await expect(figure.locator('output')).toContainText('stopped');
  await again.click();
  await lookAt(page, 3);
  const samples = await pixels(page, '#figure-3 figure:first-child canvas');
  expect(new Set(samples).size).toBeGreaterThan(20);
  await again.click();
  await lookAt(page, 3);
  expect(await pixels(page, '#figure-3 figure:first-child canvas')).toEqual(samples);
  await expect(figure).toContainText('Few of these can be read');
  await page.locator('#paper-model-open').click();
  await expect(figure).toContainText('The rounds make digits of many', { timeout: 60_000 });
});

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing in the argument and the figures, ${colorScheme}`, { tag: '@phone' }, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await openPaper(page);
    await lookAt(page, 4);
    await lookAt(page, 5);
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    const content = await page.evaluate(() => Math.max(document.documentElement.scrollWidth, innerWidth));
    expect(content).toBeLessThanOrEqual(page.viewportSize().width);
  });
}

test('Figure 1 is positive above 0, negative below, and decays', async ({ page }) => {
  await openPaper(page);
  const figure = await lookAt(page, 1);
  const rows = (await figure.locator('table tr').allInnerTexts()).slice(1).map((row) => row.split('\t').map((text) => Number(text.replace('−', '-'))));
  const full = rows.filter(([, count]) => count >= 100);
  expect(full.length).toBeGreaterThan(10);
  for (const [interval, , change] of full) expect(change * interval).toBeGreaterThan(0);
  await expect(figure).toContainText(/decays with [\d.]+ ms above 0 \(R² 0\.9\d+\) and [\d.]+ ms below \(R² 0\.9\d+\)/);
});
