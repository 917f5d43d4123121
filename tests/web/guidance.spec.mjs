import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { open, spoilt } from './page.mjs';

const opened = async (page, hash) => {
  await open(page, hash);
  await spoilt(page);
};
const help = async (page) => {
  await page.locator('#open-help').click();
  await expect(page.locator('#help')).toBeVisible();
};

test('the tour is offered once, to those who come without a link', async ({ page, context }) => {
  await opened(page);
  await expect(page.locator('#invitation')).toBeVisible();
  await expect(page.locator('#play')).toBeInViewport({ ratio: 1 });
  await page.locator('#invitation-no').click();
  await expect(page.locator('#invitation')).toBeHidden();
  await page.reload();
  await spoilt(page);
  await expect(page.locator('#invitation')).toBeHidden();
  for (const address of ['/#v=1&seed=3', '/?embed']) {
    const other = await (await context.browser().newContext()).newPage();
    await other.goto(new URL(address, page.url()).href);
    await spoilt(other);
    await expect(other.locator('#invitation')).toBeHidden();
    await other.context().close();
  }
});

test('the offer goes as soon as somebody acts', async ({ page }) => {
  await opened(page);
  await expect(page.locator('#invitation')).toBeVisible();
  await page.locator('#step').click();
  await expect(page.locator('#invitation')).toBeHidden();
});

test('the tour has six steps, a way back and a way out, and follows the style sheet’s rules', { tag: '@phone' }, async ({ page }) => {
  const complaints = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  await opened(page);
  await page.locator('#invitation-yes').click();
  const popover = page.locator('.driver-popover');
  await expect(popover).toContainText('1 of 6');
  await expect(popover).toHaveAttribute('role', 'dialog');
  expect((await new AxeBuilder({ page }).include('.driver-popover').analyze()).violations).toEqual([]);
  for (let step = 2; step <= 6; step++) {
    await popover.getByRole('button', { name: 'Next' }).click();
    await expect(popover).toContainText(`${step} of 6`);
    const box = await popover.boundingBox();
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(page.viewportSize().width);
  }
  await popover.getByRole('button', { name: 'Back' }).click();
  await expect(popover).toContainText('5 of 6');
  await page.keyboard.press('Escape');
  await expect(popover).toHaveCount(0);
  // Keys of the tour are not keys of the page.
  await expect(page.locator('#counter')).toHaveText('not started');
  await help(page);
  await page.getByRole('button', { name: 'Take the tour' }).click();
  await expect(popover).toContainText('1 of 6');
  expect(complaints).toEqual([]);
});

