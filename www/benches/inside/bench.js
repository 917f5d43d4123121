// The bench that looks inside: units, lesions, and how honest targetprop is, on the digit of Denoise.

import { fill, find } from '../../ui/dom.js';
import { Player } from '../../ui/player.js';
import { bringIntoSight } from '../../ui/screen.js';
import { SettingsPanel } from '../../ui/settings.js';
import { ACTION } from '../../client/protocol.js';
import { defaultsOf } from '../../app/state.js';
import { LesionCostPanel } from './lesion-cost.js';
import { GradientPanel } from './gradient.js';
import { LesionPanel } from './lesions.js';
import { MARKUP } from './markup.js';
import { NetworkPanel } from './network.js';
import { fields, noneSilent, rest, sizesOf } from './state.js';
import { UnitPanel } from './unit.js';

/** @import { Card, Parameters } from '../../client/protocol.js' */
/** @typedef {import('./state.js').InsideState} InsideState */

export const style = new URL('./bench.css', import.meta.url).href;

/** Digits shown that drive a unit. */
const DRIVERS = 6;
/** Iterations a second while playing. */
const RATE = 8;

/** @type {import('../../app/benches.js').BenchModule['create']} */
export async function create(root, context) {
  const lesions = await context.session.request(ACTION.insideTables, null);
  fill(root, MARKUP);
  return new InsideBench(root, context, lesions);
}

class InsideBench {
  /**
   * @param {HTMLElement} root @param {import('../../app/benches.js').Context} context
   * @param {import('../../client/protocol.js').Param[]} lesions
   */
  constructor(root, context, lesions) {
    this.root = root;
    this.context = context;
    this.lesionParams = lesions;
    // A bench is made when a model is open.
    const { parameters, card } = /** @type {{ parameters: Parameters, card: Card }} */ (context.store.state);
    this.params = parameters.denoise.filter(({ name }) => name !== 'n_rounds');
    const sizes = sizesOf(card.architecture);
    /** @type {import('../../app/store.js').Slice<InsideState>} */
    this.slice = context.slice(fields(this.params, lesions, sizes), rest(sizes, context.link.size > 0));
    this.card = card;
    /** What was last asked for. */
    this.asked = '';
    this.askedUnit = '';
    /** The digit for which a unit was last looked for. @type {Float32Array | null} */
    this.searched = null;
    this.player = new Player(() => this.advance(), { rate: () => RATE, changed: () => this.slice.set({ playing: this.player.playing }) });
    const choose = (/** @type {InsideState['layer']} */ layer, /** @type {number} */ unit) =>
      this.change({ layer, unit, chosenBy: 'visitor' });
    this.panels = [
      new NetworkPanel(root, {
        onUnit: choose,
        onInput: (input) => this.change({ input }),
        onShown: (shown) => this.change({ shown }),
        onCursor: (cursor) => {
          this.player.pause();
          this.change({ cursor });
        },
        onPlay: () => this.play(),
      }),
      new UnitPanel(root, { onUnit: choose, onSilence: () => this.silence() }),
      new LesionPanel(root, { onSeed: (seed) => this.change({ seed }), onDie: () => this.throwDie() }),
      new LesionCostPanel(root),
      new GradientPanel(root),
    ];
    this.lesionSettings = new SettingsPanel(root, '#inside-lesions', (name, value) =>
      (name === null ? this.mend() : this.hurt({ lesions: { ...this.state.lesions, [name]: value } })));
    this.settings = new SettingsPanel(root, '#inside-settings', (name, value) =>
      this.change({ settings: name === null ? defaultsOf(this.params) : { ...this.state.settings, [name]: value }, cursor: Infinity }));
  }

  get state() {
    return this.slice.state;
  }

  show() {
    this.refresh();
  }

  hide() {
    this.player.pause();
  }

  /** @param {import('../../app/state.js').State} state */
  update({ card }) {
    if (card && card !== this.card) {
      this.card = card;
      const { layer, unit, silent } = this.state;
      const sizes = sizesOf(card.architecture);
      this.asked = this.askedUnit = '';
      this.searched = null;
      // What is shown was the old model's.
      const left = Object.fromEntries(Object.entries(sizes).map(([name, units]) =>
        [name, (silent[name] ?? []).filter((unit) => unit < units)]));
      const chosen = layer in sizes ? { layer, unit: Math.min(unit, sizes[layer] - 1) } : { layer: 'h1', unit: 0 };
      this.slice.set({ sizes, ...chosen, silent: left, runs: null, examples: null, cosines: null });
    }
    this.refresh();
    this.lesionSettings.update(this.lesionParams, this.state.lesions);
    this.settings.update(this.params, this.state.settings);
    for (const panel of this.panels) panel.update(this.state);
  }

