// The model, the digit and its restoration: what the user can do with them, as changes of the state and requests to the worker.

import { LinkFields, imageToText, readLink, snap, textToImage } from './link.js';
import { Cancelled, LAB_WORKER, MODEL_WORKER, ModelClient } from './model-client.js';
import { ACTION } from './protocol.js';
import { Restoration } from './restoration.js';
import { whatIsMissing } from './simd.js';
import { defaultsOf, fromLink, maskOf, paramsOf, strengthOf } from './state.js';
import { t } from './strings.js';

/**
 * @typedef {import('./state.js').State} State
 * @typedef {import('./protocol.js').Stroke} Stroke
 */

/** The models, beside the page; only the one that is asked for is fetched, its mixture when something needs it. */
const MODELS = {
  default: {
    url: new URL('./model/default.safetensors', import.meta.url).href,
    mixture: { url: new URL('./model/default.mixture.safetensors', import.meta.url).href },
  },
  paper: {
    url: new URL('./model/paper.safetensors', import.meta.url).href,
    mixture: { url: new URL('./model/paper.mixture.safetensors', import.meta.url).href },
  },
};
/** While the mixture is fetched, the status line is written at most this often, in milliseconds: screen readers read it. */
const PROGRESS_INTERVAL = 2000;
/** The digit that is there when the page opens. */
const FIRST_DIGIT = 5;

