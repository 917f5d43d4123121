// What chains are made of, the grid that shows them, and their time.

import { imageAt, PIXELS } from '../../client/pixels.js';
import { find, make } from '../../ui/dom.js';
import { beginWith } from '../../ui/menus.js';
import { NumberField } from '../../ui/number-field.js';
import { likeliest, readsAs } from '../../ui/reads.js';
import { still } from '../../ui/screen.js';
import { drawImage } from '../../plots/pixels.js';
import { said, t } from '../../strings/strings.js';
import { onLanguage } from '../../strings/written.js';
import { COUNTS, RENEWED } from './state.js';

/** @typedef {import('./state.js').DreamState} DreamState */

/** Steps a second where the visitor wants little motion. */
const STILL = '2';
const USUAL = '12';
/** How much slower directed samples follow each other. */
const DIRECTED = 6;

export class DreamPanel {
  /**
   * @param {HTMLElement} root @param {import('../../client/protocol.js').DreamTables} tables
   * @param {{ onPlay: () => void, onStep: () => void, onReset: () => void, onRestart: () => void, onDie: () => void,
   *           onChange: (changes: Partial<DreamState>) => void, onChoose: (chain: number) => void }} events
   */
  constructor(root, tables, events) {
    this.events = events;
    const select = (/** @type {string} */ id) => /** @type {HTMLSelectElement} */ (find(root, id));
    this.play = /** @type {HTMLButtonElement} */ (find(root, '#dream-play'));
    this.step = /** @type {HTMLButtonElement} */ (find(root, '#dream-step'));
    this.reset = /** @type {HTMLButtonElement} */ (find(root, '#dream-reset'));
    this.seed = new NumberField(find(root, '#dream-seed'), () => t('seed.label'), (seed) => events.onChange({ seed }));
    this.counter = find(root, '#dream-counter');
    this.grid = find(root, '#generated');
    this.reads = find(root, '#dream-reads');
    this.dead = find(root, '#dream-dead');
    this.restart = /** @type {HTMLButtonElement} */ (find(root, '#dream-restart'));
    this.problem = find(root, '#dream-problem');
    this.sampler = select('#dream-sampler');
    this.samplerHelp = find(root, '#dream-sampler-help');
    this.prior = select('#dream-prior');
    this.digit = select('#dream-digit');
    this.speed = select('#dream-speed');
    beginWith(this.speed, still() ? STILL : USUAL);
    this.counts = COUNTS.map((count) =>
      make('button', { type: 'button', textContent: String(count), onclick: () => events.onChange({ count }) }));
    find(root, '#dream-count').append(...this.counts);
    this.sampler.append(...tables.samplers.map(({ sampler }) =>
      make('option', { value: sampler, textContent: () => t(`dream.sampler.${sampler}`) })));
    this.digit.append(...['any', ...'0123456789'].map((value) =>
      make('option', { value, textContent: value === 'any' ? () => t('dream.digit.any') : value })));
    this.sampler.onchange = () => events.onChange({ sampler: /** @type {any} */ (this.sampler.value) });
    this.prior.onchange = () => events.onChange({ prior: /** @type {any} */ (this.prior.value) });
    this.digit.onchange = () => events.onChange({ digit: this.digit.value === 'any' ? null : Number(this.digit.value) });
    this.play.onclick = events.onPlay;
    this.step.onclick = events.onStep;
    this.reset.onclick = events.onReset;
    this.restart.onclick = events.onRestart;
    find(root, '#dream-die').onclick = events.onDie;
    this.grid.onkeydown = (event) => this.move(event);
    /** @type {import('../../client/protocol.js').ChainFrame | null} */
    this.shown = null;
    onLanguage(this.grid, () => (this.shown = null));
  }

  /** Steps a second while playing; where every step is another digit, so few that one can look at them. */
  get rate() {
    return Number(this.speed.value) / (this.sampler.value === 'directed' ? DIRECTED : 1);
  }

  /** @param {DreamState} state */
  update({ ready, frame, playing, seed, sampler, prior, digit, count, chosen, problem }) {
    this.sampler.value = sampler;
    this.samplerHelp.textContent = t(`dream.sampler.${sampler}.help`);
    this.prior.value = prior;
    this.digit.value = String(digit ?? 'any');
    this.digit.disabled = prior === 'gaussian';
    this.digit.title = prior === 'gaussian' ? t('dream.digit.why') : '';
    this.counts.forEach((button, i) => button.setAttribute('aria-pressed', String(COUNTS[i] === count)));
    this.seed.show(seed);
    this.play.textContent = t(playing ? 'time.pause' : 'dream.play');
    this.play.disabled = this.step.disabled = this.reset.disabled = !ready || !frame;
    this.problem.textContent = said(problem);
    this.counter.textContent = frame ? t('dream.at', { steps: frame.steps, samples: frame.samples }) : '';
    if (frame && frame !== this.shown) this.draw(frame);
    this.shown = frame;
    [...this.grid.children].forEach((button, i) => {
      button.setAttribute('aria-pressed', String(i === chosen));
      /** @type {HTMLElement} */ (button).tabIndex = i === chosen ? 0 : -1;
    });
  }

  /** @param {import('../../client/protocol.js').ChainFrame} frame */
  draw({ pictures, reads, blank }) {
    const count = pictures.length / PIXELS;
    while (this.grid.childElementCount > count) this.grid.lastElementChild?.remove();
    while (this.grid.childElementCount < count) {
      const chain = this.grid.childElementCount;
      this.grid.append(make('button', { type: 'button', onclick: () => this.events.onChoose(chain) },
        [make('canvas', { className: 'picture' })]));
    }
    this.grid.dataset.count = String(count);
    const counts = new Array(10).fill(0);
    for (let i = 0; i < count; i++) {
      const digit = likeliest(reads.subarray(10 * i, 10 * (i + 1)));
      const button = this.grid.children[i];
      button.classList.toggle('blank', blank[i] === 1);
      button.setAttribute('aria-label', t(blank[i] ? 'dream.chain.blank' : 'dream.chain.reads', { number: i + 1, digit }));
      if (!blank[i]) counts[digit]++;
      drawImage(/** @type {HTMLCanvasElement} */ (button.firstElementChild), imageAt(pictures, i));
    }
    const dead = blank.reduce((sum, one) => sum + one, 0);
    const all = () => t('dream.reads', { counts: counts.map((n, digit) => `${digit}: ${n}`).join(', ') });
    this.reads.textContent = dead === count ? '' : count === 1 ? t('dream.along.reads', { reads: readsAs(reads) }) : all();
    this.dead.textContent = dead ? t(count === 1 ? 'dream.dead.one' : 'dream.dead', { dead, count }) : '';
    this.restart.hidden = !dead || RENEWED.includes(this.sampler.value);
  }

  /** Arrow keys go from chain to chain. @param {KeyboardEvent} event */
  move(event) {
    const chains = /** @type {HTMLElement[]} */ ([...this.grid.children]);
    const at = chains.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const row = Math.round(Math.sqrt(chains.length));
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -row, ArrowDown: row }[event.key];
    if (at < 0 || !step || !chains[at + step]) return;
    event.preventDefault();
    chains[at + step].focus();
    this.events.onChoose(at + step);
  }
}
