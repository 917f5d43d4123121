// The model, the digit and its restoration: what the user can do with them, as changes of the state and requests to the worker.

import { LinkFields, imageToText, readLink, snap, textToImage } from './link.js';
import { Cancelled, LAB_WORKER, MODEL_WORKER, ModelClient } from './model-client.js';
import { ACTION } from './protocol.js';
import { whatIsMissing } from './simd.js';
import { defaultsOf, fromLink, maskOf, paramsOf, strengthOf } from './state.js';
import { t } from './strings.js';

/**
 * @typedef {import('./state.js').State} State
 * @typedef {import('./protocol.js').Stroke} Stroke
 * @typedef {import('./protocol.js').Frame} Frame
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

export class Session {
  /**
   * @param {import('./store.js').Store<State>} store
   * @param {{ rate: () => number, changed: () => void }} events steps a second while playing; called when something that the link keeps has changed
   */
  constructor(store, { rate, changed }) {
    this.store = store;
    this.rate = rate;
    this.changed = changed;
    this.examplesShown = 0;
    /** A model that was learned here. @type {import('./protocol.js').ModelSource | null} */
    this.own = null;
    /** @type {ModelClient | null} */
    this.client = null;
    /** @type {AbortController | null} */
    this.restoring = null;
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
    this.client = new ModelClient((error) => this.fail(`${t('loading.stopped', { reason: error.message })}`));
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
    return this.state.model === 'own' && this.own ? this.own : MODELS[this.state.model === 'paper' ? 'paper' : 'default'];
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
    const say = (/** @type {string} */ text) => this.source === source && this.store.set({ modelProblem: text });
    if (!source.mixture) {
      say(t('mixture.none'));
      return false;
    }
    say(t('mixture.loading'));
    let saidAt = performance.now();
    try {
      await client.request(ACTION.mixture, source.mixture, {
        onFrame: ({ received }) => {
          if (performance.now() - saidAt < PROGRESS_INTERVAL) return;
          saidAt = performance.now();
          say(t('mixture.progress', { count: Math.round(received / 1000) }));
        },
      });
      say('');
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      // Where the whole worker is lost, that is said instead.
      say(error instanceof Cancelled || this.state.loading.status === 'failed' ? '' : t('mixture.failed', { reason }));
      return false;
    }
  }

  /** @param {string} problem */
  fail(problem) {
    this.restoring = null;
    this.store.set({ loading: { status: 'failed', problem, download: null }, playing: false, computing: false });
  }

  /** @param {unknown} error */
  report(error) {
    if (error instanceof Cancelled || this.state.loading.status === 'failed') return;
    const text = error instanceof Error ? error.message : String(error);
    this.fail(/[.!?]$/.test(text) ? text : `${text}.`);
  }

  /** A request of which only the newest counts; undefined if it was replaced or failed. @param {string} action @param {any} payload */
  async ask(action, payload) {
    if (!this.client || this.state.loading.status !== 'ready') return undefined;
    return this.client.latest(action, payload).catch((error) => this.report(error));
  }

  /** Opens another model; the drawing and the settings stay. Where it cannot be had, so does the old model. @param {State['model']} model */
  async setModel(model) {
    if (!this.client || this.state.loading.status !== 'ready') return;
    this.clearTrace();
    const before = this.state.model;
    this.set({ model, modelProblem: t('model.opening') });
    try {
      const { card } = await this.client.request(ACTION.open, this.source);
      if (this.state.model !== model) return;
      this.set({ card, modelProblem: '' });
    } catch (error) {
      if (error instanceof Cancelled || this.state.model !== model) return;
      this.set({ model: before, modelProblem: t('model.kept', { reason: error instanceof Error ? error.message : String(error) }) });
    }
  }

  /** Opens a model that was learned here, for every bench. @param {import('./protocol.js').ModelFiles} files */
  async setOwnModel({ model, mixture }) {
    this.own = { bytes: model, mixture: { bytes: mixture } };
    this.store.set({ ownModel: true });
    await this.setModel('own');
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
    if ([...link.keys()].some((name) => !name.includes('.') || /^(denoise|inpaint)\./.test(name))) {
      const { drawn, ink, clean, sampled, ...settings } = fromLink(this.state, link);
      this.clearTrace();
      this.set(drawn ? { ink, clean, sampled, ...settings } : settings);
      await this.refresh();
    }
    if (model !== this.state.model && model in MODELS) await this.setModel(/** @type {State['model']} */ (model));
  }

  // ---- The digit and what spoils it ----

  /** @param {Stroke[]} ink */
  setInk(ink) {
    this.set({ ink, sampled: false });
    this.clearTrace();
    return this.refresh();
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
    this.clearTrace();
    return this.refresh();
  }

  /** Makes the pixels of the ink and spoils them anew. */
  async refresh() {
    if (!this.state.sampled) {
      const clean = await this.ask(ACTION.ink, this.state.ink);
      if (clean === undefined) return;
      this.set({ clean });
    }
    const { clean, corruption } = this.state;
    if (!clean) return this.set({ spoilt: null });
    const spoilt = await this.ask(ACTION.corrupt, { x: clean, ...corruption });
    if (spoilt) this.set({ spoilt });
  }

  /** @param {Partial<import('./protocol.js').Corruption>} change a strength of NaN means the kind's default */
  setCorruption(change) {
    this.state.corruption = { ...this.state.corruption, ...change };
    const { strength } = this.state.corruption;
    if (Number.isNaN(strength)) this.state.corruption.strength = strengthOf(this.state)?.default ?? 0;
    this.set({ mask: null });
    this.clearTrace();
    return this.refresh();
  }

  /** A fresh seed for the corruption. */
  async throwDie() {
    const seed = await this.ask(ACTION.seed, null);
    if (seed !== undefined) return this.setCorruption({ seed });
  }

  /** @param {import('./state.js').Mode} mode */
  setMode(mode) {
    this.set({ mode });
    this.clearTrace();
  }

  /** @param {Uint8Array | null} mask */
  setMask(mask) {
    this.set({ mask });
    this.clearTrace();
  }

  /** @param {import('./state.js').Mode} mode @param {string | null} name null restores every default @param {number} value */
  setSetting(mode, name, value) {
    const settings = name === null ? defaultsOf(paramsOf(this.state, mode)) : { ...this.state.settings[mode], [name]: value };
    this.set({ settings: { ...this.state.settings, [mode]: settings } });
    this.clearTrace();
  }

  /** @param {State['start']} start */
  setStart(start) {
    this.set({ start });
    this.setSetting('inpaint', null, 0);
  }

  // ---- Time ----

  clearTrace() {
    this.restoring?.abort();
    this.restoring = null;
    this.set({ frames: [], cursor: 0, playing: false, computing: false });
  }

  /** Computes the whole trace; its frames come in as they are ready. */
  async compute() {
    const { clean, spoilt, mode, start, settings } = this.state;
    if (!this.client || !clean || !spoilt) return;
    const job = new AbortController();
    /** @type {Frame[]} */
    const frames = [];
    this.restoring = job;
    this.set({ frames, cursor: 0, computing: true });
    const missing = mode === 'inpaint' ? maskOf(this.state) : null;
    if (missing && start === 'mixture' && !(await this.mixture())) {
      if (this.restoring === job) this.clearTrace();
      return;
    }
    if (this.restoring !== job) return;
    const onFrame = (/** @type {Frame} */ frame) => {
      if (job.signal.aborted) return;
      frames.push(frame);
      this.store.set({});
    };
    try {
      await this.client.request(ACTION.restore, { x: spoilt.image, clean, missing, start, settings: settings[mode] }, { onFrame, signal: job.signal });
      if (this.restoring === job) this.store.set({ computing: false });
    } catch (error) {
      this.report(error);
    }
  }

  play() {
    if (this.state.playing) return this.set({ playing: false });
    const { frames, cursor } = this.state;
    if (!frames.length) this.compute();
    this.set({ playing: true, cursor: cursor >= frames.length - 1 ? 0 : cursor });
    // Without motion the result is shown at once; the scrubber still holds every step.
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    let before = performance.now();
    let due = 0;
    const tick = (/** @type {number} */ now) => {
      const state = this.state;
      if (!state.playing) return;
      const last = state.frames.length - 1;
      due += Math.max(0, ((now - before) / 1000) * this.rate());
      before = now;
      const next = Math.min(last, state.cursor + (still ? state.frames.length : Math.floor(due)));
      due %= 1;
      this.store.set({ cursor: Math.max(0, next), playing: state.computing || next < last });
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  async step() {
    this.set({ playing: false });
    if (!this.state.frames.length) return this.compute();
    this.set({ cursor: Math.min(this.state.frames.length - 1, this.state.cursor + 1) });
  }

  reset() {
    this.clearTrace();
  }

  /** @param {number} cursor */
  scrub(cursor) {
    this.set({ cursor, playing: false });
  }
}
