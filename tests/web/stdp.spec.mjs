import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { asked, frames, open, settled } from './page.mjs';

const golden = JSON.parse(await readFile(new URL('./golden-stdp.json', import.meta.url), 'utf8'));

const run = (page) => page.locator('#stdp-play').click();
const counter = (page) => page.locator('#stdp-counter');

/** Opens the bench with fields of its link. */
async function openBench(page, fields = '') {
  await open(page, `#v=1&bench=stdp${fields}`);
  await expect(page.locator('#stdp-play')).toBeVisible({ timeout: 30_000 });
}

test('the curve emerges, with signs, fits and a table', async ({ page }) => {
  test.setTimeout(180_000);
  const problems = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await openBench(page);
  await run(page);
  await expect(counter(page)).toContainText('done', { timeout: 150_000 });
  const rows = page.locator('#stdp-fit tbody tr');
  for (const [row, sign] of [[0, 1], [1, -1]]) {
    const cells = await rows.nth(row).locator('td').allTextContents();
    const [, tau, amplitude, r2] = cells.map((text) => parseFloat(text.replace('−', '-')));
    expect(tau).toBeGreaterThan(5);
    expect(tau).toBeLessThan(60);
    expect(Math.sign(amplitude)).toBe(sign);
    expect(r2).toBeGreaterThanOrEqual(0.95);
  }
  await expect(page.locator('#stdp-fit caption')).toHaveText(/^40 of 40 bins/);
  await expect(page.locator('#stdp-table tr')).toHaveCount(41);
  await expect(page.locator('#stdp-hand-said')).toContainText('the weight grows by');
  await page.locator('#stdp-post').fill('-12');
  await expect(page.locator('#stdp-hand-said')).toContainText('the weight shrinks by');
  expect(problems).toEqual([]);
});

test('on arrival spikes come one by one, and a click takes over with the curve in ten seconds', async ({ page }) => {
  await openBench(page);
  const play = page.locator('#stdp-play');
  await expect(page.locator('#stdp-trial-said')).toContainText(/Spike \d+:/);
  await expect(play).toHaveText('Run');
  await expect(page.locator('#stdp-speed')).toHaveValue('growing');
  await play.click();
  await expect(play).toHaveText('Pause');
  await expect(page.locator('#stdp-fit caption')).toHaveText(/^\d+ of \d+ bins/, { timeout: 60_000 });
  await play.click();
  await expect(play).toHaveText('Run');
});

test('whoever only looks on sees the curve grow by itself', async ({ page }) => {
  await openBench(page);
  await expect(page.locator('#stdp-play')).toHaveText('Pause', { timeout: 60_000 });
  await expect(counter(page)).toContainText('done', { timeout: 90_000 });
});

test('what plays on its own pauses when the bench is left, and stays so', async ({ page }) => {
  await openBench(page);
  await expect(page.locator('#stdp-trial-said')).toContainText('Spike');
  await page.locator('#tab-denoise').click();
  await settled(page);
  expect(await asked(page)).toBe(0);
  await page.locator('#tab-stdp').click();
  await expect(page.locator('#stdp-play')).toHaveText('Run');
  await expect(page.locator('#stdp-trial-said')).toContainText('Spike');
  await settled(page);
  expect(await asked(page)).toBe(0);
});

test('without motion there is an end state at once, in every panel', async ({ page }) => {
  test.setTimeout(180_000);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.addInitScript(() => {
    window.seen = new Set();
    setInterval(() => window.seen.add(document.querySelector('#stdp-counter')?.textContent.replace(/[\d.\s]/g, '')), 5);
  });
  await openBench(page);
  await expect(counter(page)).toContainText('done', { timeout: 90_000 });
  await expect(page.locator('#stdp-fit caption')).toHaveText(/^40 of 40 bins/);
  expect(await page.evaluate(() => [...window.seen].filter((text) => text?.includes('pairings') && !text.includes('done')))).toEqual([]);
  for (const [panel, said, end] of [['cosine', 'descent', 'After 30.0 s'], ['pair-errors', 'pair', /^4.000 of 4.000 digits/],
    ['reward-learned', 'reward', /After 2.000 of 2.000 trials/]]) {
    await page.locator(`.stdp-${panel}`).scrollIntoViewIfNeeded();
    await expect(page.locator(`#stdp-${said}-said`)).toContainText(end, { timeout: 90_000 });
  }
  await expect(page.locator('#stdp-pictures canvas')).toHaveCount(36);
});

