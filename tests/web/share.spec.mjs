// Sharing: the link, lessons, frames, files of pictures and numbers, the animation, and how to cite.

import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { INFERENCE, open, pixels, restore, saveOf, spoilt } from './page.mjs';

const dialog = (page) => page.locator('.share-dialog');
const axe = async (page) => expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

async function openShare(page, part) {
  await page.locator('#open-share').click();
  await expect(dialog(page)).toBeVisible();
  if (part) await dialog(page).getByText(part, { exact: true }).click();
}

/** The file that a click saves. */
async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** A button of the dialog that saves what has this name. */
async function saving(page, name, kind) {
  if (await page.locator('.saves').isVisible()) await saveOf(page, name);
  else await page.getByRole('button', { name: `Save: ${name}` }).first().click();
  return page.locator('.save-dialog').getByRole('button', { name: kind, exact: true }).first();
}

test('the link of the dialog is copied, and replays to the same pixels', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, '#v=1&seed=21&strength=0.5&denoise.n_rounds=2');
  await spoilt(page);
  await restore(page);
  await openShare(page);
  await dialog(page).getByRole('button', { name: 'Copy', exact: true }).first().click();
  await expect(dialog(page).getByRole('button', { name: 'Copied' })).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toBe(page.url());
  const other = await context.newPage();
  await other.goto(link);
  await spoilt(other);
  await restore(other);
  expect(await pixels(other, '#restored')).toEqual(await pixels(page, '#restored'));
});

for (const [kind, refusing, copies, said] of [
  ['where the page may not write to the clipboard, it copies as pages always could', true, true, 'Copied'],
  ['where there is no clipboard at all, as on plain http, too', false, true, 'Copied'],
  ['where neither works the text is selected, and the page says how to copy it', false, false, 'Selected'],
]) {
  test(kind, async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.addInitScript(([refusing, copies]) => {
      const real = navigator.clipboard;
      globalThis.readBack = () => real.readText();
      Object.defineProperty(navigator, 'clipboard', { value: refusing ? { writeText: () => Promise.reject(new Error('no')) } : undefined });
      if (!copies) document.execCommand = () => false;
    }, [refusing, copies]);
    await open(page);
    await spoilt(page);
    await openShare(page, 'Cite');
    await dialog(page).locator('[data-copies=cite-paper]').click();
    await expect(dialog(page).locator('[data-copies=cite-paper]')).toHaveText(said);
    if (copies) expect(await page.evaluate(() => globalThis.readBack())).toContain('arXiv:1502.04156');
    else await expect(dialog(page).locator('#share-by-hand')).not.toBeEmpty();
    expect(await page.evaluate(() => document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd))).toContain('arXiv:1502.04156');
    await expect(page.locator('#cite-page')).toHaveValue(/Targetprop Playground/);
  });
}

