// Random use of every bench, as quick as hands are not. Each action is drawn from a seed, so that what goes wrong can be done again.

import { readFile } from 'node:fs/promises';
import { BENCHES } from '../../www/benches/manifest.js';
import { model } from './model-files.mjs';

/** Seeds to begin with, as `MONKEY_SEED=1,2,…` names them. */
export const SEEDS = (process.env.MONKEY_SEED ?? '1').split(',').map(Number);
/** Actions between two looks at what the page says. */
const LOOK = 20;
/** Actions between two visits of another bench at least. */
const STAY = 25;
/** What no sentence of the page may hold: thoughts of the machine. */
const RAW = new RegExp([
  'Cannot read', 'undefined', 'is not a', 'unknown variant', 'null pointer', 'unreachable', 'attempted to', 'recursive use', '\\[object',
  'stack size', 'NaN', 'Infinity', '∞', 'panicked', 'RuntimeError', 'TypeError', 'too much recursion', 'has no properties',
].join('|'));
/** What the page may be opened with again. */
const LINKS = ['bench=dream', 'bench=paper', 'mode=inpaint&corruption=lower-half', 'bench=stdp&stdp.seed=abc',
  'bench=learn&learn.images=500', 'model=paper'];

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

/** Files of models that can be opened, and one that cannot: their names, and their bytes in letters. */
async function modelFiles() {
  const shipped = await readFile(new URL('../../www/model/paper.safetensors', import.meta.url));
  const files = { small: await model({ h1: 50, h2: 12 }), other: await model({ h1: 37, h2: 9 }), cut: shipped.subarray(0, 1000),
    paper: shipped };
  return Object.entries(files).map(([name, bytes]) => ({ name: `${name}.safetensors`, letters: Buffer.from(bytes).toString('base64') }));
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
    const key = pick([' ', 'ArrowRight', 'ArrowLeft', 'ArrowUp', 'ArrowDown', 'Enter', 'Escape', 'r', 's', 'd', 'n', 'y', 'x', '1', '2', '3', '4', '5',
      '6', '7', '8', '?', 'Home', 'End']);
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

/** Prepares a page before it opens. Runs in it. */
function prepare() {
  // A pointer that scripts make up cannot be captured.
  Element.prototype.setPointerCapture = () => {};
  window.liveWorkers = new Set();
  const Original = window.Worker;
  window.Worker = class extends Original {
    constructor(...parameters) {
      super(...parameters);
      window.liveWorkers.add(this);
    }

    terminate() {
      super.terminate();
      window.liveWorkers.delete(this);
    }
  };
  try {
    localStorage.setItem('targetprop.settings', 'open');
  } catch {
    // An empty page has no storage.
  }
}

/** Whether the page has opened and spoilt its digit, in whatever language it speaks. Runs in it. */
const opened = () => !window.leaving && document.querySelector('#notice')?.hidden && /\d/.test(document.querySelector('#error-spoilt')?.textContent);

export class Monkey {
  /**
   * @param page of Playwright or of Puppeteer, not yet opened
   * @param {number} seed
   * @param {{ links?: boolean }} [options] whether it opens the page anew by links, which forgets what has leaked
   */
  constructor(page, seed, { links = true } = {}) {
    this.page = page;
    this.links = links;
    this.draw = random(seed);
    /** What it has done, in words, and what went wrong. */
    this.done = [];
    this.faults = [];
    this.since = 0;
    page.on('pageerror', (error) => this.fault(`uncaught: ${error.stack ?? error}`));
    page.on('console', (message) =>
      ['error', 'warning', 'warn'].includes(message.type()) && this.fault(`console: ${message.text()}`));
    page.on('dialog', (dialog) => dialog.dismiss());
  }

  fault(text) {
    this.faults.push(`${text}\n  after action ${this.done.length}: ${this.done.slice(-8).join(' · ')}`);
  }

  pick(list) {
    return list[Math.floor(this.draw() * list.length)];
  }

  async open(address) {
    this.files = await modelFiles();
    await (this.page.addInitScript ?? this.page.evaluateOnNewDocument).call(this.page, prepare);
    await this.page.goto(`${address}#v=1`);
    await this.page.waitForFunction(opened);
  }

  /** One action, and now and then a look at what the page says. */
  async act() {
    this.done.push(await this.action());
    this.since++;
    if (this.done.length % LOOK) return;
    const said = await this.page.evaluate(() => document.body.innerText);
    const raw = said.split('\n').find((line) => RAW.test(line));
    if (raw) this.fault(`says: ${raw}`);
  }

  async action() {
    const kind = this.draw();
    const draws = Array.from({ length: 12 }, this.draw);
    if (kind < 0.02) return this.openFile(this.pick(this.files));
    if (kind < 0.025 && this.links) return this.follow(this.pick(LINKS));
    if (kind < 0.06 || this.since > STAY) return this.visit(this.pick(BENCHES.map(({ name }) => name)));
    return this.page.evaluate(act, draws);
  }

  async openFile(file) {
    await this.page.evaluate(({ name, letters }) => {
      const files = new DataTransfer();
      files.items.add(new File([Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0))], name));
      const input = document.querySelector('#model-file');
      input.files = files.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    }, file);
    return `open ${file.name}`;
  }

  async follow(link) {
    await this.page.evaluate((hash) => {
      window.leaving = true;
      location.hash = hash;
    }, `v=1&${link}&t=${this.done.length}`);
    await this.page.waitForFunction(() => !window.leaving && document.querySelector('#play'));
    return `link ${link}`;
  }

  async visit(bench) {
    this.since = 0;
    await this.page.evaluate((bench) => {
      for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close();
      document.querySelector(`#tab-${bench}`).click();
    }, bench);
    return `bench ${bench}`;
  }
}
