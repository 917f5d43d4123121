import { expect, test } from '@playwright/test';
import { INFERENCE, draw, open, pixels, restore, spoilBy, spoilt } from './page.mjs';

const setting = (page, name) => page.getByRole('slider', { name, exact: true });
const distance = (a, b) => a.reduce((sum, v, i) => sum + (v - b[i]) ** 2, 0) / 255 ** 2;

/** The numbers of the table of rounds, a row each. */
const rounds = (page) =>
  page.locator('#trace-table tr').evaluateAll((rows) => rows.slice(1).map((row) => [...row.cells].map((cell) => Number(cell.textContent))));

test('opens with a spoilt example that Restore all but repairs, blind, and shows what it trusts', { tag: '@phone' }, async ({ page }) => {
  await open(page);
  await spoilt(page);
  const clean = await pixels(page, '#clean');
  const before = await pixels(page, '#spoilt');
  await restore(page);
  expect(distance(await pixels(page, '#restored'), clean)).toBeLessThan(distance(before, clean) / 50);
  await expect(page.locator('#reads-as')).toHaveText(/^5, \d+ %$/);
  await expect(page.locator('#reads li')).toHaveCount(10);
  await expect(page.locator('#counter')).toHaveText('round 3/3');
  await expect(page.locator('#noise')).toHaveText('It looks like salt and pepper (100 %).');
  const table = await rounds(page);
  expect(table).toHaveLength(4);
  for (const [i, [round, total, error, ...terms]] of table.entries()) {
    expect(round).toBe(i);
    expect(terms.reduce((sum, term) => sum + term)).toBeCloseTo(total, 1);
    if (i > 0) expect(error).toBeLessThan(table[0][2]);
  }
  expect(table[3][1]).toBeGreaterThan(table[0][1]);
  await expect(page.locator('#trace canvas')).toBeVisible();
  // Bright where trusted: nearly everywhere that the pixel is as it was, and nearly nowhere else.
  const trust = await pixels(page, '#trust');
  const mean = (wanted) => {
    const values = trust.filter((_, i) => (before[i] === clean[i]) === wanted);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  expect(mean(true)).toBeGreaterThan(200);
  expect(mean(false)).toBeLessThan(60);
});

test('each kind of noise comes with the better default of what is told, and told, all other pixels stay', async ({ page }) => {
  await open(page);
  await spoilt(page);
  const told = page.getByRole('switch', { name: 'the network is told which pixels' });
  await expect(told).not.toBeChecked();
  for (const [kind, whether] of [['gaussian', false], ['random-pixels', true], ['block', true], ['salt-and-pepper', false], ['lower-half', true]]) {
    await spoilBy(page, kind);
    await expect(told).toBeChecked({ checked: whether });
    await expect(told).toBeEnabled({ enabled: kind !== 'gaussian' });
  }
  const [before, clean] = [await pixels(page, '#spoilt'), await pixels(page, '#clean')];
  await restore(page);
  const after = await pixels(page, '#restored');
  const kept = (picture) => picture.slice(0, picture.length / 2);
  expect(kept(after)).toEqual(kept(before));
  expect(distance(after, clean)).toBeLessThan(distance(before, clean) / 5);
  expect(await rounds(page).then((table) => table[3][1] < table[0][1])).toBe(true);
  await told.uncheck();
  await expect(page.locator('#counter')).toHaveText('not started');
  await restore(page);
  expect(kept(await pixels(page, '#restored'))).not.toEqual(kept(before));
  await expect.poll(() => page.url()).toContain('mode=blind');
});

test('a drawing that was never spoilt passes nearly unchanged', async ({ page }) => {
  await open(page, '#v=1&corruption=gaussian&strength=0');
  await spoilt(page);
  await page.getByRole('button', { name: 'Clear' }).click();
  await draw(page);
  await restore(page);
  const clean = await pixels(page, '#clean');
  expect(distance(await pixels(page, '#restored'), clean) / clean.length).toBeLessThan(0.002);
  await expect(page.locator('#noise')).toContainText('It looks clean');
});

test('links of before there was a restorer show the paper\'s inference, as does a model that has none', async ({ page }) => {
  await open(page, '#v=1&mode=denoise&corruption=gaussian&strength=0.4');
  await spoilt(page);
  await expect(page.locator('#way')).toHaveValue('inference');
  const before = distance(await pixels(page, '#spoilt'), await pixels(page, '#clean'));
  await restore(page);
  await expect(page.locator('#counter')).toHaveText('round 1/1 · iteration 15/15');
  expect(distance(await pixels(page, '#restored'), await pixels(page, '#clean'))).toBeLessThan(before / 3);
  await expect(page.locator('#trace-table tr')).toHaveCount(2 + 15);
  await page.locator('#way').selectOption('restorer');
  await page.locator('#model').selectOption('paper');
  await expect(page.locator('#way')).toHaveValue('inference');
  await expect(page.locator('#way-help')).toContainText('has not learned to restore');
  await restore(page);
  await expect(page.locator('#counter')).toHaveText('round 1/1 · iteration 15/15');
  await page.locator('#model').selectOption('default');
  await expect(page.locator('#way')).toHaveValue('restorer');
});

test('a restorer that cannot be had is explained, the paper\'s inference works, and the next try, too', async ({ page }) => {
  const RESTORER = '**/model/default.restorer.safetensors';
  await page.route(RESTORER, (route) => route.fulfill({ status: 503 }));
  await open(page);
  await spoilt(page);
  await page.locator('#play').click();
  await expect(page.locator('#model-problem')).toContainText('The restorer');
  await expect(page.locator('#model-problem')).toContainText('the server answered 503');
  await expect(page.locator('#counter')).toHaveText('not started');
  await page.locator('#way').selectOption('inference');
  await restore(page);
  await page.locator('#way').selectOption('restorer');
  await page.unroute(RESTORER);
  await restore(page);
  await expect(page.locator('#model-problem')).toBeEmpty();
});

test('a drawing with the pointer is centred, seen and restored', { tag: '@phone' }, async ({ page }) => {
  await open(page);
  await spoilt(page);
  await page.getByRole('button', { name: 'Clear' }).click();
  await draw(page);
  await expect(page.locator('#ink')).toHaveAttribute('aria-label', 'Drawing canvas, 2 strokes');
  await expect(page.locator('#error-spoilt')).toContainText('error');
  const clean = await pixels(page, '#clean');
  const ink = clean.map((v, i) => [255 - v, i % 28, Math.floor(i / 28)]).filter(([v]) => v > 64);
  const rows = ink.map(([, , row]) => row);
  // MNIST's box of 20 pixels, less the faint edge.
  expect(Math.max(...rows) - Math.min(...rows)).toBeGreaterThanOrEqual(17);
  expect(Math.max(...rows) - Math.min(...rows)).toBeLessThanOrEqual(19);
  await restore(page);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('#ink')).toHaveAttribute('aria-label', 'Drawing canvas, 1 stroke');
  await expect(page.locator('#counter')).toHaveText('not started');
});