test('the voltage stays within its axis, and the raster says what its rows are', async ({ page }) => {
  await openBench(page, '&stdp.seed=4');
  await page.locator('#stdp-step').click();
  /** Of the columns of a chart, those in which something dark touches its upper or lower end. */
  const touching = () =>
    page.locator('#stdp-voltage').evaluate((root) => {
      const canvas = root.querySelector('canvas');
      const [outer, inner] = [canvas, root.querySelector('.u-over')].map((element) => element.getBoundingClientRect());
      const scale = canvas.width / outer.width;
      const [x, width] = [inner.left - outer.left, inner.width].map((value) => Math.round(value * scale));
      return [inner.top - outer.top + 1, inner.bottom - outer.top - 3].map((y) => {
        const { data } = canvas.getContext('2d').getImageData(x, Math.round(y * scale), width, 2);
        return data.filter((_, i) => i % 4 === 0 && data[i + 3] > 200 && data[i] < 90).length;
      });
    });
  for (let spike = 1; spike <= 12; spike++) {
    await expect(page.locator('#stdp-trial-said')).toContainText(`Spike ${spike}:`);
    expect(await touching(), `spike ${spike}`).toEqual([0, 0]);
    await page.locator('#stdp-step').click();
  }
  await expect(page.locator('.stdp-trial h3').first()).toHaveText('Post-synaptic spikes');
  await expect(page.locator('.stdp-raster span')).toHaveText('pre-synaptic spike');
  const labelled = await page.locator('#stdp-raster').evaluate((canvas) =>
    canvas.getContext('2d').getImageData(0, 0, 55, canvas.height).data.some((value, i) => i % 4 === 3 && value > 0));
  expect(labelled).toBe(true);
});

for (const [locale, one, two] of [
  ['en', '1 pairing of 1 pre-synaptic spike ·', '2 pairings of 2 pre-synaptic spikes ·'],
  ['de', '1 Paar von 1 präsynaptischem Spike ·', '2 Paare von 2 präsynaptischen Spikes ·'],
]) {
  test.describe(locale, () => {
    test.use({ locale });
    test(`one is told from many, ${locale}`, async ({ page }) => {
      await openBench(page);
      for (const text of [one, two]) {
        await page.locator('#stdp-step').click();
        await expect(counter(page)).toContainText(text);
      }
    });
  });
}

test('the five networks are told apart without colours', async ({ page }) => {
  await openBench(page);
  const looks = await page.locator('#stdp-pair-legend line').evaluateAll((lines) =>
    lines.map((line) => ['stroke-width', 'stroke-dasharray'].map((name) => line.getAttribute(name)).join()));
  expect(looks).toHaveLength(5);
  expect(new Set(looks).size).toBe(5);
});

test('on a phone a run scrolls to its result', { tag: '@phone' }, async ({ page, isMobile }) => {
  test.skip(!isMobile, 'on a wide screen the result lies beside the button');
  await openBench(page);
  for (const [button, result] of [['#stdp-play', '#stdp-curve'], ['#stdp-descent-play', '#stdp-cosine'], ['#stdp-pair-play', '#stdp-pair-error']]) {
    await page.locator(button).click();
    await expect(page.locator(result)).toBeInViewport({ ratio: 0.9 });
    // To come into sight changes nothing in a run that was asked for.
    await expect(page.locator(button)).toHaveText('Pause');
  }
});

