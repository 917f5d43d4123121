import { expect, test } from '@playwright/test';
import { open, pixels } from './page.mjs';

const cost = (page, row, column) => page.locator(`#inside-effect tbody tr:nth-child(${row}) td:nth-child(${column + 1})`);
/** Waits for one inference, and for how all digits fare. */
const ready = (page) => expect(cost(page, 4, 2)).toContainText(' of ', { timeout: 60_000 });
/** Row and column of a unit's place in its map. */
async function clickUnit(page, map, column, columns, row, rows) {
  const box = await page.locator(map).boundingBox();
  await page.locator(map).click({ position: { x: ((column + 0.5) / columns) * box.width, y: ((row + 0.5) / rows) * box.height } });
}

test('a unit is chosen by pointer, keyboard and number, and shows what it stands for', { tag: '@phone' }, async ({ page }) => {
  await open(page, '#v=1&bench=inside');
  await ready(page);
  const number = page.locator('#inside-unit');
  const before = await pixels(page, '#inside-up');
  await clickUnit(page, '#inside-h1', 7, 40, 3, 25);
  await expect(number).toHaveValue('127');
  await expect.poll(() => pixels(page, '#inside-up')).not.toEqual(before);
  await expect(page.locator('#inside-h1')).toHaveAttribute('aria-label', /unit 127 is chosen/);
  await page.locator('#inside-h1').focus();
  await page.keyboard.press('ArrowDown');
  await expect(number).toHaveValue('167');
  await page.keyboard.press('ArrowLeft');
  await expect(number).toHaveValue('166');
  await clickUnit(page, '#inside-h2', 4, 10, 2, 10);
  await expect(page.locator('#inside-layer')).toHaveValue('h2');
  await expect(number).toHaveValue('24');
  await expect(page.locator('#inside-up')).toHaveAttribute('aria-label', /what drives it: f2 seen through f1; values from -/);
  await expect(page.locator('#inside-drivers li')).toHaveCount(6);
  const values = await page.locator('#inside-drivers span').allTextContents();
  const levels = values.map((text) => Number(text.split(': ')[1]));
  expect(levels).toEqual([...levels].sort((a, b) => b - a));
  await number.fill('31');
  await number.press('Enter');
  await expect.poll(() => page.url()).toContain('inside.unit=31');
});

test('the bench opens on a unit that stands out for the digit, until one is chosen', async ({ page }) => {
  const number = page.locator('#inside-unit');
  const example = (digit) => page.getByRole('group', { name: 'Example digits' }).getByRole('button', { name: digit }).click();
  await open(page, '#v=1');
  const units = [];
  for (const digit of ['0', '1', '5']) {
    await page.locator('#tab-denoise').click();
    await example(digit);
    await page.locator('#tab-inside').click();
    await ready(page);
    await expect.poll(async () => page.url().endsWith(`inside.unit=${await number.inputValue()}`) && !units.includes(await number.inputValue())).toBe(true);
    units.push(await number.inputValue());
    await expect(page.locator('#inside-h1')).toHaveAttribute('aria-label', new RegExp(`unit ${units.at(-1)} is chosen, at [1-9]`));
    await expect(page.locator('#inside-drivers li')).toHaveCount(6);
  }
  await number.fill('31');
  await number.press('Enter');
  await page.locator('#tab-denoise').click();
  await example('8');
  await page.locator('#tab-inside').click();
  await ready(page);
  await expect(number).toHaveValue('31');
});

test('a link that says something of the bench opens as ever', async ({ page }) => {
  for (const [fields, unit, layer] of [['unit=0', '0', 'h1'], ['unit=7', '7', 'h1'], ['layer=h2', '0', 'h2'], ['cursor=3', '0', 'h1']]) {
    await page.goto('about:blank');
    await open(page, `#v=1&bench=inside&inside.${fields}`);
    await ready(page);
    await expect(page.locator('#inside-unit'), fields).toHaveValue(unit);
    await expect(page.locator('#inside-layer'), fields).toHaveValue(layer);
    await expect(page.locator('#inside-drivers li')).toHaveCount(6);
  }
});

test('Play and what plays are in sight together', { tag: '@phone' }, async ({ page, isMobile }) => {
  await open(page, '#v=1&bench=inside');
  await ready(page);
  await expect(page.locator('#inside-play')).toBeInViewport({ ratio: 1 });
  if (isMobile) await page.locator('#inside-play').click();
  for (const part of ['play', 'h2', 'h1', 'x-hat']) await expect(page.locator(`#inside-${part}`)).toBeInViewport({ ratio: 0.9 });
});