test('the keyboard draws and scrubs', async ({ page }) => {
  await open(page, INFERENCE);
  await spoilt(page);
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.locator('#ink').focus();
  await page.keyboard.press('Space');
  for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await expect(page.locator('#ink')).toHaveAttribute('aria-label', 'Drawing canvas, 1 stroke');
  await spoilt(page);
  await restore(page);
  const last = await pixels(page, '#restored');
  await page.locator('#scrubber').focus();
  await page.keyboard.press('Home');
  await expect(page.locator('#counter')).toHaveText('round 1/1 · iteration 0/15');
  expect(await pixels(page, '#restored')).not.toEqual(last);
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('#counter')).toHaveText('round 1/1 · iteration 1/15');
});

test('step and reset keep the seed', async ({ page }) => {
  await open(page, INFERENCE);
  await spoilt(page);
  await page.locator('#corruption-die').click();
  await expect(page.locator('#corruption-seed')).not.toHaveValue('1');
  const seed = await page.locator('#corruption-seed').inputValue();
  const noise = await pixels(page, '#spoilt');
  await page.locator('#step').click();
  await expect(page.locator('#counter')).toHaveText('round 1/1 · iteration 0/15');
  await page.locator('#step').click();
  await expect(page.locator('#counter')).toHaveText('round 1/1 · iteration 1/15');
  await page.locator('#reset').click();
  await expect(page.locator('#counter')).toHaveText('not started');
  await expect(page.locator('#corruption-seed')).toHaveValue(seed);
  expect(await pixels(page, '#spoilt')).toEqual(noise);
});

