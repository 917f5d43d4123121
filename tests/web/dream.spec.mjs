import { expect, test } from '@playwright/test';
import { asked, open, pixels, restore, settled, spoilt } from './page.mjs';

const counter = (page) => page.locator('#dream-counter');
const chain = (number) => `#generated button:nth-child(${number}) canvas`;
const steps = async (page) => Number(/step (\d+)/.exec(await counter(page).textContent())?.[1]);
const at = (page, step) => expect(counter(page)).toContainText(`step ${step} `, { timeout: 60_000 });

test('chains run, pause, go step by step and begin anew', { tag: '@phone' }, async ({ page }) => {
  await open(page, '#v=1&bench=dream&dream.count=16');
  await at(page, 0);
  await expect(page.locator('#generated button')).toHaveCount(16);
  const first = await pixels(page, chain(3));
  await page.locator('#dream-play').click();
  await expect.poll(() => steps(page), { timeout: 30_000 }).toBeGreaterThan(3);
  await page.locator('#dream-play').click();
  await expect(page.locator('#dream-play')).toHaveText('Run');
  // The step under way when Pause came is still shown.
  await settled(page);
  expect(await asked(page)).toBe(0);
  const paused = await steps(page);
  await page.locator('#dream-step').click();
  await at(page, paused + 1);
  await page.locator('#dream-step').click();
  await at(page, paused + 2);
  await expect.poll(() => page.url()).toContain(`dream.at=${paused + 2}`);
  expect(await pixels(page, chain(3))).not.toEqual(first);
  await page.locator('#dream-reset').click();
  await at(page, 0);
  expect(await pixels(page, chain(3))).toEqual(first);
});

test('what is out of sight pauses', async ({ page }) => {
  await open(page, '#v=1&bench=dream&dream.count=1');
  await at(page, 0);
  await page.locator('#dream-play').click();
  await expect.poll(() => steps(page), { timeout: 30_000 }).toBeGreaterThan(1);
  expect(await asked(page)).toBeGreaterThan(0);
  await page.getByRole('tab', { name: 'Paper' }).click();
  await expect(page.locator('#equation-12 dd').first()).toHaveText(/\d/, { timeout: 20_000 });
  await settled(page);
  expect(await asked(page)).toBe(0);
  const hidden = await steps(page);
  await page.getByRole('tab', { name: 'Dream' }).click();
  await expect.poll(() => steps(page), { timeout: 30_000 }).toBeGreaterThan(hidden);
});

for (const [sampler, perSample] of [['directed', 1], ['generate', 6], ['latent-chain', 3], ['joint-chain', 1]]) {
  test(`${sampler}: a sample every ${perSample} steps, a film and how it mixes`, async ({ page }) => {
    const settings = { generate: '&dream.n_rounds=2&dream.n_steps=3', 'latent-chain': '&dream.n_steps=3' }[sampler] ?? '';
    await open(page, `#v=1&bench=dream&dream.sampler=${sampler}&dream.count=16&dream.chain=2&dream.at=${3 * perSample}${settings}`);
    await at(page, 3 * perSample);
    // GENERATE takes a step more to begin anew.
    const samples = sampler === 'generate' ? 2 : 3;
    await expect(counter(page)).toContainText(`sample ${samples}`);
    await page.locator('#dream-step').click();
    await at(page, 3 * perSample + 1);
    await expect(page.locator('#dream-film figure')).toHaveCount(await samplesOf(page));
    await expect(page.locator('#dream-chain-title')).toHaveText('Chain 2');
    await expect(page.locator('#dream-film')).toHaveAttribute('aria-label', /they read as \d(, \d)+/);
    await expect(page.locator('#dream-numbers dd').first()).toHaveText(`${await samplesOf(page)} × 16`);
    await expect(page.locator('#dream-autocorrelation-table tr')).not.toHaveCount(1);
    const values = await page.locator('#dream-autocorrelation-table td:nth-child(2)').allTextContents();
    expect(values.every((value) => Math.abs(Number(value)) <= 1)).toBe(true);
  });
}
const samplesOf = async (page) => Number(/sample (\d+)/.exec(await counter(page).textContent())?.[1]);

