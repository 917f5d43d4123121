import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { handOverWorkers, open, pixels, ready, settled, spoilt } from './page.mjs';

const TEACH = '#v=1&bench=teach';
/** Strokes of digits, in sides of the sheet. */
const STROKES = {
  1: [[[0.52, 0.2], [0.48, 0.8]]],
  4: [[[0.35, 0.2], [0.3, 0.55], [0.7, 0.55]], [[0.62, 0.2], [0.6, 0.82]]],
  7: [[[0.3, 0.25], [0.7, 0.25], [0.45, 0.8]]],
};

const guess = (page) => page.locator('#teach-digit');
const says = (page) => page.locator('#teach-says');
const count = (page) => page.locator('#teach-count');
const given = (page) => page.locator('#teach-said li');
const right = (page) => page.locator('#teach-right');
const wrong = (page) => page.locator('#teach-wrong');
const say = (page, digit) => page.locator('.teach-digits button').nth(digit);
/** Probabilities of 0 to 9, in percent as they are shown. */
const bars = (page) => page.locator('#teach-reads .sr-only').allTextContents();

/** Opens the bench for somebody who wants no motion: the guess stands at once. */
async function opened(page, hash = TEACH) {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page, hash);
  await expect(page.locator('#teach-ink')).toBeVisible({ timeout: 30_000 });
}

/** Draws a digit, moved by a part of the side, and waits until the guess can be judged. */
async function drawDigit(page, digit, by = 0) {
  await page.locator('#teach-ink').scrollIntoViewIfNeeded();
  const box = await page.locator('#teach-ink').boundingBox();
  const at = ([x, y]) => [box.x + (x + by) * box.width, box.y + (y - by / 2) * box.height];
  for (const [first, ...rest] of STROKES[digit]) {
    await page.mouse.move(...at(first));
    await page.mouse.down();
    for (const point of rest) await page.mouse.move(...at(point), { steps: 4 });
    await page.mouse.up();
  }
  await expect(right(page)).toBeEnabled();
}

/** Says of so many drawings of each digit which it is. */
async function teach(page, digits, times) {
  for (let i = 0; i < times; i++) {
    for (const digit of digits) {
      await drawDigit(page, digit, 0.03 * i);
      await say(page, digit).click();
      await expect(right(page)).toBeDisabled();
    }
  }
}

/** How many lessons the device has. */
const stored = (page) =>
  page.evaluate(async () => {
    const { transaction, got } = await import('/storage/database.js');
    return transaction(['lessons'], 'readonly', ({ lessons }) => got(lessons.count()));
  });

test('whoever says three times each what two digits are is read, and Undo takes back to the bit', { tag: '@phone' }, async ({ page, isMobile }) => {
  await opened(page);
  await expect(page.locator('#teach-here')).toHaveText('Draw a digit');
  await expect(right(page)).toBeDisabled();
  await drawDigit(page, 1);
  // It knows nothing: every digit is as likely as the others, which it says.
  await expect(says(page)).toHaveText('I know no digit yet. A blind guess:');
  expect(new Set(await bars(page))).toEqual(new Set(['10 %']));
  for (const part of [page.locator('#teach-ink'), guess(page), right(page), wrong(page), say(page, 9)]) {
    await expect(part).toBeInViewport({ ratio: isMobile ? 0.9 : 1 });
  }
  await page.locator('#teach-clear').click();
  await teach(page, [1, 7], 3);
  await expect(given(page)).toHaveText([7, 1, 7, 1, 7, 1].map((digit) => `= ${digit}It is ${digit}`));
  await expect(count(page)).toContainText('Answers: 6');
  for (const digit of [1, 7]) {
    await drawDigit(page, digit, 0.015);
    await expect(guess(page)).toHaveText(String(digit));
    await expect(says(page)).toHaveText('I think it is');
  }
  // One more answer, and back again: the drawing is there, and all is as it was.
  const drawing = await pixels(page, '#teach-ink');
  const before = await bars(page);
  await wrong(page).click();
  await expect(says(page)).toHaveText('Learned. Now I say');
  await expect.poll(() => bars(page)).not.toEqual(before);
  await expect(given(page).first()).toHaveText('✗ 77 is wrong');
  // The sheet is empty for the next one.
  await expect(page.locator('#teach-here')).toBeVisible();
  await page.locator('#teach-undo').click();
  await expect(given(page)).toHaveCount(6);
  await expect(right(page)).toBeEnabled();
  expect(await bars(page)).toEqual(before);
  expect(await pixels(page, '#teach-ink')).toEqual(drawing);
  await expect(page.locator('#status')).toHaveText('I think it is 7');
});