test('on a phone Pause stays at hand for the run that was begun last', { tag: '@phone' }, async ({ page, isMobile }) => {
  test.skip(!isMobile, 'on a wide screen the buttons lie beside the result');
  await openBench(page);
  const bar = page.locator('#bench-stdp .at-hand');
  await page.locator('#stdp-curve').scrollIntoViewIfNeeded();
  await expect(page.locator('#stdp-trial-said')).toContainText('Spike');
  // What plays on its own has no Pause.
  await expect(bar).toHaveCount(0);
  for (const id of ['pair', 'descent']) {
    const play = page.locator(`#stdp-${id}-play`);
    await play.click();
    await expect(bar).toHaveCount(1);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await expect(play).toBeInViewport({ ratio: 1 });
    await play.click();
    await expect(play).toHaveText('Run');
    // It goes on from there, too.
    await expect(play).toBeInViewport({ ratio: 1 });
  }
  await page.locator('#stdp-descent-reset').click();
  await expect(bar).toHaveCount(0);
  // A run that is over needs no Pause.
  await page.locator('#stdp-reward-play').click();
  await expect(page.locator('#stdp-reward-said')).toContainText(/After 2.000 of 2.000/, { timeout: 60_000 });
  await expect(bar).toHaveCount(0);
});

test('one spike at a time is the same for the same seed, and by keyboard', async ({ page }) => {
  await openBench(page, '&stdp.seed=7');
  const step = page.locator('#stdp-step');
  await step.focus();
  await page.keyboard.press('Enter');
  const said = page.locator('#stdp-trial-said');
  await expect(said).toContainText('Spike 1:');
  const first = await said.textContent();
  await page.keyboard.press('Enter');
  await expect(said).toContainText('Spike 2:');
  await page.locator('#stdp-reset').click();
  await expect(said).toHaveText('');
  await step.click();
  await expect(said).toHaveText(first);
  await page.locator('#stdp-post').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('#stdp-hand-said')).toContainText('ΔT = 13 ms');
});

test('Pause stops and goes on; other settings start anew and are kept in the link', async ({ page }) => {
  await openBench(page);
  await run(page);
  await expect(counter(page)).toContainText('pairings');
  expect(await asked(page)).toBeGreaterThan(0);
  await page.locator('#stdp-play').click();
  await expect(page.locator('#stdp-play')).toHaveText('Run');
  await settled(page);
  const paused = await counter(page).textContent();
  expect(await asked(page)).toBe(0);
  expect(await counter(page).textContent()).toBe(paused);
  await page.locator('#stdp-pairing').selectOption('all-to-all');
  await expect(counter(page)).toContainText('Press Run');
  await page.locator('#stdp-curve-settings input').first().fill('0.8');
  await expect.poll(() => page.url()).toContain('stdp.pairing=all-to-all');
  expect(page.url()).toContain('stdp.curve.drift_spread=0.8');
  await page.reload();
  await expect(page.locator('#stdp-pairing')).toHaveValue('all-to-all', { timeout: 30_000 });
  await expect(page.locator('#stdp-curve-settings output').first()).toHaveText('0.8 mV/ms');
});

test('a threshold out of reach is said instead of an empty chart', async ({ page }) => {
  await openBench(page, '&stdp.curve.threshold_mv=0&stdp.curve.drift_spread=0.01');
  await run(page);
  await expect(page.locator('#stdp-problem')).toContainText('never crossed the threshold', { timeout: 30_000 });
  await expect(page.locator('#stdp-play')).toHaveText('Run');
});

test('impossible and clamped settings give their reasons', async ({ page }) => {
  await openBench(page, '&stdp.curve.window_ms=5&stdp.curve.bin_ms=50&stdp.descent.rate_hz=50000');
  await run(page);
  await expect(page.locator('#stdp-problem')).toContainText('bin_ms (at most window_ms) must lie between');
  await page.locator('#stdp-descent-play').click();
  await expect(page.locator('#stdp-descent-problem')).toContainText('rates are clamped to 2000 Hz');
});

