import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { INFERENCE, open, spoilt } from './page.mjs';

const opened = async (page, hash) => {
  await open(page, hash);
  await spoilt(page);
};
const help = async (page) => {
  await page.locator('#open-help').click();
  await expect(page.locator('#help')).toBeVisible();
};

test('above all stands what this is, but in a frame', async ({ page, context }) => {
  await opened(page, '');
  await expect(page.locator('.lede')).toContainText('without back-propagation');
  await expect(page.locator('#play')).toBeInViewport({ ratio: 1 });
  const other = await context.newPage();
  await other.goto(new URL('/?embed', page.url()).href);
  await spoilt(other);
  await expect(other.locator('.lede')).toBeHidden();
});

test('the first lines and help lead to the story, and help to its exercises', { tag: '@phone' }, async ({ page }) => {
  const complaints = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  await opened(page, '');
  await page.locator('#to-story').click();
  await expect(page.locator('#story-spoil h2')).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Story' })).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('tab', { name: 'Denoise' }).click();
  await help(page);
  await page.getByRole('button', { name: 'Read the story' }).click();
  await expect(page.locator('#help')).toBeHidden();
  await expect(page.locator('#story-spoil h2')).toBeVisible();
  await help(page);
  await page.getByRole('button', { name: /six exercises/ }).click();
  await expect(page.locator('#help')).toBeHidden();
  await expect(page.locator('#story-spoil .exercise')).toContainText('1 of 3');
  await expect(page.locator('#story-spoil .exercise fieldset')).toBeInViewport();
  await expect(page.locator('#story-spoil summary')).toBeFocused();
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
  // What stands between backticks is shown as code.
  const expected = helps.map((help, i) => [symbols[i], help, sources[i].replaceAll('`', '')]);
  await expect(dialog.locator('td code').first()).toHaveText('evaluate denoise');
  await expect(dialog).not.toContainText('`');
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
  const terms = dialog.locator('.glossary dt');
  expect(await terms.allTextContents()).toEqual(['back-propagation', 'latent', 'h1, h2', 'f, g', 'softplus', 'sigmoid', 'prior', 'mixture',
    'restorer', 'read-out', 'INFERENCE', 'gradient', 'eligibility', 'targetprop', 'cosine', 'error', 'x̃', 'w', 'log p', 'nats']);
  await expect(dialog.getByRole('button', { name: 'Close' })).toBeInViewport({ ratio: 1 });
  expect((await new AxeBuilder({ page }).include('#help').analyze()).violations).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('single keys play, step, scrub and change benches, but never while somebody types', async ({ page }) => {
  await opened(page, INFERENCE);
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
  for (const key of ['3', 's', '?', ' ']) await page.keyboard.press(key);
  await expect(page.getByRole('tab', { name: 'Denoise' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.locator('#help')).toBeHidden();
  await page.locator('#corruption-seed').blur();
  await page.keyboard.press('3');
  await expect(page.getByRole('tab').nth(2)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('2');
  await help(page);
  await page.getByLabel('Shortcuts of single keys are on').uncheck();
  await page.keyboard.press('Escape');
  await page.locator('h1').click();
  await page.keyboard.press('3');
  await expect(page.getByRole('tab', { name: 'Denoise' })).toHaveAttribute('aria-selected', 'true');
});

test('every slider, list and field tells what it does, by keyboard too', async ({ page }) => {
  await opened(page, INFERENCE);
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