for (const start of ['mixture', 'noise']) test(`in-painting from ${start} leaves every visible pixel as it is`, async ({ page }) => {
  await open(page, '#v=1&mode=inpaint&corruption=block&strength=0.4&seed=3');
  await spoilt(page);
  await page.locator('#start').selectOption(start);
  const before = await pixels(page, '#spoilt');
  const clean = await pixels(page, '#clean');
  const missing = before.map((v, i) => v !== clean[i]);
  await restore(page);
  const after = await pixels(page, '#restored');
  expect(after.filter((v, i) => !missing[i])).toEqual(before.filter((v, i) => !missing[i]));
  expect(after.filter((v, i) => missing[i])).not.toEqual(before.filter((v, i) => missing[i]));
});

test('the mask brush marks pixels, and without a mark In-paint says why not', { tag: '@phone' }, async ({ page }) => {
  await open(page, '#v=1&mode=inpaint');
  await spoilt(page);
  await page.getByRole('button', { name: 'None' }).click();
  await expect(page.locator('#why')).toContainText('No pixel is marked');
  await expect(page.locator('#play')).toBeDisabled();
  await page.locator('#seen').click();
  await expect(page.locator('#play')).toBeEnabled();
  const before = await pixels(page, '#spoilt');
  await restore(page);
  const after = await pixels(page, '#restored');
  const changed = after.flatMap((v, i) => (v === before[i] ? [] : [i]));
  expect(changed.length).toBeGreaterThan(0);
  expect(changed.length).toBeLessThanOrEqual(9);
});

test('the keyboard marks and unmarks pixels, where In-paint may', async ({ page }) => {
  const marked = (count) => expect(page.locator('#mask-help')).toContainText(`marked: ${count}.`);
  await open(page);
  await spoilt(page);
  const seen = page.locator('#seen');
  await expect(seen).not.toHaveAttribute('tabindex');
  await expect(seen).toHaveCSS('touch-action', 'auto');
  await page.getByRole('switch', { name: 'the network is told which pixels' }).check();
  await expect(seen).toHaveCSS('touch-action', 'none');
  await page.getByRole('button', { name: 'None' }).click();
  await marked(0);
  await page.getByRole('button', { name: 'None' }).focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(seen).toBeFocused();
  await expect(seen).toHaveAccessibleDescription(/arrow keys/);
  const before = await pixels(page, '#seen');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => pixels(page, '#seen')).not.toEqual(before);
  await page.keyboard.press('Space');
  await expect(page.locator('#status')).toHaveText('brush down');
  await marked(9);
  for (let i = 0; i < 40; i++) await page.keyboard.press('ArrowDown');
  await marked(3 * 15);
  await page.keyboard.press('Space');
  await expect(page.locator('#status')).toHaveText('brush up');
  await page.keyboard.press('ArrowUp');
  await page.getByRole('button', { name: 'Unmark' }).click();
  await seen.focus();
  await page.keyboard.press('Space');
  await marked(3 * 12);
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(seen).not.toHaveAttribute('tabindex');
});

const FIELDS = { denoise: '#corruption-seed', dream: '#dream-seed', inside: '#inside-seed', stdp: '#stdp-seed' };
for (const [bench, selector] of Object.entries(FIELDS)) test(`a seed that cannot be used gives way to the one in use, which is said: ${bench}`, async ({ page }) => {
  await open(page, `#v=1&bench=${bench}`);
  const seed = page.locator(selector);
  const why = page.locator(`.row:has(${selector}) + .why`);
  for (const [typed, found] of [['99999999999', '99999999999'], ['', 'no number'], ['1.5', '1.5']]) {
    await seed.fill(typed);
    await seed.press('Tab');
    await expect(why).toHaveText(`Seed: expected a whole number between 0 and 4294967295, found ${found}. The old value stays.`);
    await expect(seed).toHaveValue('1');
  }
  await page.locator(`.row:has(${selector}) .die`).click();
  await expect(seed).not.toHaveValue('1');
  await expect(why).toBeHidden();
});