for (const colorScheme of ['light', 'dark']) {
  test(`weights near 0 look like the page, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await open(page, '#v=1&bench=inside');
    await ready(page);
    await expect(page.locator('#inside-drivers li')).toHaveCount(6);
    for (const field of ['up', 'down', 'encoder', 'decoder']) {
      const png = await page.locator(`#inside-${field}`).screenshot();
      const mean = await page.evaluate(async (letters) => {
        const image = await createImageBitmap(new Blob([Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0))]));
        const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
        context.drawImage(image, 0, 0);
        const { data } = context.getImageData(0, 0, image.width, image.height);
        return data.reduce((sum, level, i) => sum + (i % 4 < 3 ? level : 0), 0) / (0.75 * data.length);
      }, png.toString('base64'));
      if (colorScheme === 'dark') expect(mean, field).toBeLessThan(100);
      else expect(mean, field).toBeGreaterThan(155);
    }
  });
}

test('time goes through every step, forwards and back', async ({ page }) => {
  await open(page, '#v=1&bench=inside&inside.input=spoilt');
  await ready(page);
  await expect(page.locator('#inside-at')).toHaveText('iteration 15/15');
  const last = await pixels(page, '#inside-x-hat');
  await page.locator('#inside-cursor').fill('0');
  await expect(page.locator('#inside-at')).toHaveText('iteration 0/15');
  expect(await pixels(page, '#inside-x-hat')).not.toEqual(last);
  await page.locator('#inside-play').click();
  await expect(page.locator('#inside-at')).toHaveText('iteration 15/15', { timeout: 20_000 });
  expect(await pixels(page, '#inside-x-hat')).toEqual(last);
});

test('lesions make inference suffer, and mending brings it back', async ({ page }) => {
  await open(page, '#v=1&bench=inside');
  await ready(page);
  const intact = await cost(page, 1, 1).textContent();
  await expect(cost(page, 1, 2)).toHaveText(intact);
  await page.locator('#inside-lesions input').nth(4).fill('0.5');
  await expect.poll(async () => Number(await cost(page, 1, 2).textContent()), { timeout: 30_000 }).toBeLessThan(Number(intact) - 20);
  await expect(cost(page, 1, 1)).toHaveText(intact);
  await expect(page.locator('input[value="lesioned"]')).toBeChecked();
  await expect(page.locator('[data-map="g1"]')).toHaveAttribute('aria-label', 'g1 downwards, 50 % of its units exchanged');
  const rows = page.locator('#inside-trace-table td:nth-child(3)');
  await expect(rows).toHaveCount(16);
  await expect.poll(() => page.url()).toContain('inside.mismatch_g1=0.5');
  const broken = await pixels(page, '#inside-x-hat');
  await page.locator('input[value="intact"]').check();
  await expect.poll(() => pixels(page, '#inside-x-hat')).not.toEqual(broken);
  await page.locator('#inside-lesions').getByRole('button', { name: 'Restore defaults' }).click();
  await expect(cost(page, 1, 2)).toHaveText(intact, { timeout: 30_000 });
});

test('a unit silenced by hand stays dark, also by a link', async ({ page, context }) => {
  await open(page, '#v=1&bench=inside&inside.layer=h2&inside.unit=55');
  await ready(page);
  await page.locator('#inside-silence').click();
  await expect(page.locator('#inside-silent')).toHaveText('Silenced by hand: h2 55');
  await expect(page.locator('#inside-h2')).toHaveAttribute('aria-label', /unit 55 is chosen, at 0$|unit 55 is chosen, at [\d.]+e-\d+$/, { timeout: 30_000 });
  await expect.poll(() => page.url()).toContain('inside.silent.h2=55');
  const other = await context.newPage();
  await other.goto(page.url());
  await ready(other);
  await expect(other.locator('#inside-silence')).toHaveText('Let it speak again');
  expect(await pixels(other, '#inside-h2')).toEqual(await pixels(page, '#inside-h2'));
  await page.locator('#inside-silence').click();
  await expect(page.locator('#inside-silent')).toHaveText('No unit is silenced by hand.');
});

test('honesty is a cosine for each layer and iteration', async ({ page }) => {
  await open(page, '#v=1&bench=inside&inside.n_steps=4');
  await ready(page);
  await expect(page.locator('#inside-honesty-table tr')).toHaveCount(6);
  const cosines = (await page.locator('#inside-honesty-table td:not(:first-child)').allTextContents()).map(Number);
  expect(cosines).toHaveLength(15);
  expect(cosines.every((cosine) => Math.abs(cosine) <= 1)).toBe(true);
  // What a cosine below 0 means is said beside the line.
  await expect(page.locator('.inside-honesty .legend .of-x')).toHaveText(/ 0\.\d\d, uphill$/);
  await expect(page.locator('.inside-honesty .legend .of-h1')).toHaveText(/ −0\.\d\d, downhill$/);
  await expect(page.locator('.inside-honesty')).toContainText('Below 0 means in plain words');
  // By log p(x|h1) alone the direction is that of the gradient, more or less.
  expect(cosines[0]).toBeGreaterThan(0.2);
});

test('without a digit the bench says what to do', async ({ page }) => {
  await open(page, '#v=1&bench=inside&ink=');
  await expect(page.locator('#inside-empty')).toContainText('The canvas of Denoise is empty');
  await expect(page.locator('#inside-play')).toBeDisabled();
});
