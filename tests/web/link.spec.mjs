// Links as strangers may have written them: every field with nonsense is reported and left at its default.

import { expect, test } from '@playwright/test';
import { open, pixels, restore, spoilt } from './page.mjs';

const notice = (page) => page.locator('#link-notice');

/** Values that a field may not have, one visit each; NUMBERS are those of every number. */
const NUMBERS = ['abc', '-1', '1e9', 'NaN', ''];
const NONSENSE = {
  bench: ['moon', '__proto__'],
  model: ['../secret', 'constructor'],
  mode: ['guess'],
  corruption: ['acid'],
  strength: [...NUMBERS, '7'],
  seed: ['-4', '1.5', '4294967296', 'x'],
  ink: ['p!!', 'p', 'q00zzzz', `p${'0'.repeat(60_000)}`, '<b>'],
  image: ['00', 'zz'.repeat(784)],
  mask: ['zz'],
  'inpaint.start': ['luck'],
  at: ['abc', '-1', '1.5', ''],
  lesson: ['<b>', 'a..b', '_', `${'a_'.repeat(200)}b`, 'denoise.spoil,dream'],
  note: ['x'.repeat(281)],
  ...Object.fromEntries(['denoise', 'inpaint'].flatMap((mode) => ['n_rounds', 'n_steps', 'step', 'top_down'].map((name) => [`${mode}.${name}`, NUMBERS]))),
};
const DREAM = { prior: ['hope'], sampler: ['luck'], chain: ['65'], at: ['-1'], along: ['1,2', 'a,b,c,d,e,f'], digit: ['11', 'x'], seed: ['one'], count: ['0'], ...Object.fromEntries(['n_rounds', 'n_steps', 'step', 'top_down', 'variance_scale'].map((name) => [name, NUMBERS])) };

const INSIDE = {
  layer: ['h3'], unit: ['1000', '-1'], input: ['noise'], shown: ['all'], cursor: ['900'], 'silent.h1': ['1,x', '5000'], 'silent.h2': ['100'], seed: ['one', '-1'],
  ...Object.fromEntries(['n_steps', 'step', 'top_down', 'silent_h1', 'silent_h2', 'feedback_g1', 'feedback_g2', 'mismatch_g1', 'mismatch_g2'].map((name) => [name, NUMBERS])),
};

/** The fields of each visit: every field with its next bad value. @param {Record<string, string[]>} values */
const visits = (values) =>
  Array.from({ length: Math.max(...Object.values(values).map((list) => list.length)) }, (_, i) =>
    Object.fromEntries(Object.entries(values).filter(([, list]) => i < list.length).map(([name, list]) => [name, list[i]])));

async function expectReported(page, fields, prefix = '') {
  await expect(notice(page)).toBeVisible();
  const text = await notice(page).textContent();
  for (const [name, value] of Object.entries(fields)) expect(text).toContain(` ${prefix}${name}=${value.slice(0, 24)}`);
}

test('every field with nonsense is reported, and the page is as without it', async ({ page }) => {
  await open(page);
  await spoilt(page);
  const usual = await pixels(page, '#spoilt');
  for (const fields of visits(NONSENSE)) {
    await page.goto('about:blank');
    await open(page, `#${new URLSearchParams({ v: '1', ...fields })}`);
    await spoilt(page);
    await expectReported(page, fields);
    expect(await pixels(page, '#spoilt')).toEqual(usual);
  }
  await page.locator('#link-notice').getByRole('button', { name: 'Close' }).click();
  await expect(notice(page)).toBeHidden();
  await restore(page);
});

test('so is every field of the look inside', async ({ page }) => {
  for (const fields of visits(INSIDE)) {
    await page.goto('about:blank');
    const named = Object.entries(fields).map(([name, value]) => [`inside.${name}`, value]);
    await open(page, `#${new URLSearchParams({ v: '1', bench: 'inside', ...Object.fromEntries(named) })}`);
    await expect(page.locator('#inside-at')).toHaveText('iteration 15/15', { timeout: 30_000 });
    await expectReported(page, fields, 'inside.');
    await expect(page.locator('#inside-unit')).toHaveValue('0');
  }
});

test('so is every field of a dream', async ({ page }) => {
  for (const fields of visits(DREAM)) {
    await page.goto('about:blank');
    const named = Object.entries(fields).map(([name, value]) => [`dream.${name}`, value]);
    await open(page, `#${new URLSearchParams({ v: '1', bench: 'dream', ...Object.fromEntries(named) })}`);
    await expect(page.locator('#dream-counter')).toContainText('step 0 ', { timeout: 30_000 });
    await expectReported(page, fields, 'dream.');
    await expect(page.locator('#generated button')).toHaveCount(64);
    await expect(page.locator('#dream-seed')).toHaveValue('1');
  }
});

test('several bad fields are named together, good ones hold, unknown ones are passed over', async ({ page }) => {
  await open(page, '#v=1&seed=9&strength=NaN&denoise.n_steps=1e9&later=1&denoise.later=2&moon.x=3&%E0%A4%A');
  await spoilt(page);
  await expect(notice(page)).toContainText('denoise.n_steps=1e9, strength=NaN.');
  await expect(notice(page)).not.toContainText('later');
  await expect(page.locator('#corruption-seed')).toHaveValue('9');
  await expect.poll(() => page.url()).toContain('model=');
  expect(page.url()).not.toContain('strength=NaN');
});

test('a link of another version opens the page as it is, and says so', async ({ page }) => {
  await open(page, '#v=7&seed=9');
  await spoilt(page);
  await expect(notice(page)).toContainText('v=7');
  await expect(page.locator('#corruption-seed')).toHaveValue('1');
});

test('a link of a restoration opens restored, at the step that was shown, and one without a step as it was before', async ({ page }) => {
  await open(page, '#v=1&seed=21');
  await spoilt(page);
  await expect(page.locator('#counter')).toHaveText('not started');
  await restore(page);
  await page.locator('#scrubber').fill('2');
  await expect.poll(() => page.url()).toContain('at=2');
  const [link, shown] = [page.url(), await pixels(page, '#restored')];
  await page.goto('about:blank');
  await open(page, new URL(link).hash);
  await expect(page.locator('#counter')).toHaveText('round 2/3', { timeout: 30_000 });
  expect(await pixels(page, '#restored')).toEqual(shown);
  await page.locator('#reset').click();
  await expect.poll(() => page.url()).not.toContain('at=');
  // Later than the last is the last.
  await page.goto('about:blank');
  await open(page, '#v=1&mode=denoise&at=99');
  await expect(page.locator('#counter')).toHaveText('round 1/1 · iteration 15/15', { timeout: 30_000 });
});

test('a good link says nothing, and another one pasted into the same tab is followed', async ({ page }) => {
  await open(page, '#v=1&seed=9&strength=0.3');
  await spoilt(page);
  await expect(notice(page)).toBeHidden();
  await page.evaluate(() => (location.hash = '#v=1&seed=10'));
  await expect(page.locator('#corruption-seed')).toHaveValue('10');
  await spoilt(page);
});