  link() {
    return this.slice.link();
  }

  /** @param {Partial<InsideState>} changes */
  change(changes) {
    this.slice.set(changes);
    this.refresh();
  }

  /** A change of lesions, which are then what is shown. @param {Partial<InsideState>} changes */
  hurt(changes) {
    this.change({ ...changes, shown: 'lesioned' });
  }

  mend() {
    this.change({ lesions: defaultsOf(this.lesionParams), silent: noneSilent(this.state.sizes), shown: 'intact' });
  }

  /** Silences the chosen unit, or lets it speak again. */
  silence() {
    const { layer, unit, silent } = this.state;
    const units = silent[layer].includes(unit) ? silent[layer].filter((other) => other !== unit) : [...silent[layer], unit];
    this.hurt({ silent: { ...silent, [layer]: units }, chosenBy: 'visitor' });
  }

  async throwDie() {
    const seed = await this.context.session.ask(ACTION.seed, null);
    if (seed !== undefined) this.hurt({ seed });
  }

  /** Asks for what has changed since it was last asked for. */
  refresh() {
    const { clean, spoilt } = this.context.store.state;
    const x = this.state.input === 'spoilt' ? (spoilt?.image ?? null) : clean;
    if (x !== this.state.x) {
      this.asked = '';
      this.slice.set({ x, ...(x ? {} : { runs: null, examples: null, cosines: null }) });
    }
    const { layer, unit, chosenBy, settings, lesions, silent, seed } = this.state;
    const wanted = JSON.stringify([settings, lesions, silent, seed]);
    if (x && wanted !== this.asked) {
      this.asked = wanted;
      this.infer({ x, clean, settings, lesions, silent: Object.values(silent), seed });
    }
    const wantedUnit = `${layer} ${unit}`;
    if (wantedUnit !== this.askedUnit && (chosenBy || !x)) {
      this.askedUnit = wantedUnit;
      this.lookAt({ layer, unit, count: DRIVERS });
    }
  }

  /** @param {import('../../client/protocol.js').InsideJob} job */
  async infer(job) {
    const { session } = this.context;
    const { card } = this;
    const runs = await session.ask(ACTION.insideTrace, job);
    // Another model is asked anew.
    if (!runs || card !== this.card) return;
    const last = runs.intact.length - 1;
    await this.search(job, runs.intact[last].h[0]);
    if (card !== this.card) return;
    this.slice.set({ runs, cursor: Math.min(this.state.cursor, last) });
    const cosines = await session.ask(ACTION.insideCosines, { x: job.x, settings: job.settings });
    if (card !== this.card) return;
    if (cosines) this.slice.set({ cosines });
    const examples = await session.ask(ACTION.insideExamples, job);
    if (examples && card === this.card) this.slice.set({ examples });
  }

  /**
   * Looks at a unit that stands out for the digit, until the visitor chooses one.
   * @param {import('../../client/protocol.js').InsideJob} job @param {Float32Array} h1
   */
  async search({ clean, settings }, h1) {
    const chosen = () => this.state.chosenBy === 'visitor';
    if (chosen() || this.searched === clean) return;
    this.searched = clean;
    const { card } = this;
    const unit = await this.context.session.ask(ACTION.insideStandOut, { h1, settings });
    if (unit === undefined || card !== this.card || chosen()) return;
    this.change({ layer: 'h1', unit, chosenBy: 'digit' });
  }

  /** @param {{ layer: InsideState['layer'], unit: number, count: number }} job */
  async lookAt(job) {
    const pictures = await this.context.session.ask(ACTION.insideUnit, job);
    if (pictures && job.layer === this.state.layer && job.unit === this.state.unit) this.slice.set({ pictures });
  }

  play() {
    const { runs, cursor } = this.state;
    if (!this.player.playing && cursor >= (runs?.intact.length ?? 1) - 1) this.slice.set({ cursor: 0 });
    this.player.toggle();
    if (this.player.playing) bringIntoSight(find(this.root, '.time'));
  }

  /** The next iteration; whether there are more. */
  advance() {
    const last = (this.state.runs?.intact.length ?? 1) - 1;
    const cursor = Math.min(last, this.state.cursor + 1);
    this.slice.set({ cursor });
    return cursor < last;
  }
}
