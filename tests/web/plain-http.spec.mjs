// A page from a classroom's server, by plain http: browsers then withhold the clipboard, hashing, persistent storage, shared
// memory and more. What the page offers works all the same.

import { chromium, expect, test } from '@playwright/test';
import { PORT, launchOptions } from './browser.mjs';
import { open, restore, spoilt } from './page.mjs';

test('by plain http everything works: learning and what it stores, copying, saving, own files', async () => {
  const host = 'classroom.test';
  const browser = await chromium.launch({ ...launchOptions, args: [...launchOptions.args, `--host-resolver-rules=MAP ${host} 127.0.0.1`] });
  try {
    const context = await browser.newContext({ baseURL: `http://${host}:${PORT}`, acceptDownloads: true });
    const page = await context.newPage();
    const errors = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await open(page, '#v=1&learn.images=300&learn.h1_units=40&learn.h2_units=16&learn.epochs=1');
    expect(await page.evaluate(() => [isSecureContext, navigator.clipboard, crypto.subtle, navigator.storage].map(String))).toEqual(['false', 'undefined', 'undefined', 'undefined']);
    await spoilt(page);
    await restore(page);

    await page.getByRole('button', { name: 'Share', exact: true }).click();
    await page.locator('[data-copies=share-link]').click();
    await expect(page.locator('[data-copies=share-link]')).toHaveText('Copied');
    await page.locator('.share-dialog').getByRole('button', { name: 'Close' }).click();
    // What was copied, pasted.
    await page.evaluate(() => document.body.append(Object.assign(document.createElement('textarea'), { id: 'pasted' })));
    await page.locator('#pasted').focus();
    await page.keyboard.press('Control+v');
    await expect(page.locator('#pasted')).toHaveValue(page.url());

    await page.getByRole('tab', { name: 'Learn' }).click();
    await page.locator('#learn-start').click();
    await expect(page.locator('#learn-counter')).toContainText('done', { timeout: 60_000 });
    await expect(page.locator('#learn-networks li')).toHaveCount(1);
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#learn-download').click()]);
    expect(download.suggestedFilename()).toBe('learned.checkpoint');
    const other = await context.newPage();
    await open(other, '#v=1&bench=learn');
    await expect(other.locator('#learn-networks li')).toHaveCount(1);
    expect(errors).toEqual([]);
  } finally {
    await browser.close();
  }
});