test('the embedding code shows the same digit in a frame, without the header, and leads to the full page', { tag: '@phone' }, async ({ page, baseURL }) => {
  await open(page, '#v=1&seed=21&strength=0.5');
  await spoilt(page);
  const usual = await pixels(page, '#spoilt');
  await openShare(page, 'Embed in a page');
  const code = await page.locator('#embed-code').inputValue();
  const body = `<!doctype html><meta name="viewport" content="width=device-width"><body style="margin:0">${code.replace('width="760"', 'width="360"').replace('height="720"', 'height="480"')}`;
  await page.route('**/host.html', (route) => route.fulfill({ body, contentType: 'text/html' }));
  await page.goto('/host.html');
  const frame = page.frameLocator('iframe');
  await expect(frame.locator('#error-spoilt')).toContainText('error', { timeout: 20_000 });
  await expect(frame.locator('nav')).toBeHidden();
  await expect(frame.locator('#play')).toBeInViewport({ ratio: 1 });
  await expect(frame.locator('#full-page')).toHaveAttribute('href', /^[^?]*\/#v=1&.*seed=21/);
  const inside = page.frames().find((f) => f.url().startsWith(`${baseURL}/?embed#v=1`));
  expect(await inside.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  expect(await pixels(inside, '#spoilt')).toEqual(usual);
});

test('a lesson link hides what was unticked, tells the note, and lets go', async ({ page }) => {
  await open(page);
  await spoilt(page);
  await openShare(page, 'Make a lesson link');
  const tick = (name) => dialog(page).getByRole('checkbox', { name, exact: true });
  await expect(tick('Denoise')).toBeDisabled();
  for (const name of ['Dream', 'Spoil it', 'Settings of inference', 'Choice of the model']) await tick(name).uncheck();
  await tick('Example digits').uncheck();
  await tick('Example digits').check();
  await page.locator('#lesson-note').fill('Draw a <b>seven</b> & watch');
  const link = await page.locator('#lesson-link').inputValue();
  await page.goto('about:blank');
  await page.goto(link);
  await spoilt(page);
  await expect(page.locator('#lesson')).toContainText('The author of this lesson writes: Draw a <b>seven</b> & watch');
  for (const hidden of ['#tab-dream', '.spoil', '#denoise-settings', '#model']) await expect(page.locator(hidden)).toBeHidden();
  for (const shown of ['#tab-denoise', '#tab-paper', '.digits', '.result', '#open-share']) await expect(page.locator(shown)).toBeVisible();
  await restore(page);
  await axe(page);
  // The keys of the benches do not open a hidden one.
  await page.keyboard.press('3');
  await expect(page.getByRole('tab', { selected: true })).toHaveText('Denoise');
  await page.keyboard.press('4');
  await expect(page.getByRole('tab', { selected: true })).toHaveText('Look inside');
  await page.keyboard.press('2');
  // The arrow keys pass the hidden bench over, and the link stays a lesson.
  await page.locator('#tab-denoise').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { selected: true })).not.toHaveText('Dream');
  await expect.poll(() => page.url()).not.toContain('bench=denoise');
  expect(page.url()).toContain('lesson=dream_denoise.spoil_denoise.settings-list_page.model');
  await page.getByRole('button', { name: 'Show everything' }).click();
  await expect(page.locator('#tab-dream')).toBeVisible();
  await expect(page.locator('#lesson')).toBeHidden();
  expect(page.url()).not.toContain('lesson');
});

test('a lesson of which nothing would be left shows every bench', async ({ page }) => {
  await open(page);
  const benches = await page.locator('[data-bench]').evaluateAll((tabs) => tabs.map((tab) => tab.dataset.bench));
  await page.goto('about:blank');
  await open(page, `#v=1&bench=dream&lesson=${benches.filter((name) => name !== 'denoise').join('_')}`);
  await spoilt(page);
  await expect(page.locator('#bench-denoise')).toBeVisible();
  await expect(page.locator('[role=tab]:visible')).toHaveCount(1);
});

test('pictures are saved as PNG in the chosen size, and as the numbers that they show', async ({ page }) => {
  await open(page);
  await spoilt(page);
  await restore(page);
  const shown = await pixels(page, '#restored');
  const png = await saved(page, await saving(page, 'Restored picture', 'PNG'));
  expect(png.name).toBe('targetprop-restored-picture.png');
  const decoded = await page.evaluate(async (bytes) => {
    const image = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
    const context = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height }).getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const middle = (i) => data[4 * ((Math.floor(i / 28) * 20 + 10) * image.width + (i % 28) * 20 + 10)];
    return { size: [image.width, image.height], pixels: Array.from({ length: 784 }, (_, i) => middle(i)) };
  }, [...png.bytes]);
  expect(decoded.size).toEqual([560, 560]);
  expect(decoded.pixels).toEqual(shown);
  const csv = await saved(page, page.locator('.save-dialog').getByRole('button', { name: 'CSV' }));
  const values = csv.bytes.toString().trim().split('\r\n').map((line) => line.split(',').map(Number));
  expect(values.map((row) => row.length)).toEqual(Array(28).fill(28));
  // A canvas holds whole levels.
  values.flat().forEach((value, i) => expect(Math.abs(255 * (1 - value) - shown[i])).toBeLessThan(1));
  await axe(page);
  await page.locator('.save-dialog').getByRole('button', { name: 'Close' }).click();
  const h2 = await saved(page, await saving(page, 'Activity of h2', 'JSON'));
  expect(JSON.parse(h2.bytes.toString()).flat()).toHaveLength(100);
});

