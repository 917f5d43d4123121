// The dream bench: samples of the priors and GENERATE, computed in the session's worker.

import { Cancelled } from '../../model-client.js';
import { fill } from '../../panels/dom.js';
import { SettingsPanel } from '../../panels/settings.js';
import { ACTION } from '../../protocol.js';
import { defaultsOf } from '../../state.js';
import { Store } from '../../store.js';
import { MARKUP } from './markup.js';
import { DreamPanel } from './panel.js';
import { fromLink, paramsOf, toLink } from './state.js';

/** @typedef {import('./state.js').DreamState} DreamState */

export const style = new URL('./bench.css', import.meta.url).href;

/** @type {import('../../bench.js').BenchModule['create']} */
export function create(root, context, link) {
  fill(root, MARKUP);
  return new DreamBench(root, context, link);
}

class DreamBench {
  /** @param {HTMLElement} root @param {import('../../bench.js').Context} context @param {import('../../link.js').LinkFields} link */
  constructor(root, context, link) {
    this.context = context;
    this.params = /** @type {import('../../protocol.js').Parameters} */ (context.store.state.parameters).dream;
    this.store = new Store(fromLink(link, this.params));
    /** @type {AbortController | null} */
    this.job = null;
    /** @type {import('../../protocol.js').Card | null} */
    this.card = context.store.state.card;
    const panel = new DreamPanel(root, {
      onDream: () => this.dream(),
      onStop: () => this.stop(),
      onDie: () => this.throwDie(),
      onSeed: (seed) => this.change({ seed }),
      onPrior: (prior) => this.setPrior(prior),
      onDigit: (digit) => this.change({ digit }),
      onPick: (image) => {
        this.stop();
        context.session.pick(image);
      },
    });
    const settings = new SettingsPanel(root, '#dream-settings', (name, value) => this.setSetting(name, value));
    this.store.subscribe((state) => {
      panel.update(state);
      settings.update(paramsOf(this.params, state.prior), state.settings);
    });
  }

  get state() {
    return this.store.state;
  }

  show() {
    if (!this.state.frame && !this.state.running) this.dream();
    this.store.set({});
  }

  hide() {}

  /** @param {import('../../bench.js').State} state */
  update({ loading, card }) {
    this.store.set({ ready: loading.status === 'ready' });
    if (card === this.card) return;
    this.card = card;
    this.dream();
  }

  link() {
    return toLink(this.state, this.params);
  }

  /** Starts anew with other settings. @param {Partial<DreamState>} changes */
  change(changes) {
    this.store.set(changes);
    this.context.changed();
    return this.dream();
  }

  /** @param {DreamState['prior']} prior whose defaults then hold */
  setPrior(prior) {
    const { count } = this.state.settings;
    return this.change({ prior, digit: null, settings: { ...defaultsOf(paramsOf(this.params, prior)), count } });
  }

  /** @param {string | null} name null restores every default @param {number} value */
  setSetting(name, value) {
    const { prior, settings } = this.state;
    this.store.set({ settings: name === null ? defaultsOf(paramsOf(this.params, prior)) : { ...settings, [name]: value } });
    this.context.changed();
  }

  async throwDie() {
    const seed = await this.context.session.ask(ACTION.seed, null);
    if (seed !== undefined) this.change({ seed });
  }

  stop() {
    this.job?.abort();
  }

  async dream() {
    const { session } = this.context;
    const { client } = session;
    if (!client || this.context.store.state.loading.status !== 'ready') return;
    this.stop();
    const job = new AbortController();
    this.job = job;
    this.store.set({ running: true });
    const onFrame = (/** @type {import('../../protocol.js').DreamFrame} */ frame) => {
      if (!job.signal.aborted) this.store.set(frame.round < 0 ? { frame, directed: frame.picture } : { frame });
    };
    const { prior, digit, seed } = this.state;
    const { count, variance_scale: varianceScale, ...settings } = this.state.settings;
    if (prior === 'mixture' && !(await session.mixture())) {
      if (this.job === job) this.store.set({ running: false });
      return;
    }
    if (job.signal.aborted) return;
    const payload = { count, prior, digit: digit ?? undefined, varianceScale, seed, settings };
    try {
      await client.request(ACTION.dream, payload, { onFrame, signal: job.signal });
    } catch (error) {
      if (!(error instanceof Cancelled)) this.context.session.report(error);
    }
    if (this.job === job) this.store.set({ running: false });
  }
}
