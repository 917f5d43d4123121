// The bench that denoises and in-paints: a digit is drawn, spoilt and restored, step by step. It is there from the start.

import { termsOf } from '../../plots/log-joint.js';
import { readFields, writeFields } from '../../app/fields.js';
import { defaultsOf, maskOf } from '../../app/state.js';
import { SettingsPanel } from '../../ui/settings.js';
import { fill, find } from '../../ui/dom.js';
import { t } from '../../strings/strings.js';
import { DrawPanel } from './draw.js';
import { MARKUP } from './markup.js';
import { Restoration } from './restoration.js';
import { ResultPanel } from './result.js';
import { SpoilPanel } from './spoil.js';
import { fields, initialState, lastStep, paramsOf } from './state.js';
import { TransportPanel } from './transport.js';
import { onUndoKeys } from './undo-keys.js';

/**
 * @import { BenchModule, Context } from '../../app/benches.js'
 * @import { Field } from '../../app/fields.js'
 * @import { LinkFields } from '../../app/link.js'
 * @import { State } from '../../app/state.js'
 * @import { Slice } from '../../app/store.js'
 * @import { Parameters } from '../../client/protocol.js'
 * @import { DenoiseState, Mode } from './state.js'
 */

export const style = new URL('./bench.css', import.meta.url).href;

/** The digit that is there when the page opens. */
const FIRST_DIGIT = 5;

/** @type {BenchModule['create']} */
export function create(root, context) {
  fill(root, MARKUP);
  return new DenoiseBench(root, context);
}

class DenoiseBench {
  /** @param {HTMLElement} root @param {Context} context */
  constructor(root, context) {
    const { session, say } = context;
    this.root = root;
    this.context = context;
    this.session = session;
    /** What a link keeps of this bench and of the digit: it is known with the core's tables. @type {Field[]} */
    this.fields = [];
    /** @type {Slice<DenoiseState>} */
    this.slice = context.slice([], initialState());
    this.said = '';
    this.draw = new DrawPanel(find(root, '.draw'), {
      onInk: (ink, picked) => session.setInk(ink, picked),
      onExample: (digit) => session.example(digit),
      onLive: (live) => this.setLive(live),
      say,
    });
    onUndoKeys(() => this.draw.inSight, { undo: () => this.draw.undo(), redo: () => this.draw.redo() });
    this.spoil = new SpoilPanel(root, {
      onCorruption: (change) => session.setCorruption(change),
      onDie: () => session.throwDie(),
      onMode: (mode) => this.setMode(mode),
      onStart: (start) => this.setStart(start),
      onMask: (mask) => this.setMask(mask),
      say,
    });
    this.result = new ResultPanel(root);
    this.transport = new TransportPanel(find(root, '.transport'), {
      onPlay: () => this.playOrPause(),
      onStep: () => this.time.step(),
      onReset: () => this.time.clear(),
      onScrub: (cursor) => this.time.scrub(cursor),
    });
    this.settings = new SettingsPanel(root, '#denoise-settings', (name, value, side) => this.setSetting(name, value, side));
    this.compare = /** @type {HTMLInputElement} */ (find(root, '#compare'));
    this.compare.onchange = () => this.setComparing(this.compare.checked);
    this.time = new Restoration(context, (changes) => this.set(changes), () => this.transport.rate);
    session.follower = this;
  }

  get state() {
    return this.slice.state;
  }

  /** @param {Partial<DenoiseState>} changes */
  set(changes) {
    this.slice.set(changes);
    if (this.fields.some(({ path: [part, name] }) => part === 'denoise' && name in changes)) this.context.changed();
  }

  // ---- The contract of a bench ----

  show() {}

  /** A hidden page plays on where it was; another bench in sight ends playing. */
  hide() {
    if (this.context.store.state.bench !== 'denoise') this.time.player.pause();
  }

  play() {
    if (!this.state.playing) this.time.toggle();
  }

  link() {
    return writeFields(this.fields, this.context.store.state);
  }

  /** Takes over what a link says; of the digit only where it names one. @param {LinkFields} link */
  async apply(link) {
    if (!this.fields.some(({ name }) => link.has(name))) return;
    this.time.clear();
    this.take(link, false);
    await this.session.refresh();
  }

  /**
   * @param {LinkFields} link @param {boolean} clearing whether the digit goes where the link names none
   * @returns {boolean} whether it names one
   */
  take(link, clearing) {
    const { denoise, corruption, mask, clean, ink } = readFields(this.fields, link);
    const drawn = clean !== null || ink !== null;
    this.set({ ...denoise, comparedBefore: denoise.comparing });
    this.session.set({ corruption, mask, ...((drawn || clearing) && { clean, sampled: clean !== null, ink: ink ?? [] }) });
    return drawn;
  }

