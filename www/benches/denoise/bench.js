// The bench that denoises and in-paints: a digit is drawn, spoilt and restored, step by step. It is there from the start.

import { ACTION } from '../../client/protocol.js';
import { termsOf } from '../../plots/log-joint.js';
import { readFields, writeFields } from '../../app/fields.js';
import { defaultsOf, maskOf } from '../../app/state.js';
import { bringIntoSight } from '../../ui/screen.js';
import { SettingsPanel } from '../../ui/settings.js';
import { fill, find } from '../../ui/dom.js';
import { t } from '../../strings/strings.js';
import { DrawPanel } from './draw.js';
import { MARKUP } from './markup.js';
import { Opening } from './opening.js';
import { OptionsPanel } from './options.js';
import { Restoration } from './restoration.js';
import { ResultPanel } from './result.js';
import { SpoilPanel } from './spoil.js';
import { fields, initialState, lastStep, modeWith, otherThan, paramsOf, wayOf } from './state.js';
import { TransportPanel } from './transport.js';
import { onUndoKeys } from './undo-keys.js';
import { Wires } from './wires.js';

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
    /** Whether the address names nothing, so that the bench opens by itself: the page soon writes its link there. */
    this.bare = location.hash === '';
    /** @type {Opening | null} */
    this.opening = null;
    /** Whether the open model has no restorer, so that the paper's inference stands in. */
    this.standingIn = false;
    this.draw = new DrawPanel(root, {
      onInk: (ink, picked) => session.setInk(ink, picked),
      onExample: (digit) => session.example(digit),
      onLive: (live) => this.setLive(live),
      say,
    });
    onUndoKeys(() => this.draw.inSight, { undo: () => this.draw.undo(), redo: () => this.draw.redo() });
    this.spoil = new SpoilPanel(root, {
      onCorruption: (change) => this.setCorruption(change),
      onDie: () => session.throwDie(),
      onTold: (told) => this.setMode(modeWith(this.state.mode, { told })),
      onStart: (start) => this.setStart(start),
      onMask: (mask) => this.setMask(mask),
      say,
    });
    this.result = new ResultPanel(root);
    this.transport = new TransportPanel(root, {
      onPlay: () => this.playOrPause(),
      onStep: () => this.time.step(),
      onReset: () => this.time.clear(),
      onScrub: (cursor) => this.time.scrub(cursor),
    });
    this.settings = new SettingsPanel(root, '#denoise-settings', (name, value, side) => this.setSetting(name, value, side));
    this.wires = new Wires(root, () => this.time.player.interval);
    this.options = new OptionsPanel(root);
    find(root, '.skip').onclick = () => find(root, '#play').focus();
    find(root, '#to-story').onclick = () => context.goTo({ bench: 'story' });
    this.compare = /** @type {HTMLInputElement} */ (find(root, '#compare'));
    this.compare.onchange = () => this.setComparing(this.compare.checked);
    this.maps = /** @type {HTMLSelectElement} */ (find(root, '#maps'));
    this.maps.onchange = () => {
      this.set({ maps: /** @type {DenoiseState['maps']} */ (this.maps.value) });
      this.time.again();
    };
    this.way = /** @type {HTMLSelectElement} */ (find(root, '#way'));
    this.way.onchange = () => {
      const { value } = this.way;
      if (value) this.setMode(modeWith(this.state.mode, { restorer: value === 'restorer' }));
      else this.set({});
    };
    this.time = new Restoration(context, (changes) => this.set(changes), () => this.transport.rate(this.state.mode));
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
    if (this.context.store.state.bench === 'denoise') return;
    this.opening?.end();
    this.time.player.pause();
  }

  play() {
    if (!this.state.playing) this.time.toggle();
  }

  link() {
    return writeFields(this.fields, this.context.store.state);
  }

  /** Takes over what a link says; of the digit only where it names one. @param {LinkFields} link */
  async apply(link) {
    this.opening?.end();
    if (!this.fields.some(({ name }) => link.has(name))) return;
    this.time.clear();
    const { step } = this.take(link, false);
    await this.session.refresh();
    this.restoreAt(step);
  }

  /**
   * @param {LinkFields} link @param {boolean} clearing whether the digit goes where the link names none
   * @returns {{ drawn: boolean, step: number | null }} whether it names one, and the step at which it stood restored, if it did
   */
  take(link, clearing) {
    const { denoise: { cursor: step, ...denoise }, corruption, mask, clean, ink } = readFields(this.fields, link);
    const drawn = clean !== null || ink !== null;
    // What leads here from another bench changes the noise only where it names it.
    const spoils = clearing || ['corruption', 'strength', 'seed', 'mask'].some((name) => link.has(name));
    this.set({ ...denoise, comparedBefore: denoise.comparing });
    this.options.openFor(this.state, corruption.seed, this.defaults(this.state.mode));
    const digit = (drawn || clearing) && { clean, sampled: clean !== null, ink: ink ?? [] };
    this.session.set({ ...(spoils && { corruption, mask }), ...digit });
    return { drawn, step };
  }

  /** @param {State} state */
  update(state) {
    const { mode, start, settings, settingsB, comparing, maps, frames, computing, cursor, live } = state.denoise;
    this.draw.update(state);
    this.spoil.update(state);
    this.result.update(state);
    this.transport.update(state);
    this.opening?.update();
    const params = state.parameters ? paramsOf(state.parameters, mode, start) : undefined;
    this.settings.update(params, settings[mode], comparing ? settingsB[mode] : null);
    this.compare.checked = comparing;
    this.maps.value = maps;
    const { restorer, told } = wayOf(mode);
    this.root.classList.toggle('by-restorer', restorer);
    this.way.value = restorer ? 'restorer' : 'inference';
    this.way.options[0].disabled = !this.session.restores;
    find(this.root, '#way-help').textContent =
      t(restorer ? 'way.restorer.help' : this.session.restores ? 'way.inference.help' : 'way.none');
    const objective = restorer ? (told ? [t('trace.total.help'), t('told.objective')] : [t('trace.total-noisy.help')])
      : [t('trace.total.help'), t('way.inference.help')];
    find(this.root, '#objective-help').textContent = find(this.root, '#trace-objective').title = objective.join(' ');
    this.wires.update(state);
    const last = frames.at(-1);
    const finished = last && !computing && cursor === lastStep(state.denoise) && !live;
    const text = finished ? t('result.said', { value: termsOf(last)[0].toFixed(2) }) : '';
    if (text !== this.said) this.context.say((this.said = text));
  }

  // ---- What follows the model and the digit ----

  /** The first model is open: the link says what is to be seen. @param {Parameters} parameters */
  async begin(parameters) {
    this.fields = fields(parameters);
    const { drawn, step } = this.take(this.context.link, true);
    this.fitModel();
    await (drawn ? this.session.refresh() : this.session.example(FIRST_DIGIT, (ink) => (this.draw.offered = ink)));
    if (this.bare && this.context.store.state.bench === 'denoise') this.open();
    else this.restoreAt(step);
  }

  open() {
    const { time, draw } = this;
    this.opening = new Opening(this.root, this.context, { time, set: (changes) => this.set(changes), onDraw: () => {
      draw.change([]);
      draw.canvas.focus();
    } });
  }

  stopped() {
    this.opening?.end();
    if (this.state.computing) this.time.clear();
    this.time.player.pause();
  }

  modelReplaced() {
    this.opening?.end();
    const { frames, computing, live, start } = this.state;
    const again = frames.length > 0 || computing || live;
    this.time.clear();
    this.look();
    this.fitModel();
    if (!this.session.source.mixture && start === 'mixture') this.setStart('noise');
    if (again) this.time.compute(Infinity);
  }

  /** The paper's inference stands in where the model has no restorer, until one is open that has. */
  fitModel() {
    const { restores } = this.session;
    const { restorer } = wayOf(this.state.mode);
    if (restorer === restores || (restores && !this.standingIn)) return;
    this.standingIn = !restores;
    this.set({ mode: modeWith(this.state.mode, { restorer: restores }) });
  }

  /** The trace of another digit says nothing; a live one follows. */
  digitReplaced() {
    this.opening?.end();
    if (!this.state.live) this.time.clear();
  }

  pixelsReady() {
    this.look();
    if (!this.context.store.state.clean) return this.time.clear();
    if (this.state.live) this.restoreAt(Infinity);
  }

  /** What goes wrong here goes wrong again when it is restored, and is told then. */
  async look() {
    const { store, session } = this.context;
    const { spoilt } = store.state;
    const glance = spoilt && (await session.request(ACTION.glance, { x: spoilt.image }).catch(() => null));
    if (spoilt === store.state.spoilt) this.set({ glance });
  }

  /** Restores at once, where something may be restored, and shows a step. @param {number | null} step null restores nothing */
  restoreAt(step) {
    if (step === null) return;
    if (wayOf(this.state.mode).told && !maskOf(this.context.store.state)?.includes(1)) this.time.clear();
    else this.time.compute(step);
  }

  // ---- What the visitor can do ----

  playOrPause() {
    this.time.toggle();
    if (this.state.playing) bringIntoSight(find(this.root, '.result'));
  }

  /** @param {boolean} live whether every change of the digit is restored at once */
  setLive(live) {
    this.set({ live });
    if (live) this.restoreAt(Infinity);
  }

  /** @param {Mode} mode */
  setMode(mode) {
    this.standingIn = false;
    this.set({ mode });
    this.time.clear();
    if (this.state.live) this.restoreAt(Infinity);
  }

  /** Another kind of noise is told of where that is worth it. @param {Partial<import('../../client/protocol.js').Corruption>} change */
  setCorruption(change) {
    const kind = this.context.store.state.parameters?.corruptions.find(({ kind }) => kind === change.kind);
    if (kind) this.set({ mode: modeWith(this.state.mode, { told: kind.told }) });
    return this.session.setCorruption(change);
  }

  /** @param {Uint8Array | null} mask */
  setMask(mask) {
    this.session.set({ mask });
    if (this.state.live) this.restoreAt(Infinity);
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

  /** @param {boolean} comparing whether the digit is restored under two settings; B begins as A is, but for what shows most */
  setComparing(comparing) {
    const { settings, comparedBefore } = this.state;
    this.set({ comparing, comparedBefore: true, ...(comparing && !comparedBefore && { settingsB: otherThan(settings) }) });
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
