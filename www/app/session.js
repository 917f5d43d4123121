// The open model and the digit: what the user can do with them, as changes of the state and requests to the worker.

import { sentence } from './errors.js';
import { imageToText, snap, textToImage } from './link.js';
import { MODELS } from '../model/models.js';
import { Cancelled, NO_MODEL_WORKER, Lost, MODEL_WORKER, ModelClient } from '../client/model-client.js';
import { ACTION } from '../client/protocol.js';
import { whatIsMissing } from '../client/simd.js';
import { strengthOf } from './state.js';
import { t } from '../strings/strings.js';

/**
 * @import { Action, Exchanges, Stroke } from '../client/protocol.js'
 * @import { State } from './state.js'
 * @typedef {{ model: State['model'], modelName?: import('../strings/strings.js').Saying, source:
 *   import('../client/protocol.js').ModelSource }} Choice a model, and where it comes from
 *
 * @typedef {object} Follower what acts at once when the model or the digit is another, not with the next drawing
 * @property {(parameters: import('../client/protocol.js').Parameters) => unknown} begin the first model is open
 * @property {() => void} stopped the worker is gone
 * @property {() => void} modelReplaced another model is open
 * @property {() => void} digitReplaced the digit is another; its pixels come
 * @property {() => unknown} pixelsReady they are there, or the canvas is empty
 */

/** So many losses of the worker within so many milliseconds are too many: it is not replaced any more without being asked. */
const TOO_MANY = { losses: 3, within: 60_000 };
/** While a file beside the model is fetched, the status line is written at most this often, in milliseconds: screen readers read it. */
const PROGRESS_INTERVAL = 2000;

/** @type {Choice} */
const DEFAULT = { model: 'default', source: MODELS.default };

export class Session {
  /** @param {import('./store.js').Store<State>} store @param {() => void} changed called when something that the link keeps has changed */
  constructor(store, changed) {
    this.store = store;
    this.changed = changed;
    this.examplesShown = 0;
    /** @type {ModelClient | null} */
    this.client = null;
    /** @type {Follower | null} */
    this.follower = null;
    const { model } = store.state;
    /** What is open or, while the page begins, is to be opened. @type {Choice} */
    this.opened = model === 'own' ? DEFAULT : { model, source: MODELS[model] };
    /** What is to be opened instead. @type {Choice | null} */
    this.opening = null;
    /** The visitor's own model that was last open. @type {Choice | null} */
    this.lastFromFile = null;
    /** What was last said of the model's mixture or restorer. @type {import('../strings/strings.js').Saying} */
    this.saidOfCompanion = '';
    /** When workers were lost, and whether they were too many. @type {{ times: number[], tooMany: boolean }} */
    this.losses = { times: [], tooMany: false };
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
    this.store.set({ loading: { status: 'loading', problem: '', download: null } });
    const missing = whatIsMissing();
    if (missing) return this.fail(missing);
    const { tooMany } = this.losses;
    this.losses = { times: [], tooMany: false };
    await this.connect(tooMany ? [DEFAULT] : [this.opened, DEFAULT], tooMany && this.opened.model !== 'default' ? () =>
      t('loading.default') : '');
  }

  /** Notes that a worker was lost; whether it is to be replaced without being asked: not when that happens again and again. */
  mayReplace() {
    const now = performance.now();
    const times = [...this.losses.times.filter((time) => now - time < TOO_MANY.within), now];
    this.losses = { times, tooMany: times.length >= TOO_MANY.losses };
    return !this.losses.tooMany;
  }

  /** The worker is gone. @param {Lost} error */
  async lost(error) {
    if (!this.mayReplace()) return this.fail(() => t('loading.stopped', { reason: error.message }));
    await this.replace(() => t('loading.replaced', { reason: error.message }));
  }

  /**
   * Another worker takes the place of this one and opens what was open.
   * @param {import('../strings/strings.js').Saying} [text] what is said then
   */
  async replace(text = '') {
    this.follower?.stopped();
    const { loading } = this.state;
    this.store.set({ loading: { ...loading, status: loading.status === 'ready' ? 'reopening' : loading.status } });
    await this.connect([this.opened, DEFAULT], text);
  }

