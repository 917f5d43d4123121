import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { open, pixels } from './page.mjs';

/** The numbers beside an equation, by what they are. */
const live = (page, id) =>
  page.locator(`#equation-${id} .live`).evaluate((list) =>
    Object.fromEntries([...list.querySelectorAll('dt')].map((term) => [term.textContent, term.nextElementSibling.textContent.replaceAll('−', '-')])));

/** The Paper bench with its numbers. */
async function openPaper(page, hash = '#v=1&bench=paper') {
  await open(page, hash);
  await expect(page.locator('#equation-12 dd').first()).toHaveText(/\d/, { timeout: 20_000 });
}

/** Computes a figure and waits for its end. */
async function compute(page, number) {
  const figure = page.locator(`#figure-${number}`);
  await figure.getByRole('button', { name: 'Compute' }).click();
  await expect(figure.getByRole('button', { name: 'Compute' })).toBeEnabled({ timeout: 45_000 });
  await expect(figure.locator('output')).toHaveText('');
  return figure;
}

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
  await page.locator('#equation-infer').getByRole('button').click();
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
  await page.locator('#equation-8').getByRole('button').click();
  await expect(page.getByRole('tab', { name: 'Denoise' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.locator('#denoise-settings output').nth(3)).toHaveText('0.3');
  await expect(page.locator('#counter')).toHaveText(/iteration 15\/15/, { timeout: 20_000 });
  expect(await pixels(page, '#clean')).toEqual(digit);
  await expect.poll(() => page.url()).toContain('denoise.top_down=0.3');
  await page.getByRole('tab', { name: 'Paper' }).click();
  await page.locator('#equation-13').getByRole('button').click();
  await expect(page.locator('#denoise-settings output').nth(3)).toHaveText('0.001');
  await expect(page.locator('#denoise-settings output').nth(1)).toHaveText('0');
  await page.getByRole('tab', { name: 'Paper' }).click();
  await page.locator('#equation-generate').getByRole('button').click();
  await expect(page.getByRole('tab', { name: 'Dream' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.locator('#model')).toHaveValue('paper', { timeout: 20_000 });
  await expect(page.locator('#dream-prior')).toHaveValue('gaussian');
});

test('Figure 4 rises with the paper’s recipe', async ({ page }) => {
  await openPaper(page, '#v=1&bench=paper&model=paper');
  const figure = await compute(page, 4);
  const rows = (await figure.locator('table tr').allInnerTexts()).slice(1).map((row) => row.split('\t').map(Number));
  expect(rows.length).toBe(21);
  expect(rows[20][1]).toBeGreaterThan(rows[0][1]);
  for (const [, total, x, h1] of rows) expect(total).toBeCloseTo(x + h1, 1);
  await expect(figure).toContainText(`from ${rows[0][1].toFixed(2)} to ${rows[20][1].toFixed(2)} nats, mean of 30 digits`);
});

test('Figure 5 restores half of the pixels', async ({ page }) => {
  await openPaper(page);
  const figure = await compute(page, 5);
  await expect(figure.locator('canvas')).toHaveCount(7);
  const [, first, last] = /missing pixel ([\d.]+) at first, ([\d.]+) after round 20/.exec(await figure.textContent());
  expect(Number(last)).toBeLessThan(Number(first) / 5);
});

test('Figure 3 can be cancelled and made, the same each time', async ({ page }) => {
  await openPaper(page);
  const figure = page.locator('#figure-3');
  await figure.getByRole('button', { name: 'Compute' }).click();
  await figure.getByRole('button', { name: 'Cancel' }).click();
  await expect(figure.locator('output')).toContainText('cancelled');
  await expect(figure.getByRole('button', { name: 'Cancel' })).toBeDisabled();
  await compute(page, 3);
  const samples = await pixels(page, '#figure-3 figure:first-child canvas');
  expect(new Set(samples).size).toBeGreaterThan(20);
  await compute(page, 3);
  expect(await pixels(page, '#figure-3 figure:first-child canvas')).toEqual(samples);
});

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing in the argument and the figures, ${colorScheme}`, { tag: '@phone' }, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await openPaper(page);
    await compute(page, 4);
    await compute(page, 5);
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    const content = await page.evaluate(() => Math.max(document.documentElement.scrollWidth, innerWidth));
    expect(content).toBeLessThanOrEqual(page.viewportSize().width);
  });
}

test('Figure 1 is positive above 0, negative below, and decays', async ({ page }) => {
  await openPaper(page);
  const figure = await compute(page, 1);
  const rows = (await figure.locator('table tr').allInnerTexts()).slice(1).map((row) => row.split('\t').map((text) => Number(text.replace('−', '-'))));
  const full = rows.filter(([, count]) => count >= 100);
  expect(full.length).toBeGreaterThan(10);
  for (const [interval, , change] of full) expect(change * interval).toBeGreaterThan(0);
  await expect(figure).toContainText(/decays with [\d.]+ ms above 0 \(R² 0\.9\d+\) and [\d.]+ ms below \(R² 0\.9\d+\)/);
});