test('help lists every parameter of the core with symbol, range and source', async ({ page }) => {
  await opened(page);
  await page.locator('#open-help').focus();
  await page.keyboard.press('?');
  const dialog = page.locator('#help');
  await expect(dialog).toBeVisible();
  // The tables as text: what help makes of their structure is what is tested.
  const tables = await page.evaluate(async () => {
    const core = await import('/pkg/targetprop.js');
    await core.default();
    return JSON.stringify(core.parameters());
  });
  const said = (field) => [...tables.matchAll(new RegExp(`"${field}":("(?:[^"\\\\]|\\\\.)*")`, 'g'))].map(([, text]) => JSON.parse(text));
  const [symbols, helps, sources] = ['symbol', 'help', 'source'].map(said);
  const expected = helps.map((help, i) => [symbols[i], help, sources[i]]);
  const rows = await dialog.locator('tr:has(td)').evaluateAll((list) => list.map((row) => [1, 4, 5].map((i) => row.cells[i].textContent)));
  expect(rows).toEqual(expected);
  // One row as the paper has it, and one for every kind of corruption.
  expect(rows).toContainEqual(['N', 'iterations of inference', 'Bengio et al. 2015, Alg. 2']);
  expect(rows.filter(([, help]) => /^(standard deviation of the noise on every pixel|fraction of the pixels|side of the erased|height of the erased)/.test(help))).toHaveLength(5);
  const standards = await dialog.locator('tr:has(td)').evaluateAll((list) => list.map((row) => [0, 3].map((i) => row.cells[i].textContent)));
  expect(standards).toContainEqual(['Brush', '0.095']);
  for (const [name, value] of [['Variance factor', '4; Dream opens with 1'], ['Spikes', '3; Dream opens with 10']]) {
    expect(new Set(standards.filter(([other]) => other === name).map(([, text]) => text))).toEqual(new Set([value]));
  }
  await expect(dialog).toContainText('On x, while you in-paint, they move a frame');
  expect((await new AxeBuilder({ page }).include('#help').analyze()).violations).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('single keys play, step, scrub and change benches, but never while somebody types', async ({ page }) => {
  await opened(page);
  await page.locator('#speed').selectOption('60');
  await page.locator('h1').click();
  await page.keyboard.press('Space');
  await expect(page.locator('#counter')).toHaveText('round 1/1 · iteration 15/15');
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('#counter')).toHaveText('round 1/1 · iteration 14/15');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('#counter')).toHaveText('round 1/1 · iteration 15/15');
  await page.keyboard.press('r');
  await expect(page.locator('#counter')).toHaveText('not started');
  await page.keyboard.press('s');
  await expect(page.locator('#counter')).toHaveText('round 1/1 · iteration 0/15');
  await page.locator('#corruption-seed').focus();
  for (const key of ['2', 's', '?', ' ']) await page.keyboard.press(key);
  await expect(page.getByRole('tab', { name: 'Denoise' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.locator('#help')).toBeHidden();
  await page.locator('#corruption-seed').blur();
  await page.keyboard.press('2');
  await expect(page.getByRole('tab').nth(1)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('1');
  await help(page);
  await page.getByLabel('Shortcuts of single keys are on').uncheck();
  await page.keyboard.press('Escape');
  await page.locator('h1').click();
  await page.keyboard.press('2');
  await expect(page.getByRole('tab', { name: 'Denoise' })).toHaveAttribute('aria-selected', 'true');
});

test('every slider, list and field tells what it does, by keyboard too', async ({ page }) => {
  await opened(page);
  for (const control of await page.locator('#bench-denoise :is(input[type=range], input[type=number], select), #model').all()) {
    if ((await control.getAttribute('id')) === 'scrubber') continue;
    expect(await control.getAttribute('title'), await control.evaluate((element) => element.outerHTML)).toMatch(/.{10}/);
  }
  const slider = page.getByRole('slider', { name: 'Top-down α', exact: true });
  await page.getByRole('slider', { name: 'Step δ', exact: true }).focus();
  await page.keyboard.press('Tab');
  await expect(slider).toBeFocused();
  const tip = page.locator('#tip');
  await expect(tip).toBeVisible();
  await expect(tip).toContainText('α: how strongly g2(h2) pulls h1 in each iteration. 0 to 1, default 0.001. (Bengio et al. 2015, Alg. 2)');
  await page.keyboard.press('Escape');
  await expect(tip).toBeHidden();
});

/** What the exercises on rounds and on α say for every outcome. */
const WHY = { nearer: 'here the noise was more', same: 'here the two are about even', farther: /lost more of what was there|more was lost/ };

test('five exercises are predicted, run on the bench, and answered by what was measured', async ({ page }) => {
  test.setTimeout(120_000);
  await opened(page, '#v=1&seed=2');
  await help(page);
  await page.getByRole('button', { name: /five exercises/ }).click();
  const exercise = page.locator('#exercise');
  for (let number = 1; number <= 5; number++) {
    await expect(exercise).toContainText(`${number} of 5`);
    await expect(exercise.getByRole('button', { name: 'Run' })).toBeDisabled();
    const chosen = exercise.getByRole('radio').nth(number % 3);
    await chosen.check();
    const prediction = await chosen.getAttribute('value');
    await exercise.getByRole('button', { name: 'Run' }).click();
    const outcome = exercise.locator('.outcome');
    await expect(outcome).toContainText(/\d/, { timeout: 45_000 });
    const answer = await outcome.getAttribute('data-answer');
    const text = await outcome.textContent();
    expect(text.startsWith(answer === prediction ? 'As you predicted.' : 'Not as you predicted: ')).toBe(true);
    const values = text.match(/-?\d+\.\d+/g).map(Number);
    const [first, second] = values;
    if (number === 1) expect(answer).toBe(second / first < 0.2 ? 'little' : second / first < 0.5 ? 'some' : 'most');
    if (number === 2 || number === 3) {
      expect(answer).toBe(second < 0.9 * first ? 'nearer' : second > 1.1 * first ? 'farther' : 'same');
      await expect(outcome).toContainText(WHY[answer]);
    }
    if (number === 4) expect(answer === 'mixture').toBe(second < 0.9 * first);
    if (number === 1) expect((await new AxeBuilder({ page }).include('#exercise').analyze()).violations).toEqual([]);
    if (number < 5) await exercise.getByRole('button', { name: 'Next' }).click();
  }
  await exercise.getByRole('button', { name: 'Close' }).click();
  await expect(exercise).toBeHidden();
});