  /**
   * Starts a worker with the first model that can be opened.
   * @param {Choice[]} choices
   * @param {import('../strings/strings.js').Saying} text what is said when it is open; where it is not the first, the reason as well
   */
  async connect(choices, text) {
    this.client?.close(new Cancelled());
    const client = new ModelClient((error) => this.lost(error));
    this.client = client;
    const onFrame = (/** @type {import('../client/protocol.js').Download} */ download) => {
      if (client === this.client) this.store.set({ loading: { ...this.state.loading, download } });
    };
    let refusal = '';
    for (const choice of new Set(choices.map((choice) => (choice.model === 'default' ? DEFAULT : choice)))) {
      try {
        const { card, parameters } = await client.request(ACTION.open, choice.source, { onFrame });
        if (client !== this.client) return;
        this.isOpen(choice);
        const first = this.state.parameters === null;
        const modelProblem = refusal ? () => t('model.kept', { reason: refusal }) : text || this.state.modelProblem;
        this.set({ card, parameters, modelProblem, loading: { status: 'ready', problem: '', download: null } });
        return first ? this.follower?.begin(parameters) : this.refresh();
      } catch (error) {
        // What was lost is told, and replaced, by who noticed it.
        if (error instanceof Cancelled || error instanceof Lost || client !== this.client) return;
        refusal = sentence(error);
      }
    }
    this.fail(refusal);
  }

  /** A model is open now, as the header says. @param {Choice} choice */
  isOpen(choice) {
    this.opened = choice;
    if (choice.model === 'own') this.lastFromFile = choice;
    if (this.opening === choice) this.opening = null;
    if (!this.opening) this.store.set({ model: choice.model, modelName: this.lastFromFile?.modelName ?? '' });
  }

  /** Where another worker finds the open model. */
  get source() {
    return this.opened.source;
  }

  /**
   * Starts another worker for a bench that computes beside this one; the bench closes it.
   * @param {(error: Error) => void} onCrash called once if it is lost
   * @param {{ model: boolean }} options whether it opens the model; if not, it learns and spikes
   */
  async spawn(onCrash, { model }) {
    const client = new ModelClient(onCrash, model ? MODEL_WORKER : NO_MODEL_WORKER);
    try {
      await (model ? client.request(ACTION.open, this.source) : client.request(ACTION.start, null));
      return client;
    } catch (error) {
      client.close(new Cancelled());
      throw error;
    }
  }

  /** Whether the open model restores by what it has learned to. */
  get restores() {
    const { mixture, restorer } = this.source;
    return mixture !== undefined && restorer !== undefined;
  }

  /**
   * Waits until a worker has the mixture of the open model, or all that restoration needs. The first time it is fetched; the status
   * line says how far that is, or why it failed, and the next call tries again.
   * @param {'mixture' | 'restorer'} what @param {ModelClient | null} [client] the session's own where none is given
   * @returns {Promise<boolean>} whether it is there
   */
  async need(what, client = this.client) {
    if (!client) return false;
    const { source } = this;
    const before = this.state.modelProblem === this.saidOfCompanion ? '' : this.state.modelProblem;
    const say = (/** @type {import('../strings/strings.js').Saying} */ text) => {
      // What others have said meanwhile stays, and what they had said before comes back.
      const stale = this.source !== source || (!text && this.state.modelProblem !== this.saidOfCompanion);
      if (stale) return;
      this.saidOfCompanion = text;
      this.store.set({ modelProblem: text || before });
    };
    if (!source.mixture) {
      say(() => t('mixture.none'));
      return false;
    }
    let saidAt = -Infinity;
    try {
      await client.request(ACTION[what], null, {
        onFrame: ({ received }) => {
          if (performance.now() - saidAt < PROGRESS_INTERVAL) return;
          saidAt = performance.now();
          say(() => (received ? t(`${what}.progress`, { count: Math.round(received / 1000) }) : t(`${what}.loading`)));
        },
      });
      say('');
      return true;
    } catch (error) {
      // Where the whole worker is lost, that is said instead.
      say(error instanceof Cancelled || error instanceof Lost ? '' : () => t(`${what}.failed`, { reason: sentence(error) }));
      return false;
    }
  }

  /** @param {import('../strings/strings.js').Saying} problem */
  fail(problem) {
    this.follower?.stopped();
    this.store.set({ loading: { status: 'failed', problem, download: null } });
  }

  /** Tells why the core has refused something, where the visitor looks; the page goes on. @param {string} action @param {unknown} error */
  refuse(action, error) {
    // What was taken back needs no word, and who is lost is replaced.
    if (error instanceof Cancelled || error instanceof Lost) return;
    this.store.set({ refusal: { action, text: sentence(error) } });
  }

  /**
   * A request of which only the newest counts; whoever asks takes what goes wrong. What cannot be answered now is cancelled.
   * @template {Action} A @param {A} action @param {Exchanges[A]['payload']} payload @returns {Promise<Exchanges[A]['value']>}
   */
  async request(action, payload) {
    if (!this.client || this.state.loading.status !== 'ready') throw new Cancelled();
    const answer = await this.client.latest(action, payload).catch((error) => {
      throw error instanceof Lost ? new Cancelled() : error;
    });
    if (this.state.refusal?.action === action) this.store.set({ refusal: null });
    return answer;
  }

