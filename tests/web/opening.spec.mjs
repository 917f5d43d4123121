// The opening: on the bare address the bench begins by itself, and whoever acts takes over.

import { expect, test } from '@playwright/test';
import { draw, open, pixels, spoilt } from './page.mjs';

const RESTORER = '**/model/default.restorer.safetensors';
const counter = (page) => page.locator('#counter');
const invited = (page) => expect(page.locator('#draw-own')).toBeVisible({ timeout: 30_000 });

test('the example dissolves and is rebuilt without a click, once, and rests finished', { tag: '@phone' }, async ({ page, isMobile }) => {
  await open(page, '');
  await expect(page.locator('#opening')).toBeVisible();
  await invited(page);
  await expect(counter(page)).toHaveText('round 3/3');
  await expect(page.locator('#reads-as')).toHaveText(/^5, \d+ %$/);
  // Where the result is out of sight, the canvas shows it.
  expect(await pixels(page, '#opening')).toEqual(await pixels(page, isMobile ? '#restored' : '#spoilt'));
  await expect.poll(() => page.url()).toContain('at=3');
  await page.locator('#draw-own').click();
  await expect(page.locator('#ink')).toBeFocused();
  await expect(page.locator('#ink')).toHaveAttribute('aria-label', 'Drawing canvas, empty');
  await expect(page.locator('#opening')).toBeHidden();
  await expect(page.getByText('Draw a digit here')).toBeVisible();
  await draw(page);
  await expect(page.getByText('Draw a digit here')).toBeHidden();
  await spoilt(page);
  await expect(counter(page)).toHaveText('not started');
});

test('the first stroke on the example begins a digit of one’s own, and Undo brings the example back', async ({ page }) => {
  await open(page, '');
  await invited(page);
  const example = await pixels(page, '#clean');
  const [ink, undo] = [page.locator('#ink'), page.locator('[data-tool=undo]')];
  await draw(page);
  await expect(ink).toHaveAttribute('aria-label', 'Drawing canvas, 2 strokes');
  await undo.click();
  await undo.click();
  await expect.poll(() => pixels(page, '#clean')).toEqual(example);
  await page.locator('.digits button').first().click();
  await expect.poll(() => pixels(page, '#clean')).not.toEqual(example);
  // One that was chosen is drawn on.
  const chosen = Number(/\d+/.exec(await ink.getAttribute('aria-label'))[0]);
  await draw(page);
  await expect(ink).toHaveAttribute('aria-label', `Drawing canvas, ${chosen + 2} strokes`);
});

test('what was rebuilt is what Restore makes of a link to the same digit', async ({ page }) => {
  await open(page, '');
  await invited(page);
  const shown = await pixels(page, '#restored');
  const link = new URL(page.url()).hash.replace(/&at=\d+/, '');
  await page.goto('about:blank');
  await open(page, link);
  await spoilt(page);
  await expect(page.locator('#opening')).toBeHidden();
  await expect(counter(page)).toHaveText('not started');
  await page.locator('#play').click();
  await expect(counter(page)).toHaveText('round 3/3', { timeout: 30_000 });
  expect(await pixels(page, '#restored')).toEqual(shown);
});

for (const [what, act] of [
  ['a stroke', draw],
  ['a key', (page) => page.keyboard.press('r')],
  ['a click', (page) => page.locator('#told').check()],
  ['another bench', (page) => page.locator('#tab-paper').click()],
]) {
  test(`${what} takes over while the digit dissolves`, async ({ page }) => {
    // The files of restoration never come.
    await page.route(RESTORER, () => {});
    await open(page, '');
    await expect(page.locator('#opening')).toBeVisible();
    await act(page);
    await expect(page.locator('#opening')).toBeHidden();
    await expect(page.locator('#draw-own')).toBeHidden();
    await expect(counter(page)).toHaveText('not started');
  });
}

test('while the files of restoration are on their way the digit waits, spoilt', async ({ page }) => {
  let send = () => {};
  const held = new Promise((resolve) => (send = resolve));
  await page.route(RESTORER, async (route) => {
    await held;
    await route.continue();
  });
  await open(page, '');
  await spoilt(page);
  await expect.poll(() => pixels(page, '#opening')).toEqual(await pixels(page, '#spoilt'));
  await expect(counter(page)).toHaveText('not started');
  await expect(page.locator('#model-problem')).toBeEmpty();
  send();
  await expect(counter(page)).toHaveText('round 3/3', { timeout: 30_000 });
});

test('where they cannot be had the digit stands there spoilt, and Restore says why', async ({ page }) => {
  await page.route(RESTORER, (route) => route.fulfill({ status: 503 }));
  await open(page, '');
  await invited(page);
  expect(await pixels(page, '#opening')).toEqual(await pixels(page, '#spoilt'));
  await expect(counter(page)).toHaveText('not started');
  await expect(page.locator('#model-problem')).toBeEmpty();
  await page.locator('#play').click();
  await expect(page.locator('#model-problem')).toContainText('the server answered 503');
});

test('with less motion the end stands beside the start at once', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page, '');
  await invited(page);
  await expect(counter(page)).toHaveText('round 3/3');
  expect(await pixels(page, '#opening')).toEqual(await pixels(page, '#spoilt'));
});
