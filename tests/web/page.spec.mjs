import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { open, restore, spoilt } from './page.mjs';

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing, ${colorScheme}`, { tag: '@phone' }, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await open(page);
    await spoilt(page);
    await restore(page);
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.locator('#open-about').click();
    expect((await new AxeBuilder({ page }).include('#about').analyze()).violations).toEqual([]);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('tab', { name: 'Dream' }).click();
    await expect(page.locator('#dream-morph-h2 figure')).toHaveCount(9, { timeout: 30_000 });
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.getByRole('tab', { name: 'Look inside' }).click();
    await expect(page.locator('#inside-effect tbody tr')).toHaveCount(5, { timeout: 30_000 });
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.getByRole('tab', { name: 'Paper' }).click();
    await expect(page.locator('#results tbody tr').first()).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  });
}

test('fits its screen, without errors, warnings or requests to others', { tag: '@phone' }, async ({ page, baseURL }) => {
  const complaints = [];
  const strangers = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(baseURL) && !url.startsWith('data:')) strangers.push(url);
  });
  await open(page);
  await spoilt(page);
  for (const bench of ['Denoise', 'Dream', 'Look inside', 'Paper']) {
    await page.getByRole('tab', { name: bench }).click();
    // innerWidth grows with what overflows on a phone, the window does not.
    const content = await page.evaluate(() => Math.max(document.documentElement.scrollWidth, innerWidth));
    expect(content).toBeLessThanOrEqual(page.viewportSize().width);
  }
  expect(complaints).toEqual([]);
  expect(strangers).toEqual([]);
});

test('the primary button is in sight when the page opens', { tag: '@phone' }, async ({ page }) => {
  await open(page);
  await spoilt(page);
  await expect(page.locator('#play')).toBeInViewport({ ratio: 1 });
});

test('the tab of the bench is in sight, from a link and from another bench', { tag: '@phone' }, async ({ page }) => {
  await open(page, '#v=1&bench=paper');
  await expect(page.locator('#tab-paper')).toBeInViewport({ ratio: 1 });
  await page.locator('#tab-paper').press('ArrowRight');
  await expect(page.locator('#tab-denoise')).toBeInViewport({ ratio: 1 });
});