test('on a phone on its side the canvas is whole when the page opens', { tag: '@phone' }, async ({ page }) => {
  await page.setViewportSize({ width: 844, height: 390 });
  await open(page);
  const [canvas, time] = await Promise.all(['#ink', '.transport'].map((part) => page.locator(part).boundingBox()));
  expect(canvas.y).toBeGreaterThan(0);
  expect(canvas.y + canvas.height).toBeLessThan(time.y);
});

test('a missing half is filled better from what the mixture expects than from noise', async ({ page }) => {
  await open(page, '#v=1&mode=inpaint&corruption=lower-half');
  await spoilt(page);
  const clean = await pixels(page, '#clean');
  const errors = [];
  for (const start of ['mixture', 'noise']) {
    await page.locator('#start').selectOption(start);
    await restore(page);
    errors.push(distance(await pixels(page, '#restored'), clean));
  }
  expect(errors[0]).toBeLessThan(0.8 * errors[1]);
  await expect.poll(() => page.url()).toContain('inpaint.start=noise');
});

test('an empty canvas disables Denoise and says why', async ({ page }) => {
  await open(page);
  await spoilt(page);
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(page.locator('#play')).toBeDisabled();
  await expect(page.locator('#why')).toHaveText('Draw a digit, or choose an example.');
});

test('a link brings back drawing, corruption and settings to the pixel', async ({ page, context }) => {
  await open(page, INFERENCE);
  await spoilt(page);
  await page.getByRole('button', { name: 'Clear' }).click();
  await draw(page);
  await spoilBy(page, 'gaussian');
  await page.locator('#corruption-die').click();
  await setting(page, 'Top-down α').fill('0.5');
  await expect.poll(() => page.url()).toContain('denoise.top_down=0.5');
  await restore(page);
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(other.locator('#notice')).toBeHidden();
  await spoilt(other);
  await restore(other);
  for (const canvas of ['#spoilt', '#restored']) expect(await pixels(other, canvas)).toEqual(await pixels(page, canvas));
});

test('a setting that changes while there is a trace is applied at once, at the step that is shown', async ({ page }) => {
  await open(page, INFERENCE);
  await spoilt(page);
  await restore(page);
  await page.locator('#scrubber').focus();
  await page.keyboard.press('Home');
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
  const before = await pixels(page, '#restored');
  await setting(page, 'Step δ').fill('0.8');
  await expect.poll(() => pixels(page, '#restored')).not.toEqual(before);
  await expect(page.locator('#counter')).toHaveText('round 1/1 · iteration 5/15');
  await setting(page, 'Iterations N').fill('3');
  await expect(page.locator('#counter')).toHaveText('round 1/1 · iteration 3/3');
  // At the last step the picture stays at the last one.
  await setting(page, 'Rounds R').fill('2');
  await expect(page.locator('#counter')).toHaveText('round 2/2 · iteration 3/3');
  await expect(page.locator('#scrubber')).toHaveAttribute('max', '6');
});

test('A and B restore the same digit on one time axis, and the link keeps both', async ({ page }) => {
  await open(page, INFERENCE);
  await spoilt(page);
  await restore(page);
  const alone = await pixels(page, '#restored');
  await page.locator('#compare').check();
  // B begins with something to compare.
  await expect(setting(page, 'Iterations N, setting B')).toHaveValue('60');
  await setting(page, 'Iterations N, setting B').fill('30');
  await expect(page.locator('#counter')).toHaveText('A round 1/1 · iteration 15/15\nB round 1/1 · iteration 30/30');
  expect(await pixels(page, '#restored')).toEqual(alone);
  const other = await pixels(page, '#restored-b');
  expect(other).not.toEqual(alone);
  await expect(page.locator('#trace-table-b tr')).toHaveCount(2 + 30);
  await expect(page.locator('#trace-ab canvas')).toBeVisible();
  await page.locator('#scrubber').fill('15');
  await expect(page.locator('#counter')).toHaveText('A round 1/1 · iteration 15/15\nB round 1/1 · iteration 15/30');
  expect(await pixels(page, '#restored-b')).toEqual(alone);
  await expect.poll(() => page.url()).toContain('b.denoise.n_steps=30');
  await page.reload();
  await spoilt(page);
  await expect(page.locator('#compare')).toBeChecked();
  await page.locator('#speed').selectOption('60');
  await page.locator('#play').click();
  await expect(page.locator('#counter')).toContainText('iteration 30/30', { timeout: 30_000 });
  expect(await pixels(page, '#restored-b')).toEqual(other);
});