test('the same seed dreams the same digits, another one others', async ({ page }) => {
  await open(page, '#v=1&bench=dream&dream.prior=gaussian&dream.seed=11&dream.count=16');
  const done = () => at(page, 45);
  await done();
  await expect(page.locator('#dream-sampler')).toHaveValue('generate');
  const before = await pixels(page, chain(1));
  await page.locator('#dream-die').click();
  await expect(page.locator('#dream-seed')).not.toHaveValue('11');
  await at(page, 0);
  const start = await pixels(page, chain(1));
  await page.locator('#dream-seed').fill('11');
  await page.locator('#dream-seed').press('Enter');
  await expect.poll(() => pixels(page, chain(1)), { timeout: 30_000 }).not.toEqual(start);
  await expect.poll(() => page.url()).toContain('dream.seed=11&');
  const link = page.url();
  await page.goto('about:blank');
  await page.goto(`${link}&dream.at=45`);
  await done();
  expect(await pixels(page, chain(1))).toEqual(before);
});

test('a link replays chains to the pixel, and a chosen one goes to Denoise', async ({ page, context }) => {
  await open(page, '#v=1&bench=dream&dream.sampler=joint-chain&dream.count=16&dream.at=3');
  await at(page, 3);
  await page.locator('#generated button').nth(4).click();
  await expect(page.locator('#dream-chain-title')).toHaveText('Chain 5');
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('#dream-chain-title')).toHaveText('Chain 9');
  await page.locator('#dream-step').click();
  await at(page, 4);
  await expect.poll(() => page.url()).toContain('dream.at=4');
  const other = await context.newPage();
  await other.goto(page.url());
  await at(other, 4);
  await expect(other.locator('#dream-chain-title')).toHaveText('Chain 9');
  const picture = await pixels(page, chain(9));
  expect(await pixels(other, chain(9))).toEqual(picture);
  await other.close();
  await page.locator('#dream-send').click();
  await expect(page.getByRole('tab', { name: 'Denoise' })).toHaveAttribute('aria-selected', 'true');
  await spoilt(page);
  expect(await pixels(page, '#clean')).toEqual(picture);
  await restore(page);
});

test('the mixture dreams a chosen digit; the Gaussian cannot', async ({ page }) => {
  await open(page, '#v=1&bench=dream');
  await expect(page.locator('#dream-reads')).toContainText('read as 0: ', { timeout: 30_000 });
  await page.locator('#dream-digit').selectOption('7');
  const sevens = async () => Number(/7: (\d+)/.exec(await page.locator('#dream-reads').textContent())?.[1]);
  await expect.poll(sevens, { timeout: 30_000 }).toBeGreaterThan(50);
  await expect.poll(() => page.url()).toContain('dream.digit=7');
  await page.locator('#dream-prior').selectOption('gaussian');
  await expect(page.locator('#dream-digit')).toBeDisabled();
  await expect.poll(sevens, { timeout: 30_000 }).toBeLessThan(50);
});

test('a morph goes through h2 and through pixels, and directions move a digit', async ({ page }) => {
  await open(page, '#v=1&bench=dream&dream.count=1&dream.digit=0');
  const row = (name) => page.locator(`#dream-morph-${name}`);
  await expect(row('h2').locator('figure')).toHaveCount(9, { timeout: 30_000 });
  await expect(row('pixels').locator('figure')).toHaveCount(9);
  await expect(row('pixels')).toHaveAttribute('aria-label', /read as 5, .*, 0$/);
  await expect(row('h2')).toHaveAttribute('aria-label', /read as 5, .*, 0$/);
  expect(await pixels(page, '#dream-morph-h2 figure:nth-child(5) canvas')).not.toEqual(await pixels(page, '#dream-morph-pixels figure:nth-child(5) canvas'));
  await expect(page.locator('#dream-along-reads')).toContainText('reads as', { timeout: 30_000 });
  // A morph to the chosen chain goes where the chain is by now.
  const end = () => pixels(page, '#dream-morph-pixels figure:nth-child(9) canvas');
  expect(await end()).toEqual(await pixels(page, chain(1)));
  const began = await end();
  await page.locator('#dream-step').click();
  await expect.poll(end, { timeout: 30_000 }).not.toEqual(began);
  const before = await pixels(page, '#dream-along-picture');
  await page.locator('#dream-along-sliders input').first().fill('2.5');
  await expect.poll(() => pixels(page, '#dream-along-picture'), { timeout: 30_000 }).not.toEqual(before);
  await expect.poll(() => page.url()).toContain('dream.along=2.5');
  await page.locator('#dream-along-reset').click();
  await expect.poll(() => pixels(page, '#dream-along-picture'), { timeout: 30_000 }).toEqual(before);
});