test('right and wrong alone teach, too, and how often the guess was right is counted', async ({ page }) => {
  await opened(page);
  for (const [i, digit] of [1, 7, 1, 7, 1, 7, 1, 7, 1, 7, 1, 7, 1, 7, 1, 7, 1, 7].entries()) {
    await drawDigit(page, digit, 0.01 * (i % 3));
    const found = Number(await guess(page).textContent());
    await (found === digit ? right(page) : wrong(page)).click();
    await expect(right(page)).toBeDisabled();
  }
  const verdicts = await given(page).allTextContents();
  expect(verdicts.slice(0, 4).every((text) => text.startsWith('✓'))).toBe(true);
  const found = verdicts.filter((text) => text.startsWith('✓')).length;
  await expect(count(page)).toHaveText(`Answers: 18 · guessed right: ${found} of 18`);
  await expect(page.locator('#teach-chart canvas')).toBeVisible();
});

test('the bars move with inference before the guess stands', async ({ page }) => {
  await open(page, TEACH);
  await expect(page.locator('#teach-ink')).toBeVisible({ timeout: 30_000 });
  await page.evaluate(() => {
    window.said = [];
    new MutationObserver(() => window.said.push(document.querySelector('#teach-says').textContent)).observe(
      document.querySelector('#teach-says'), { childList: true });
  });
  await drawDigit(page, 7);
  expect(await page.evaluate(() => [...new Set(window.said)].slice(-3))).toEqual(['…', 'Let me see …', 'I know no digit yet. A blind guess:']);
});

test('what was taught is there after a reload and in another tab, is forgotten when that is asked for, and comes back', async ({ page, context }) => {
  await opened(page);
  await teach(page, [1, 7], 1);
  await expect.poll(() => stored(page)).toBe(2);
  await page.reload();
  await expect(given(page)).toHaveCount(2, { timeout: 30_000 });
  const second = await context.newPage();
  await opened(second);
  await expect(given(second)).toHaveCount(2);
  // Neither tab loses what the other is told.
  await teach(second, [4], 1);
  await expect(given(page)).toHaveCount(3);
  await teach(page, [4], 1);
  await expect(given(second)).toHaveCount(4);
  await second.close();
  await page.locator('#teach-forget').click();
  await expect(page.locator('#teach-forgotten')).toContainText('4 answers forgotten.');
  await expect(given(page)).toHaveCount(0);
  expect(await stored(page)).toBe(0);
  await expect(page.locator('#teach-forgotten button')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(given(page)).toHaveCount(4);
  await expect.poll(() => stored(page)).toBe(4);
  // What is damaged is left out, and said.
  await page.evaluate(async () => {
    const { transaction } = await import('/storage/database.js');
    await transaction(['lessons'], 'readwrite', async ({ lessons }) => lessons.put({ id: '0', verdict: 'maybe', digit: 12 }));
  });
  await page.reload();
  await expect(page.locator('#teach-stored')).toHaveText('1 stored answers are damaged and are left out.', { timeout: 30_000 });
  await expect(given(page)).toHaveCount(4);
});

test('without storage it is taught all the same, and says that nothing is kept', async ({ page }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('Storage is blocked.', 'SecurityError');
    };
  });
  await opened(page);
  await teach(page, [1, 7], 1);
  await expect(page.locator('#teach-stored')).toHaveText('This device does not store your answers (Storage is blocked). They are here until this page is closed.');
  await page.locator('#teach-undo').click();
  await expect(given(page)).toHaveCount(1);
  await drawDigit(page, 1, 0.01);
  await expect(guess(page)).toHaveText('1');
});