test('Settings are folded, stay as they were left, and open where a link sets something in them', async ({ page }) => {
  const settings = page.locator('.options');
  const fresh = async (hash) => {
    await page.goto('about:blank');
    await page.goto(`/${hash}`);
    await spoilt(page);
  };
  await fresh('#v=1&mode=blind&strength=0.5&seed=1');
  await expect(settings).not.toHaveAttribute('open');
  await expect(page.locator('#speed')).toBeHidden();
  for (const set of ['seed=7', 'compare=1', 'live=1', 'mode=denoise', 'blind.rounds=5']) {
    await fresh(`#v=1&${set}`);
    await expect(settings, set).toHaveAttribute('open');
  }
  await fresh('#v=1');
  await expect(settings).not.toHaveAttribute('open');
  await settings.locator('summary').press('Enter');
  await expect(settings).toHaveAttribute('open');
  await fresh('#v=1');
  await expect(settings).toHaveAttribute('open');
});

test('what spoils the digit is chosen by its pictures, with the arrow keys too', async ({ page }) => {
  await open(page, '#v=1&seed=3');
  await spoilt(page);
  const kinds = page.getByRole('radiogroup', { name: 'Corruption' });
  await expect(kinds.getByRole('radio')).toHaveCount(6);
  await expect(kinds.getByRole('radio', { name: 'Salt and pepper' })).toBeChecked();
  // Each picture shows what its kind makes of this digit.
  for (const kind of ['salt-and-pepper', 'lower-half']) {
    await spoilBy(page, kind);
    await expect.poll(() => pixels(page, '#spoilt')).toEqual(await pixels(page, `.kind:has([value=${kind}]) canvas`));
  }
  await kinds.getByRole('radio', { name: 'Gaussian noise' }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(kinds.getByRole('radio', { name: 'Not spoilt' })).toBeChecked();
  await expect.poll(() => pixels(page, '#spoilt')).toEqual(await pixels(page, '#clean'));
  await expect.poll(() => page.url()).toContain('strength=0&');
  // As much noise as that is what a link may ask for, too.
  await page.locator('#corruption-strength').fill('0.2');
  await expect(kinds.getByRole('radio', { name: 'Gaussian noise' })).toBeChecked();
});

test('the button before the drawing leads to Restore, and the canvas tells its keys', async ({ page }) => {
  await open(page);
  await spoilt(page);
  await page.locator('.skip').focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('#play')).toBeFocused();
  await expect(page.locator('.hint')).toBeHidden();
  await page.locator('.skip').focus();
  await page.keyboard.press('Tab');
  await expect(page.locator('#ink')).toBeFocused();
  await expect(page.locator('.hint')).toBeVisible();
});

test('the difference is orange where there is too much ink and blue where too little', async ({ page }) => {
  await open(page);
  await spoilt(page);
  await restore(page);
  const [restored, clean] = [await pixels(page, '#restored'), await pixels(page, '#clean')];
  const difference = await page.locator('#difference').evaluate((canvas) => Array.from(canvas.getContext('2d').getImageData(0, 0, 28, 28).data));
  restored.forEach((level, i) => {
    const [red, , blue] = difference.slice(4 * i, 4 * i + 3);
    if (level < clean[i] - 8) expect(red).toBeGreaterThan(blue);
    else if (level > clean[i] + 8) expect(blue).toBeGreaterThan(red);
  });
});