  /**
   * A request of which only the newest counts; undefined if it was replaced or refused, which is told.
   * @template {Action} A @param {A} action @param {Exchanges[A]['payload']} payload @returns {Promise<Exchanges[A]['value'] | undefined>}
   */
  async ask(action, payload) {
    return this.request(action, payload).catch((error) => {
      this.refuse(action, error);
      return undefined;
    });
  }

  /**
   * Opens another model; the drawing and the settings stay. Where it cannot be had, so does the old model.
   * @param {State['model']} model
   */
  async setModel(model) {
    if (model !== 'own') return this.openModel({ model, source: MODELS[model] });
    if (this.lastFromFile) return this.openModel(this.lastFromFile);
  }

  /**
   * Opens a model of the visitor's; where it cannot be used, the page goes on with the one before.
   * @param {import('../strings/strings.js').Saying} modelName of its file @param {import('../client/protocol.js').ModelSource} source
   */
  async openModelFile(modelName, source) {
    return this.openModel({ model: 'own', modelName, source });
  }

  /** @param {Choice} choice @returns {Promise<boolean>} whether it is open */
  async openModel(choice) {
    const { status } = this.state.loading;
    if (status === 'failed') {
      this.opened = choice;
      await this.open();
      return this.opened === choice;
    }
    if (!this.client || status !== 'ready') return false;
    const { model, modelName = this.state.modelName, source } = choice;
    this.opening = choice;
    this.set({ model, modelName, modelProblem: () => t('model.opening') });
    try {
      const { card } = await this.client.request(ACTION.open, source);
      this.isOpen(choice);
      this.set({ card, modelProblem: source.mixture ? '' : () => t('mixture.none') });
      this.follower?.modelReplaced();
      return true;
    } catch (error) {
      if (this.opening !== choice) return false;
      this.opening = null;
      this.isOpen(this.opened);
      if (!(error instanceof Lost)) this.set({ modelProblem: () => t('model.kept', { reason: sentence(error) }) });
      return false;
    }
  }

  /** Opens a model that was learned here, for every bench. @param {import('../client/protocol.js').ModelFiles} files */
  async openLearnedModel({ model, mixture }) {
    return this.openModelFile(() => t('model.learned'), { bytes: model, mixture: { bytes: mixture } });
  }

  /** Opens the model that is open with a read-out that was taught here: whatever stands beside it stays. @param {Uint8Array} bytes */
  async openTaughtModel(bytes) {
    const { mixture, restorer } = this.source;
    return this.openModelFile(() => t('model.taught'), { bytes, mixture, restorer });
  }

  // ---- The digit and what spoils it ----

  /** @param {Stroke[]} ink @param {Float32Array | null} [picked] the digit itself, where it is none of ink */
  setInk(ink, picked = null) {
    this.set(picked ? { ink, clean: picked, sampled: true } : { ink, sampled: false });
    return this.digitChanged();
  }

  /** @param {number} digit @param {(ink: Stroke[]) => void} [known] hears of its ink before anything changes */
  async example(digit, known = () => {}) {
    const ink = await this.ask(ACTION.example, { digit, variant: this.examplesShown++ });
    if (!ink) return;
    const snapped = ink.map((s) =>
      ({ ...s, width: snap(s.width), points: s.points.map(([x, y]) => /** @type {[number, number]} */ ([snap(x), snap(y)])) }));
    known(snapped);
    await this.setInk(snapped);
  }

  /** A digit from another bench. @param {Float32Array} image */
  pick(image) {
    // In the levels that a link keeps.
    this.set({ bench: 'denoise', clean: textToImage(imageToText(image)), sampled: true, ink: [], mask: null });
    return this.digitChanged();
  }

  digitChanged() {
    this.follower?.digitReplaced();
    return this.refresh();
  }

  /** Makes the pixels of the ink and spoils them anew. */
  async refresh() {
    const { sampled, clean: picked, ink, corruption } = this.state;
    const answer = await this.ask(ACTION.digit, { ...(sampled ? { clean: picked } : { ink }), corruption });
    if (!answer) return;
    this.set(answer);
    await this.follower?.pixelsReady();
  }

  /** @param {Partial<import('../client/protocol.js').Corruption>} change a strength of NaN means the kind's default */
  setCorruption(change) {
    const known = this.state.parameters?.corruptions.some(({ kind }) => kind === (change.kind ?? this.state.corruption.kind));
    if (!known) return this.set({});
    const corruption = { ...this.state.corruption, ...change };
    if (Number.isNaN(corruption.strength)) corruption.strength = strengthOf({ ...this.state, corruption })?.default ?? 0;
    this.set({ corruption, mask: null });
    return this.digitChanged();
  }

  /** A fresh seed for the corruption. */
  async throwDie() {
    const seed = await this.ask(ACTION.seed, null);
    if (seed !== undefined) return this.setCorruption({ seed });
  }
}
