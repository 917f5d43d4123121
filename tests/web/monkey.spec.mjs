// A thousand actions at random over every bench, as quick as hands are not. Each is drawn from a seed, so that what goes wrong can be done
// again: `MONKEY_SEED=7 MONKEY_ACTIONS=300 npx playwright test monkey`.

import { expect, test } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { BENCHES } from '../../www/benches/manifest.js';
import { file, model } from './model-files.mjs';
import { open, spoilt } from './page.mjs';

const SEEDS = (process.env.MONKEY_SEED ?? '1').split(',').map(Number);
const ACTIONS = Number(process.env.MONKEY_ACTIONS ?? 1000);
/** Actions between two looks at what the page says. */
const LOOK = 20;
/** Actions between two visits of another bench at least. */
const STAY = 25;
/** What no sentence of the page may hold: thoughts of the machine. */
const RAW = new RegExp([
  'Cannot read', 'undefined', 'is not a', 'unknown variant', 'null pointer', 'unreachable', 'attempted to', 'recursive use', '\\[object',
  'stack size', 'NaN', 'Infinity', '∞', 'panicked', 'RuntimeError', 'TypeError',
].join('|'));

/** Numbers in 0..1 from a seed (Mulberry32). @param {number} seed */
function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Does one action on what is in sight, drawn with `draws`, and says which. Runs in the page. */
function act(draws) {
  let next = 0;
  const draw = () => draws[next++ % draws.length];
  const pick = (list) => list[Math.floor(draw() * list.length)];
  const dialog = [...document.querySelectorAll('dialog[open]')].at(-1);
  const root = dialog ?? document;
  const name = (element) => `${element.localName}#${element.id || element.className || element.textContent.trim().slice(0, 20)}`;
  const controls = [...root.querySelectorAll('button, select, input, summary, canvas')].filter(
    (element) => element.checkVisibility() && !element.disabled && element.type !== 'file');
  if (dialog && draw() < 0.15) {
    dialog.close();
    return 'close the dialog';
  }
  if (draw() < 0.1) {
    const key = pick([' ', 'ArrowRight', 'ArrowLeft', 'ArrowUp', 'ArrowDown', 'Enter', 'Escape', 'r', 's', 'd', '1', '2', '3', '4', '5', '6', '?', 'Home', 'End']);
    const target = document.activeElement ?? document.body;
    for (const type of ['keydown', 'keyup']) target.dispatchEvent(new KeyboardEvent(type, { key, bubbles: true, cancelable: true }));
    return `key ${key}`;
  }
  if (!controls.length) return 'nothing to do';
  const control = pick(controls);
  const changed = () => ['input', 'change'].forEach((type) => control.dispatchEvent(new Event(type, { bubbles: true })));
  if (control.localName === 'select') {
    // Rarely none of the options, as extensions and restored forms do.
    control.value = draw() < 0.03 ? '' : pick([...control.options].filter(({ value, hidden }) => value !== 'open' && !hidden).map(({ value }) => value));
    const what = `${name(control)} = ${control.value}`;
    changed();
    return what;
  }
  if (control.type === 'range') {
    control.value = String(Number(control.min) + draw() * (Number(control.max) - Number(control.min)));
    changed();
    return `${name(control)} = ${control.value}`;
  }
  if (control.type === 'number' || control.type === 'text') {
    control.value = pick(['', '0', '-1', '1', '3', '0.5', '99999999999', '4294967295', '9007199254740991', '1e-12']);
    changed();
    return `${name(control)} = ${control.value}`;
  }
  if (control.localName === 'canvas') {
    const box = control.getBoundingClientRect();
    const at = (type, buttons) => control.dispatchEvent(new PointerEvent(type, {
      bubbles: true, cancelable: true, isPrimary: true, pointerId: 1, pointerType: 'mouse', buttons, button: type === 'pointermove' ? -1 : 0,
      clientX: box.left + draw() * box.width, clientY: box.top + draw() * box.height,
    }));
    at('pointerdown', 1);
    at('pointermove', 1);
    at('pointermove', 1);
    at('pointerup', 0);
    return `draw on ${name(control)}`;
  }
  const what = `click ${name(control)}`;
  control.click();
  return what;
}

for (const seed of SEEDS) {
  test(`${ACTIONS} actions at random, seed ${seed}, do no harm`, async ({ page }) => {
    test.setTimeout(600_000);
    const draw = random(seed);
    const pick = (list) => list[Math.floor(draw() * list.length)];
    const faults = [];
    const done = [];
    const fault = (text) => faults.push(`${text}\n  after action ${done.length}: ${done.slice(-8).join(' · ')}`);
    page.on('pageerror', (error) => fault(`uncaught: ${error.stack}`));
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && fault(`console: ${message.text()}`));
    page.on('dialog', (dialog) => dialog.dismiss());
    // What is saved need not come to a disk.
    await page.addInitScript(() => {
      // A pointer that scripts make up cannot be captured.
      Element.prototype.setPointerCapture = () => {};
    });
    const shipped = await readFile(new URL('../../www/model/paper.safetensors', import.meta.url));
    const models = [
      [file('small.safetensors', await model({ h1: 50, h2: 12 }))],
      [file('other.safetensors', await model({ h1: 37, h2: 9 }))],
      [file('cut.safetensors', shipped.subarray(0, 1000))],
      [file('paper.safetensors', shipped)],
    ];
    const links = ['bench=dream', 'bench=paper', 'mode=inpaint&corruption=lower-half', 'bench=stdp&stdp.seed=abc', 'bench=learn&learn.images=500', 'model=paper'];

    await open(page);
    await spoilt(page);
    let since = 0;
    while (done.length < ACTIONS && faults.length === 0) {
      const kind = draw();
      const draws = Array.from({ length: 12 }, draw);
      if (kind < 0.02) {
        const chosen = pick(models);
        await page.locator('#model-file').setInputFiles(chosen);
        done.push(`open ${chosen[0].name}`);
      } else if (kind < 0.025) {
        const link = pick(links);
        await Promise.all([page.waitForEvent('load'), page.evaluate((hash) => (location.hash = hash), `v=1&${link}&t=${done.length}`)]);
        await page.locator('#play').waitFor({ state: 'attached' });
        done.push(`link ${link}`);
      } else if (kind < 0.06 || since > STAY) {
        since = 0;
        const tab = pick(BENCHES.map(({ name }) => name));
        await page.evaluate((tab) => {
          for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close();
          document.querySelector(`#tab-${tab}`).click();
        }, tab);
        done.push(`bench ${tab}`);
      } else done.push(await page.evaluate(act, draws));
      since++;
      if (done.length % LOOK === 0) {
        const said = await page.evaluate(() => document.body.innerText);
        const raw = said.split('\n').find((line) => RAW.test(line));
        if (raw) fault(`says: ${raw}`);
      }
    }
    expect(faults.join('\n')).toBe('');
    // The page is as good as new.
    await page.goto('about:blank');
    await open(page);
    // In whatever language it speaks now.
    await expect(page.locator('#error-spoilt')).toContainText(/\d/);
  });
}