test('live, what is drawn is restored while it is drawn', async ({ page }) => {
  await open(page, INFERENCE);
  await spoilt(page);
  await page.locator('#live').check();
  await expect(page.locator('#counter')).toHaveText('round 1/1 · iteration 15/15');
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(page.locator('#counter')).toHaveText('not started');
  await draw(page);
  await expect(page.locator('#counter')).toHaveText('round 1/1 · iteration 15/15');
  const clean = await pixels(page, '#clean');
  expect(distance(await pixels(page, '#restored'), clean)).toBeLessThan(distance(await pixels(page, '#spoilt'), clean));
  await spoilBy(page, 'salt-and-pepper');
  await expect(page.locator('#counter')).toHaveText('round 1/1 · iteration 15/15');
  await expect.poll(() => page.url()).toContain('live=1');
});

test('until it is restored, the digit shows what it evokes at a first glance', async ({ page }) => {
  await open(page);
  await spoilt(page);
  await expect(page.locator('#error-restored')).toHaveText('at a first glance');
  await expect(page.locator('#reads-as')).toContainText('5');
  const [h1, picture] = [await pixels(page, '#map-h1'), await pixels(page, '#restored')];
  expect(new Set(h1).size).toBeGreaterThan(20);
  await spoilBy(page, 'lower-half');
  await expect.poll(() => pixels(page, '#map-h1')).not.toEqual(h1);
  await expect.poll(() => pixels(page, '#restored')).not.toEqual(picture);
  const seen = await pixels(page, '#map-h2');
  await page.locator('#model').selectOption('paper');
  await expect.poll(() => pixels(page, '#map-h2')).not.toEqual(seen);
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect.poll(async () => new Set(await pixels(page, '#restored')).size).toBe(1);
  await expect(page.locator('#error-restored')).toBeEmpty();
});

test('the layers show where targetprop would move them, for the same link again', async ({ page }) => {
  await open(page, INFERENCE);
  await spoilt(page);
  await restore(page);
  const units = await pixels(page, '#map-h1');
  await expect(page.getByRole('img', { name: 'Activity of h1', exact: true })).toBeVisible();
  await page.getByRole('combobox', { name: 'What the layers show' }).selectOption('differences');
  await expect(page.getByRole('img', { name: 'Targetprop’s difference at h1', exact: true })).toBeVisible();
  await expect(page.getByText('should rise')).toBeVisible();
  const drawn = async () => [await pixels(page, '#map-h1'), await pixels(page, '#map-h2')];
  // As many shades as there are strengths, once they are computed.
  await expect.poll(async () => (await drawn()).map((values) => new Set(values).size > 20)).toEqual([true, true]);
  const differences = await drawn();
  expect(differences[0]).not.toEqual(units);
  await expect.poll(() => page.url()).toContain('maps=differences');
  await page.reload();
  await expect.poll(drawn, { timeout: 30_000 }).toEqual(differences);
  await page.getByRole('combobox', { name: 'What the layers show' }).selectOption('units');
  await expect.poll(() => pixels(page, '#map-h1')).toEqual(units);
});

test('MCMC adds noise to inference, the same for the same link, beside MAP', async ({ page }) => {
  await open(page, INFERENCE);
  await spoilt(page);
  await page.locator('#compare').check();
  await page.getByRole('combobox', { name: 'Inference, setting B' }).selectOption('mcmc');
  await expect(setting(page, 'Temperature T, setting A')).toBeHidden();
  await expect(setting(page, 'Temperature T, setting B')).toHaveValue('0.01');
  await restore(page);
  const [map, mcmc] = [await pixels(page, '#restored'), await pixels(page, '#restored-b')];
  expect(mcmc).not.toEqual(map);
  await expect.poll(() => page.url()).toContain('b.denoise.temperature=0.01');
  await page.reload();
  // The link opens as it was: restored.
  await expect.poll(() => pixels(page, '#restored-b'), { timeout: 30_000 }).toEqual(mcmc);
  await setting(page, 'Temperature T, setting B').fill('0.05');
  await expect.poll(() => pixels(page, '#restored-b')).not.toEqual(mcmc);
  expect(await pixels(page, '#restored')).toEqual(map);
});
