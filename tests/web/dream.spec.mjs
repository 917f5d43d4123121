import { expect, test } from '@playwright/test';
import { open, pixels, restore, spoilt } from './page.mjs';

test('dreams a grid round by round, and a click sends a digit to Denoise', async ({ page }) => {
  await open(page);
  await spoilt(page);
  await page.getByRole('tab', { name: 'Dream' }).click();
  await page.locator('#dream-prior').selectOption('gaussian');
  await expect(page.locator('#dream-counter')).toContainText('round 3/3 · iteration 15/15 · done', { timeout: 30_000 });
  await expect(page.locator('#generated button')).toHaveCount(64);
  await expect(page.locator('#directed button')).toHaveCount(64);
  const picture = await pixels(page, '#generated button:nth-child(3) canvas');
  expect(picture).not.toEqual(await pixels(page, '#directed button:nth-child(3) canvas'));
  expect(picture).not.toEqual(await pixels(page, '#generated button:nth-child(4) canvas'));
  await page.locator('#generated button:nth-child(3)').click();
  await expect(page.getByRole('tab', { name: 'Denoise' })).toHaveAttribute('aria-selected', 'true');
  await spoilt(page);
  expect(await pixels(page, '#clean')).toEqual(picture);
  await restore(page);
});

test('the same seed dreams the same digits, another one others', async ({ page }) => {
  await open(page, '#v=1&bench=dream&dream.prior=gaussian&dream.seed=11&dream.count=16&dream.n_rounds=1');
  const done = () => expect(page.locator('#dream-counter')).toContainText('done', { timeout: 30_000 });
  const first = () => pixels(page, '#generated button:first-child canvas');
  await done();
  await expect(page.locator('#generated button')).toHaveCount(16);
  const before = await first();
  await page.locator('#dream-die').click();
  await expect(page.locator('#dream-seed')).not.toHaveValue('11');
  await done();
  expect(await first()).not.toEqual(before);
  await page.locator('#dream-seed').fill('11');
  await page.locator('#dream-seed').press('Enter');
  await expect.poll(first, { timeout: 30_000 }).toEqual(before);
});

test('Stop ends a long dream and leaves what there is', async ({ page }) => {
  await open(page, '#v=1&bench=dream&dream.n_rounds=100&dream.n_steps=60');
  await expect(page.locator('#generated button')).toHaveCount(64);
  await page.locator('#dream-stop').click();
  await expect(page.locator('#dream-stop')).toBeDisabled();
  await expect(page.locator('#dream')).toBeEnabled();
  const counter = await page.locator('#dream-counter').textContent();
  expect(counter).not.toContain('round 100/100');
  await expect(page.locator('#generated button')).toHaveCount(64);
});

test('the mixture dreams a chosen digit, which a link replays', async ({ page, context }) => {
  await open(page, '#v=1&bench=dream');
  await expect(page.locator('#dream-reads')).toContainText('read as 0: ', { timeout: 30_000 });
  await page.locator('#dream-digit').selectOption('7');
  const sevens = async () => Number(/7: (\d+)/.exec(await page.locator('#dream-reads').textContent())?.[1]);
  await expect.poll(sevens, { timeout: 30_000 }).toBeGreaterThan(50);
  await expect.poll(() => page.url()).toContain('dream.digit=7');
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(other.locator('#dream-reads')).toContainText('read as', { timeout: 30_000 });
  const canvas = '#generated button:nth-child(5) canvas';
  expect(await pixels(other, canvas)).toEqual(await pixels(page, canvas));
  await page.locator('#dream-prior').selectOption('gaussian');
  await expect(page.locator('#dream-digit')).toBeDisabled();
});