test('what is made of the digit of Denoise follows it, and an empty canvas is said', async ({ page }) => {
  await open(page, '#v=1&bench=dream&dream.count=1');
  const first = () => pixels(page, '#dream-morph-h2 canvas >> nth=0');
  await expect(page.locator('#dream-morph-h2 canvas')).toHaveCount(9, { timeout: 30_000 });
  await expect(page.locator('#dream-along-reads')).toContainText('reads as', { timeout: 30_000 });
  const [morph, along] = [await first(), await pixels(page, '#dream-along-picture')];
  await page.getByRole('tab', { name: 'Denoise' }).click();
  await page.locator('.digits button').nth(7).click();
  await page.getByRole('tab', { name: 'Dream' }).click();
  await expect.poll(first, { timeout: 30_000 }).not.toEqual(morph);
  await expect.poll(() => pixels(page, '#dream-along-picture'), { timeout: 30_000 }).not.toEqual(along);
  await page.getByRole('tab', { name: 'Denoise' }).click();
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('tab', { name: 'Dream' }).click();
  await expect(page.locator('#dream-morph-h2')).toContainText('The canvas is empty');
});

test('chains split between workers are those of one worker', async ({ page }) => {
  await page.goto('/icon.svg');
  const equal = await page.evaluate(async () => {
    const [{ ChainPool }, { ModelClient }, { ACTION }] = await Promise.all(['/benches/dream/chains.js', '/client/model-client.js', '/client/protocol.js'].map((url) => import(url)));
    const fail = (error) => { throw error; };
    const spawn = async () => {
      const client = new ModelClient(fail);
      await client.request(ACTION.open, { url: '/model/default.safetensors' });
      return client;
    };
    const client = await spawn();
    const laboratory = await client.request(ACTION.dreamTables);
    const { settings } = laboratory.samplers.find(({ sampler }) => sampler === 'joint-chain');
    const job = { sampler: 'joint-chain', prior: 'gaussian', digit: null, seed: 4, settings: Object.fromEntries(settings.map((p) => [p.name, p.default])) };
    const run = async (workers) => {
      const pool = new ChainPool({ client, spawn }, fail);
      await pool.start(job, 16, workers);
      const frame = await pool.step(5, 9, true);
      const report = await pool.report(frame.sums);
      pool.close(new Error('over'));
      return JSON.stringify([[...frame.pictures], [...frame.reads], frame.film.map(({ picture }) => [...picture]), report]);
    };
    return (await run(1)) === (await run(3));
  });
  expect(equal).toBe(true);
});

test('chains that die are dimmed and counted, count for nothing, and start again when asked', async ({ page }) => {
  await open(page, '#v=1&bench=dream&dream.sampler=joint-chain&dream.count=16&dream.at=150');
  await expect(page.locator('#dream-mixed')).toBeHidden();
  await at(page, 150);
  await page.locator('#dream-step').click();
  await at(page, 151);
  const dead = page.locator('#dream-dead');
  await expect(dead).toContainText('of 16 chains died');
  const count = Number(/^(\d+) of/.exec(await dead.textContent())[1]);
  const blank = page.locator('#generated button.blank');
  await expect(blank).toHaveCount(count);
  await expect(blank.first()).toHaveAttribute('aria-label', /, died: a blank picture$/);
  const read = (await page.locator('#dream-reads').textContent()).matchAll(/\d: (\d+)/g);
  expect([...read].reduce((sum, [, n]) => sum + Number(n), 0)).toBe(16 - count);
  // What the picture shows says which chains are dead: nothing that is half as dark as ink.
  for (const [chains, faint] of [[blank, true], [page.locator('#generated button:not(.blank)'), false]]) {
    const darkest = await chains.locator('canvas').evaluateAll((all) => all.map((canvas) =>
      Math.min(...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.filter((_, i) => i % 4 === 0))));
    for (const level of darkest) expect(level >= 127).toBe(faint);
  }
  await expect(page.locator('#dream-numbers')).toContainText('Blank ones, left out');
  await page.locator('#dream-restart').click();
  await expect(blank).toHaveCount(0);
  await expect(dead).toHaveText('');
  await at(page, 151);
  // No link leads to where these chains are; the one of the start does not change.
  await expect.poll(() => page.url()).not.toContain('dream.at=');
  await page.locator('#dream-reset').click();
  await at(page, 0);
});

test('one chain is read in words, also when it has died', async ({ page }) => {
  await open(page, '#v=1&bench=dream&dream.count=1');
  await expect(page.locator('#dream-reads')).toHaveText(/^reads as \d, \d+ %$/, { timeout: 30_000 });
  await page.goto('about:blank');
  await open(page, '#v=1&bench=dream&dream.count=1&dream.sampler=joint-chain&dream.at=200');
  await at(page, 200);
  await expect(page.locator('#dream-dead')).toHaveText('The chain died: its picture is blank and counts for nothing.');
  await expect(page.locator('#dream-reads')).toHaveText('');
});