test('the changes point along the gradient and the error falls', async ({ page }) => {
  test.setTimeout(120_000);
  await openBench(page);
  await page.locator('#stdp-descent-play').click();
  const said = page.locator('#stdp-descent-said');
  await expect(said).toContainText('After 30.0 s', { timeout: 100_000 });
  const text = await said.textContent();
  expect(Number(/cosine ([\d.]+);/.exec(text)[1])).toBeGreaterThanOrEqual(0.95);
  expect(Number(/error ([\d.]+) mV²/.exec(text)[1])).toBeLessThan(50);
});

test('networks learn digits with spikes, with Dale’s constraint too', async ({ page }) => {
  test.setTimeout(120_000);
  await openBench(page, '&stdp.spiking_pair.digits=300&stdp.dale=1');
  await expect(page.locator('#stdp-dale')).toBeChecked();
  await page.locator('#stdp-pair-play').click();
  await expect(page.locator('#stdp-pair-said')).toContainText('300 of 300', { timeout: 100_000 });
  await expect(page.locator('#stdp-pair-table tbody tr')).toHaveCount(5);
  await expect(page.locator('#stdp-pictures canvas')).toHaveCount(36);
  // A name and six pictures a row, saved as one.
  await expect(page.getByRole('button', { name: 'Save: Held-out digits' })).toHaveCount(1);
  const places = (kind, side) => page.locator(`#stdp-pictures ${kind}`).evaluateAll((items, side) => new Set(items.map((item) => item[side])).size, side);
  expect([await places('span', 'offsetLeft'), await places('canvas', 'offsetTop'), await places('canvas', 'offsetLeft')]).toEqual([1, 6, 6]);
});

const rewardSaid = (page) => page.locator('#stdp-reward-said');
/** Probabilities of doing right now and before, spikes where asked for and elsewhere, and the cosine. */
const rewardNumbers = async (page) =>
  (await rewardSaid(page).textContent()).replaceAll('−', '-').split('it does right')[1].match(/-?\d+(\.\d+)?/g).map(Number);

test('a neuron learns from reward, and the curve turns with it', async ({ page }) => {
  await openBench(page);
  await page.locator('#stdp-reward-play').click();
  await expect(rewardSaid(page)).toContainText(/After [1-9]/);
  await expect(rewardSaid(page)).toContainText(/After 2.000 of 2.000 trials/, { timeout: 60_000 });
  await expect(page.locator('#stdp-reward-play')).toHaveText('Run');
  const [after, before, yes, no, cosine] = await rewardNumbers(page);
  expect(after).toBeGreaterThan(before + 20);
  expect(yes).toBeGreaterThan(no + 3);
  expect(cosine).toBeGreaterThan(0.5);
  const areas = (await page.locator('#stdp-reward-areas').textContent()).replaceAll('−', '-');
  const [better, betterError, worse, worseError, any, anyError] = areas.match(/-?\d+\.\d+/g).map(Number);
  expect(better).toBeGreaterThan(20 * betterError);
  expect(worse).toBeLessThan(-20 * worseError);
  expect(Math.abs(any)).toBeLessThan(4 * anyError);
});