/** What went wrong, as a sentence. @param {unknown} error */
export function sentence(error) {
  const text = error instanceof Error ? error.message : String(error);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

export class Session {
  /**
   * @param {import('./store.js').Store<State>} store
   * @param {{ rate: () => number, changed: () => void }} events steps a second while playing; called when something that the link keeps has changed
   */
  constructor(store, { rate, changed }) {
    this.store = store;
    this.changed = changed;
    this.examplesShown = 0;
    /** @type {ModelClient | null} */
    this.client = null;
    this.time = new Restoration(this, rate);
    /** The visitor's own model. @type {import('./protocol.js').ModelSource | null} */
    this.own = null;
    /** Workers that have a mixture or wait for it, and that of which model. @type {WeakMap<ModelClient, { source: object, done: Promise<boolean> }>} */
    this.mixtures = new WeakMap();
  }

  get state() {
    return this.store.state;
  }

  /** @param {Partial<State>} changes */
  set(changes) {
    this.store.set(changes);
    this.changed();
  }

  /** Starts a worker and opens the model; on a retry the drawing and the settings stay. */
  async open() {
    this.client?.close(new Cancelled());
    this.store.set({ loading: { status: 'loading', problem: '', download: null } });
    const missing = whatIsMissing();
    if (missing) return this.fail(missing);
    this.client = new ModelClient((error) => this.fail(() => t('loading.stopped', { reason: error.message })));
    const client = this.client;
    try {
      const { card, parameters } = await client.request(ACTION.open, this.source, {
        onFrame: (download) => this.store.set({ loading: { status: 'loading', problem: '', download } }),
      });
      const first = this.state.parameters === null;
      Object.assign(this.state, { card, parameters });
      const { drawn, ...link } = first ? fromLink(this.state, readLink()) : { drawn: true };
      this.store.set({ ...link, loading: { status: 'ready', problem: '', download: null } });
      if (!drawn) await this.example(FIRST_DIGIT);
      else await this.refresh();
    } catch (error) {
      if (client === this.client) this.report(error);
    }
  }

  /** Where another worker finds the open model. @returns {import('./protocol.js').ModelSource} */
  get source() {
    return this.state.model === 'own' ? /** @type {import('./protocol.js').ModelSource} */ (this.own) : MODELS[this.state.model];
  }

  /**
   * Starts another worker for a bench that computes beside this one; the bench closes it.
   * @param {(error: Error) => void} onCrash called once if it is lost
   * @param {{ model: boolean }} options whether it opens the model; if not, it learns and spikes
   */
  async spawn(onCrash, { model }) {
    const client = new ModelClient(onCrash, model ? MODEL_WORKER : LAB_WORKER);
    await (model ? client.request(ACTION.open, this.source) : client.request(ACTION.start));
    return client;
  }

  /**
   * Waits until a worker has the mixture of the open model. The first time it is fetched; the status line says how far that
   * is, or why it failed, and the next call tries again.
   * @param {ModelClient | null} [client] the session's own where none is given
   * @returns {Promise<boolean>} whether it is there
   */
  async mixture(client = this.client) {
    if (!client) return false;
    const { source } = this;
    const known = this.mixtures.get(client);
    if (known?.source === source) return known.done;
    const done = this.fetchMixture(client, source);
    this.mixtures.set(client, { source, done });
    const there = await done;
    if (!there && this.mixtures.get(client)?.done === done) this.mixtures.delete(client);
    return there;
  }

  /** @param {ModelClient} client @param {import('./protocol.js').ModelSource} source */
  async fetchMixture(client, source) {
    const say = (/** @type {import('./strings.js').Saying} */ text) => this.source === source && this.store.set({ modelProblem: text });
    if (!source.mixture) {
      say(() => t('mixture.none'));
      return false;
    }
    say(() => t('mixture.loading'));
    let saidAt = performance.now();
    try {
      await client.request(ACTION.mixture, source.mixture, {
        onFrame: ({ received }) => {
          if (performance.now() - saidAt < PROGRESS_INTERVAL) return;
          saidAt = performance.now();
          say(() => t('mixture.progress', { count: Math.round(received / 1000) }));
        },
      });
      say('');
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      // Where the whole worker is lost, that is said instead.
      say(error instanceof Cancelled || this.state.loading.status === 'failed' ? '' : () => t('mixture.failed', { reason }));
      return false;
    }
  }

  /** @param {import('./strings.js').Saying} problem */
  fail(problem) {
    this.time.job = null;
    this.store.set({ loading: { status: 'failed', problem, download: null }, playing: false, computing: false });
  }

  /** @param {unknown} error */
  report(error) {
    if (error instanceof Cancelled || this.state.loading.status === 'failed') return;
    this.fail(sentence(error));
  }

  /** A request of which only the newest counts; undefined if it was replaced or failed. @param {string} action @param {any} payload */
  async ask(action, payload) {
    if (!this.client || this.state.loading.status !== 'ready') return undefined;
    return this.client.latest(action, payload).catch((error) => this.report(error));
  }

  /** Opens another model; the drawing and the settings stay. Where it cannot be had, so does the old model. @param {State['model']} model */
  async setModel(model) {
    if (!this.client || this.state.loading.status !== 'ready' || (model === 'own' && !this.own)) return;
    await this.openModel({ model });
  }

  /**
   * Opens a model of the visitor's; where it cannot be used, the page goes on with the one before.
   * @param {import('./strings.js').Saying} name of its file @param {import('./protocol.js').ModelSource} source @returns {Promise<boolean>} whether it is open
   */
  async openOwnModel(name, source) {
    if (!this.client || this.state.loading.status !== 'ready') return false;
    const before = this.own;
    this.own = source;
    const opened = await this.openModel({ model: 'own', ownName: name });
    if (!opened && this.own === source) this.own = before;
    return opened;
  }

  /** @param {Pick<State, 'model'> & { ownName?: import('./strings.js').Saying }} wanted @returns {Promise<boolean>} whether it is open */
  async openModel(wanted) {
    const { model, ownName } = this.state;
    const again = this.state.frames.length > 0;
    this.time.clear();
    this.set({ ...wanted, modelProblem: () => t('model.opening') });
    const { source } = this;
    try {
      const { card } = await /** @type {ModelClient} */ (this.client).request(ACTION.open, source);
      if (this.source !== source) return false;
      this.set({ card, modelProblem: source.mixture ? '' : () => t('mixture.none') });
      if (!source.mixture && this.state.start === 'mixture') this.setStart('noise');
      if (again || this.state.live) this.time.compute(Infinity);
      return true;
    } catch (error) {
      if (error instanceof Cancelled || this.source !== source) return false;
      this.set({ model, ownName, modelProblem: () => t('model.kept', { reason: sentence(error) }) });
      return false;
    }
  }

  /** Opens a model that was learned here, for every bench. @param {import('./protocol.js').ModelFiles} files */
  async setOwnModel({ model, mixture }) {
    return this.openOwnModel(() => t('model.learned'), { bytes: model, mixture: { bytes: mixture } });
  }

  /**
   * Takes over what the fields of a link say. The digit and the model stay where they are not named; of the rest everything,
   * where nothing of it is named, else what is not named gets its default.
   * @param {Map<string, string>} fields
   */
  async apply(fields) {
    if (!this.state.parameters) return;
    const link = new LinkFields(fields);
    const model = link.get('model') ?? this.state.model;
    for (const name of ['bench', 'model']) link.delete(name);
    if ([...link.keys()].some((name) => !name.includes('.') || /^(b|denoise|inpaint)\./.test(name))) {
      const { drawn, ink, clean, sampled, ...settings } = fromLink(this.state, link);
      this.time.clear();
      this.set(drawn ? { ink, clean, sampled, ...settings } : settings);
      await this.refresh();
    }
    if (model !== this.state.model && model in MODELS) await this.setModel(/** @type {State['model']} */ (model));
  }

  // ---- The digit and what spoils it ----

  /** @param {Stroke[]} ink */
  setInk(ink) {
    this.set({ ink, sampled: false });
    return this.digitChanged();
  }

  /** @param {number} digit */
  async example(digit) {
    /** @type {Stroke[] | undefined} */
    const ink = await this.ask(ACTION.example, { digit, variant: this.examplesShown++ });
    if (!ink) return;
    const snapped = ink.map((s) => ({ ...s, width: snap(s.width), points: s.points.map(([x, y]) => /** @type {[number, number]} */ ([snap(x), snap(y)])) }));
    await this.setInk(snapped);
  }

  /** A digit from another bench. @param {Float32Array} image */
  pick(image) {
    // In the levels that a link keeps.
    this.set({ bench: 'denoise', clean: textToImage(imageToText(image)), sampled: true, ink: [], mask: null });
    return this.digitChanged();
  }

  /** The trace of another digit says nothing; a live one follows. */
  digitChanged() {
    if (!this.state.live) this.time.clear();
    return this.refresh();
  }

  /** Makes the pixels of the ink and spoils them anew; live, restores them too. */
  async refresh() {
    const { sampled, clean: picked, ink, corruption } = this.state;
    const answer = await this.ask(ACTION.digit, { ...(sampled ? { clean: picked } : { ink }), corruption });
    if (!answer) return;
    this.set(answer);
    if (!answer.clean) this.time.clear();
    else if (this.state.live) await this.restoreLive();
  }

  /** Restores at once to the last step, where something may be restored. */
  async restoreLive() {
    const { mode } = this.state;
    if (mode === 'inpaint' && !maskOf(this.state)?.includes(1)) return this.time.clear();
    return this.time.compute(Infinity);
  }

  /** @param {boolean} live whether every change of the digit is restored at once */
  setLive(live) {
    this.set({ live });
    return live ? this.restoreLive() : undefined;
  }

  /** @param {Partial<import('./protocol.js').Corruption>} change a strength of NaN means the kind's default */
  setCorruption(change) {
    this.state.corruption = { ...this.state.corruption, ...change };
    const { strength } = this.state.corruption;
    if (Number.isNaN(strength)) this.state.corruption.strength = strengthOf(this.state)?.default ?? 0;
    this.set({ mask: null });
    return this.digitChanged();
  }

  /** A fresh seed for the corruption. */
  async throwDie() {
    const seed = await this.ask(ACTION.seed, null);
    if (seed !== undefined) return this.setCorruption({ seed });
  }

  /** @param {import('./state.js').Mode} mode */
  setMode(mode) {
    this.set({ mode });
    this.time.clear();
    const { mask, spoilt, live } = this.state;
    // Noise marks every pixel, which leaves In-paint nothing to go by: holes instead.
    if (mode === 'inpaint' && !mask && spoilt?.mask.every(Boolean)) return this.setCorruption({ kind: 'random-pixels', strength: NaN });
    if (live) this.restoreLive();
  }

  /** @param {Uint8Array | null} mask */
  setMask(mask) {
    this.set({ mask });
    if (this.state.live) this.restoreLive();
    else this.time.clear();
  }

  /** @param {import('./state.js').Mode} mode @param {string | null} name null restores every default @param {number} value @param {0 | 1} [side] 1 is setting B */
  setSetting(mode, name, value, side = 0) {
    const key = side === 0 ? 'settings' : 'settingsB';
    const before = this.state[key];
    const settings = name === null ? defaultsOf(paramsOf(this.state, mode)) : { ...before[mode], [name]: value };
    this.set({ [key]: { ...before, [mode]: settings } });
    return this.time.again();
  }

  /** @param {boolean} comparing whether the digit is restored under two settings; B begins as A is */
  setComparing(comparing) {
    const { settings, comparedBefore } = this.state;
    this.set({ comparing, comparedBefore: true, ...(comparing && !comparedBefore && { settingsB: structuredClone(settings) }) });
    return this.time.again();
  }

  /** @param {State['start']} start */
  setStart(start) {
    if (start === 'mixture' && !this.source.mixture) return this.set({ modelProblem: () => t('mixture.none') });
    this.set({ start });
    const defaults = defaultsOf(paramsOf(this.state, 'inpaint'));
    const { settings, settingsB } = this.state;
    this.set({ settings: { ...settings, inpaint: defaults }, settingsB: { ...settingsB, inpaint: { ...defaults } } });
    return this.time.again();
  }
}