test('the trace is saved as CSV and JSON, what is drawn and all of it', async ({ page }) => {
  await open(page, INFERENCE);
  await spoilt(page);
  await restore(page);
  const steps = 1 + Number(await page.locator('#scrubber').getAttribute('max'));
  const json = await saved(page, await saving(page, 'Chart of the objective', 'JSON'));
  const trace = JSON.parse(json.bytes.toString());
  expect(Object.keys(trace)).toContain('log p(x,h)');
  // The chart shows every round.
  expect(trace['log p(x,h)']).toHaveLength(steps);
  expect(trace.error).toHaveLength(steps);
  const all = await saved(page, page.locator('.save-dialog').getByRole('button', { name: 'CSV', exact: true }).last());
  const lines = all.bytes.toString().trim().split('\r\n');
  expect(lines[0]).toBe('round,iteration,"log p(x,h)",log p(x|h1),log p(h1|h2)');
  expect(lines).toHaveLength(1 + steps);
  const png = await saved(page, page.locator('.save-dialog').getByRole('button', { name: 'PNG' }));
  expect(png.bytes.subarray(1, 4).toString()).toBe('PNG');
});

test('a grid of dreams is saved as one picture', async ({ page }) => {
  await open(page, '#v=1&bench=dream&dream.count=16');
  await expect(page.locator('#generated button')).toHaveCount(16, { timeout: 30_000 });
  const { bytes } = await saved(page, await saving(page, 'Chains', 'PNG'));
  // IHDR: as many columns as are seen, of pictures of 28 pixels, one apart, twenty times as large.
  const columns = await page.locator('#generated button').evaluateAll((buttons) => new Set(buttons.map((button) => button.offsetLeft)).size);
  const side = (count) => (count * 29 - 1) * 20;
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([side(columns), side(16 / columns)]);
});

test('the restoration is saved as an animation of every step', async ({ page }) => {
  await open(page, INFERENCE);
  await spoilt(page);
  await openShare(page, 'Animation of the restoration');
  await expect(page.locator('#animation-make')).toBeDisabled();
  await expect(page.locator('#animation-lead')).toContainText('restore a digit');
  await dialog(page).getByRole('button', { name: 'Close' }).click();
  await restore(page);
  await openShare(page);
  await page.locator('#animation-size').selectOption('5');
  await page.locator('#animation-make').click();
  await expect(page.locator('#animation')).toBeVisible();
  expect(await page.locator('#animation').evaluate(async (image) => (await image.decode(), [image.naturalWidth, image.naturalHeight]))).toEqual([140, 140]);
  const { name, bytes } = await saved(page, page.locator('#animation-save'));
  expect(name).toBe('targetprop-restoration.gif');
  const { count, last } = await page.evaluate(async (data) => {
    const decoder = new ImageDecoder({ data: new Uint8Array(data), type: 'image/gif' });
    await Promise.all([decoder.tracks.ready, decoder.completed]);
    const count = decoder.tracks.selectedTrack.frameCount;
    const { image } = await decoder.decode({ frameIndex: count - 1 });
    const context = Object.assign(document.createElement('canvas'), { width: 140, height: 140 }).getContext('2d');
    context.drawImage(image, 0, 0);
    const levels = context.getImageData(0, 0, 140, 140).data;
    return { count, last: Array.from({ length: 784 }, (_, i) => levels[4 * ((Math.floor(i / 28) * 5 + 2) * 140 + (i % 28) * 5 + 2)]) };
  }, [...bytes]);
  expect(count).toBe(1 + 16);
  // 64 grey levels: at most half of one away.
  (await pixels(page, '#restored')).forEach((level, i) => expect(Math.abs(level - last[i])).toBeLessThan(3.1));
});

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing in the dialog and in a frame, ${colorScheme}`, { tag: '@phone' }, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await open(page);
    await spoilt(page);
    await restore(page);
    await openShare(page);
    for (const part of await dialog(page).locator('summary').all()) {
      await part.click();
      await axe(page);
    }
    await page.locator('#animation-size').evaluate((select) => (select.closest('details').open = true));
    await page.locator('#animation-make').click();
    await expect(page.locator('#animation')).toBeVisible();
    await axe(page);
    await page.goto('/?embed#v=1');
    await spoilt(page);
    await axe(page);
  });
}

test('a dialog that cannot be fetched says so, and the next press works', async ({ page }) => {
  await open(page);
  await spoilt(page);
  await page.route('**/share/share.css', (route) => route.fulfill({ status: 404 }));
  await page.locator('#open-share').click();
  await expect(page.locator('#bench-problem')).toContainText('Sharing could not be opened');
  await page.unroute('**/share/share.css');
  await openShare(page);
  await expect(page.locator('#bench-problem')).toBeEmpty();
});