test('reward: Pause stops, Run goes on, Reset begins anew, and its link brings the same numbers', async ({ page, context }) => {
  await openBench(page, '&stdp.reward.trials=5000');
  const play = page.locator('#stdp-reward-play');
  await play.click();
  await expect(rewardSaid(page)).toContainText(/After [1-9]/);
  await play.click();
  await expect(play).toHaveText('Run');
  await settled(page);
  const paused = await rewardSaid(page).textContent();
  expect(paused).not.toMatch(/After 5.000/);
  // Experiments in sight may play on their own.
  await frames(page, 30);
  expect(await rewardSaid(page).textContent()).toBe(paused);
  await play.click();
  await expect(rewardSaid(page)).toContainText(/After 5.000 of 5.000/, { timeout: 60_000 });
  await page.locator('#stdp-reward-reset').click();
  await expect(rewardSaid(page)).toContainText('Press Run');
  await expect(page.locator('#stdp-reward-areas')).toHaveText('');
  await page.locator('#stdp-reward-settings input').first().fill('500');
  await page.locator('#stdp-seed').fill('12');
  await page.locator('#stdp-seed').press('Enter');
  await expect.poll(() => page.url()).toContain('stdp.reward.eligibility_ms=500');
  await expect.poll(() => page.url()).toContain('stdp.seed=12');
  const run = async (page) => {
    await page.locator('#stdp-reward-play').click();
    await expect(rewardSaid(page)).toContainText(/After 5.000 of 5.000/, { timeout: 60_000 });
    return [await rewardSaid(page).textContent(), await page.locator('#stdp-reward-areas').textContent()];
  };
  const here = await run(page);
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(other.locator('#stdp-reward-play')).toBeVisible({ timeout: 30_000 });
  expect(await run(other)).toEqual(here);
});

test('the neuron’s settings are those of the reward’s curve, too', async ({ page }) => {
  await openBench(page, '&stdp.reward.reward_chance=1&stdp.reward.trials=100');
  await page.locator('#stdp-reward-play').click();
  await expect(rewardSaid(page)).toContainText('After 100 of 100', { timeout: 60_000 });
  // A reward that is always the same changes nothing.
  await expect(page.locator('#stdp-reward-areas')).toContainText('all together 0.00 ± 0.00 mV');
  await page.locator('#stdp-pairing').selectOption('all-to-all');
  await expect(rewardSaid(page)).toContainText('Press Run');
});

test('the bench has no accessibility problem and nothing runs over its edge', { tag: '@phone' }, async ({ page }) => {
  await openBench(page);
  await page.locator('#stdp-step').click();
  await expect(page.locator('#stdp-trial-said')).toContainText('Spike 1:');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

test('WebAssembly gives the native spikes to the bit', async ({ page }) => {
  await page.goto('/');
  const computed = await page.evaluate(async () => {
    const core = await import('/pkg/whole/targetprop.js');
    await core.default();
    const bits = (values) => Array.from(new BigUint64Array(Float64Array.from(values).buffer), String);
    const { curve: ofCurve, descent: ofDescent, spiking_pair: ofPair, reward: ofReward } = core.stdp_parameters();
    const defaults = (params) => Object.fromEntries(params.map((param) => [param.name, param.default]));
    const curve = new core.StdpCurve({ pairing: 'nearest', drift: 'normal', numbers: defaults(ofCurve) }, 21);
    curve.advance(10_000);
    const { positive, negative } = curve.summary().fit;
    const descent = new core.StdpDescent(defaults(ofDescent), false, true, 22);
    descent.advance(20);
    const report = descent.report();
    const pair = new core.StdpPair(defaults(ofPair), 5, true, new core.StdpDigits(), 23);
    pair.advance(20);
    const rewarded = new core.StdpRewardCurve({ pairing: 'nearest', drift: 'normal', numbers: defaults(ofCurve) }, defaults(ofReward), 24);
    rewarded.advance(2_000);
    const task = new core.StdpRewardTask(defaults(ofReward), 'reward', true, 25);
    task.advance(50);
    const learned = task.report();
    return {
      means: bits(curve.bins().filter((_, i) => i % 5 === 2)),
      voltage: bits(curve.voltage()),
      fits: bits([positive, negative].flatMap((side) => [side.amplitude, side.tau_ms, side.r2])),
      descent: bits([report.cosine, report.error, report.delta_rule_error]),
      errors: bits(pair.errors()),
      reward_areas: bits(rewarded.areas()),
      reward_task: bits([learned.probability, learned.recent, learned.spikes[0], learned.cosine]),
    };
  });
  for (const name of Object.keys(golden)) expect(computed[name], name).toEqual(golden[name]);
});