test('what was taught is used on the other benches, which keep what restores, and is saved as a file', async ({ page }) => {
  await opened(page);
  await teach(page, [4], 2);
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#teach-download').click()]);
  expect(download.suggestedFilename()).toBe('taught.safetensors');
  await page.locator('#tab-denoise').click();
  await spoilt(page);
  await page.locator('#tab-teach').click();
  await page.locator('#teach-hand-over').click();
  await expect(page.locator('#teach-used')).toHaveText('It is open: choose Denoise or Dream.');
  await expect(page.locator('#model option:checked')).toHaveText('own: taught here');
  await page.locator('#tab-denoise').click();
  // It is restored as ever, but read by who was told of fours alone, and of none in this hand.
  await page.getByRole('group', { name: 'Example digits' }).getByRole('button', { name: '4' }).click();
  await settled(page);
  await page.locator('#play').click();
  await expect(page.locator('#counter')).toHaveText(/round (\d+)\/\1$/, { timeout: 60_000 });
  await expect(page.locator('#reads-as')).toHaveText(/^4, [1-8]\d %$/);
  // What was said stays when the model changes, and is learned anew.
  await page.locator('#model').selectOption('paper');
  await page.locator('#tab-teach').click();
  await expect(given(page)).toHaveCount(2);
  await drawDigit(page, 4, 0.01);
  await expect(guess(page)).toHaveText('4');
});

test('a worker that ends while it learns is replaced, and nothing that was said is lost', async ({ page }) => {
  await handOverWorkers(page);
  await opened(page);
  await teach(page, [1, 7], 1);
  await drawDigit(page, 1, 0.01);
  await page.evaluate(() => {
    document.querySelector('.teach-digits button:nth-child(2)').click();
    window.lastWorker.terminate();
    window.lastWorker.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }));
  });
  await expect(page.locator('#model-problem')).toContainText('Another has taken its place');
  await ready(page);
  await expect(given(page)).toHaveCount(3);
  for (const digit of [1, 7]) {
    await drawDigit(page, digit, 0.02);
    await expect(guess(page)).toHaveText(String(digit));
  }
});

test('all of it by the keyboard alone', async ({ page }) => {
  await opened(page);
  await page.locator('#tab-teach').focus();
  while (!(await page.locator('#teach-ink').evaluate((canvas) => canvas === document.activeElement))) await page.keyboard.press('Tab');
  const stroke = async () => {
    await page.keyboard.press('Space');
    for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await expect(right(page)).toBeEnabled();
  };
  await stroke();
  await page.keyboard.press('x');
  await expect(given(page)).toHaveText(['✗ 00 is wrong']);
  await expect(page.locator('#teach-ink')).toBeFocused();
  await expect(page.locator('#teach-here')).toBeVisible();
  await stroke();
  await page.keyboard.press('r');
  await expect(right(page)).toBeDisabled();
  await stroke();
  while (!(await say(page, 1).evaluate((button) => button === document.activeElement))) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(given(page).first()).toHaveText('= 1It is 1');
  // Whoever has answered goes on drawing.
  await expect(page.locator('#teach-ink')).toBeFocused();
  await expect(page.locator('#status')).toHaveText('Learned. Now I say 1');
  await stroke();
  await page.keyboard.press('y');
  await expect(given(page).first()).toHaveText('✓ 11 is right');
});

for (const colorScheme of ['light', 'dark']) {
  test(`no complaint of axe, ${colorScheme}`, { tag: '@phone' }, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await opened(page);
    await teach(page, [1, 7], 1);
    await drawDigit(page, 1);
    await settled(page);
    await page.locator('.teach-rule details').evaluate((details) => (details.open = true));
    expect((await new AxeBuilder({ page }).include('#bench-teach').analyze()).violations).toEqual([]);
  });
}
