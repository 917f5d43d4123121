import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { asked, countRequests, open, settled } from './page.mjs';

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
  await countRequests(page);
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
    const { curve: ofCurve, descent: ofDescent, spiking_pair: ofPair } = core.stdp_parameters();
    const defaults = (params) => Object.fromEntries(params.map((param) => [param.name, param.default]));
    const curve = new core.StdpCurve({ pairing: 'nearest', drift: 'normal', numbers: defaults(ofCurve) }, 21);
    curve.advance(10_000);
    const { positive, negative } = curve.summary().fit;
    const descent = new core.StdpDescent(defaults(ofDescent), false, true, 22);
    descent.advance(20);
    const report = descent.report();
    const pair = new core.StdpPair(defaults(ofPair), 5, true, new core.StdpDigits(), 23);
    pair.advance(20);
    return {
      means: bits(curve.bins().filter((_, i) => i % 5 === 2)),
      voltage: bits(curve.voltage()),
      fits: bits([positive, negative].flatMap((side) => [side.amplitude, side.tau_ms, side.r2])),
      descent: bits([report.cosine, report.error, report.delta_rule_error]),
      errors: bits(pair.errors()),
    };
  });
  for (const name of Object.keys(golden)) expect(computed[name], name).toEqual(golden[name]);
});