  /** @param {State} state */
  update(state) {
    const { mode, start, settings, settingsB, comparing, frames, computing, cursor, live } = state.denoise;
    this.draw.update(state);
    this.spoil.update(state);
    this.result.update(state);
    this.transport.update(state);
    const params = state.parameters ? paramsOf(state.parameters, mode, start) : undefined;
    this.settings.update(params, settings[mode], comparing ? settingsB[mode] : null);
    this.compare.checked = comparing;
    const last = frames.at(-1);
    const finished = last && !computing && cursor === lastStep(state.denoise) && !live;
    const text = finished ? t('result.said', { value: termsOf(last)[0].toFixed(2) }) : '';
    if (text !== this.said) this.context.say((this.said = text));
  }

  // ---- What follows the model and the digit ----

  /** The first model is open: the link says what is to be seen. @param {Parameters} parameters */
  begin(parameters) {
    this.fields = fields(parameters);
    return this.take(this.context.link, true) ? this.session.refresh() : this.session.example(FIRST_DIGIT);
  }

  stopped() {
    if (this.state.computing) this.time.clear();
    this.time.player.pause();
  }

  modelReplaced() {
    const { frames, computing, live, start } = this.state;
    const again = frames.length > 0 || computing || live;
    this.time.clear();
    if (!this.session.source.mixture && start === 'mixture') this.setStart('noise');
    if (again) this.time.compute(Infinity);
  }

  /** The trace of another digit says nothing; a live one follows. */
  digitReplaced() {
    if (!this.state.live) this.time.clear();
  }

  pixelsReady() {
    if (!this.context.store.state.clean) return this.time.clear();
    if (this.state.live) return this.restoreLive();
  }

  /** Restores at once to the last step, where something may be restored. */
  restoreLive() {
    if (this.state.mode === 'inpaint' && !maskOf(this.context.store.state)?.includes(1)) return this.time.clear();
    return this.time.compute(Infinity);
  }

  // ---- What the visitor can do ----

  playOrPause() {
    this.time.toggle();
    // On a phone the result lies below the canvas.
    if (this.state.playing && matchMedia('(max-width: 999px)').matches) find(this.root, '.result').scrollIntoView({ block: 'start' });
  }

  /** @param {boolean} live whether every change of the digit is restored at once */
  setLive(live) {
    this.set({ live });
    return live ? this.restoreLive() : undefined;
  }

  /** @param {Mode} mode */
  setMode(mode) {
    this.set({ mode });
    this.time.clear();
    const { mask, spoilt } = this.context.store.state;
    // Noise marks every pixel, which leaves In-paint nothing to go by: holes instead.
    if (mode === 'inpaint' && !mask && spoilt?.mask.every(Boolean)) {
      return this.session.setCorruption({ kind: 'random-pixels', strength: NaN });
    }
    if (this.state.live) this.restoreLive();
  }

  /** @param {Uint8Array | null} mask */
  setMask(mask) {
    this.session.set({ mask });
    if (this.state.live) this.restoreLive();
    else this.time.clear();
  }

  /** @param {string | null} name null restores every default @param {number} value @param {0 | 1} side 1 is setting B */
  setSetting(name, value, side) {
    const key = side === 0 ? 'settings' : 'settingsB';
    const { [key]: before, mode } = this.state;
    const settings = name === null ? this.defaults(mode) : { ...before[mode], [name]: value };
    this.set({ [key]: { ...before, [mode]: settings } });
    return this.time.again();
  }

  /** @param {Mode} mode */
  defaults(mode) {
    const { parameters } = this.context.store.state;
    return parameters ? defaultsOf(paramsOf(parameters, mode, this.state.start)) : {};
  }

  /** @param {boolean} comparing whether the digit is restored under two settings; B begins as A is */
  setComparing(comparing) {
    const { settings, comparedBefore } = this.state;
    this.set({ comparing, comparedBefore: true, ...(comparing && !comparedBefore && { settingsB: structuredClone(settings) }) });
    return this.time.again();
  }

  /** @param {DenoiseState['start']} start */
  setStart(start) {
    if (start === 'mixture' && !this.session.source.mixture) return this.session.set({ modelProblem: () => t('mixture.none') });
    this.set({ start });
    const { settings, settingsB } = this.state;
    this.set({ settings: { ...settings, inpaint: this.defaults('inpaint') },
      settingsB: { ...settingsB, inpaint: this.defaults('inpaint') } });
    return this.time.again();
  }
}
