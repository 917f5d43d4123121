// The dream bench: chains without end, how they mix, and what lies between and along digits in h2.

import { imageAt } from '../../client/pixels.js';
import { sentence } from '../../app/errors.js';
import { Cancelled, Lost } from '../../client/model-client.js';
import { fill } from '../../ui/dom.js';
import { Player } from '../../ui/player.js';
import { SettingsPanel } from '../../ui/settings.js';
import { ACTION } from '../../client/protocol.js';
import { defaultsOf } from '../../app/state.js';
import { t } from '../../strings/strings.js';
import { DirectionsPanel } from './directions.js';
import { ChainPanel } from './chain.js';
import { ChainPool, workersFor } from './chains.js';
import { MARKUP } from './markup.js';
import { MixingPanel } from './mixing.js';
import { MorphPanel } from './morph.js';
import { DreamPanel } from './panel.js';
import { fields, paramsOf, rest } from './state.js';

/** @typedef {import('./state.js').DreamState} DreamState */

export const style = new URL('./bench.css', import.meta.url).href;

/** Samples of the chosen chain that are kept. */
const FILM = 24;
/** Steps from one look to the next on the way to where a link leads. */
const STRIDE = 10;
/** Milliseconds between two looks at how chains mix. */
const REPORT_INTERVAL = 500;

/** @type {import('../../app/benches.js').BenchModule['create']} */
export async function create(root, context) {
  const tables = await context.session.request(ACTION.dreamTables, null);
  fill(root, MARKUP);
  return new DreamBench(root, context, { ...tables, spikes: spikesOf(context.store.state.card) });
}

/** Spikes with which a model learned. @param {import('../../client/protocol.js').Card | null} card */
const spikesOf = (card) => card?.training.spikes ?? 0;

class DreamBench {
  /**
   * @param {HTMLElement} root @param {import('../../app/benches.js').Context} context
   * @param {import('../../client/protocol.js').DreamTables} tables
   */
  constructor(root, context, tables) {
    this.context = context;
    this.tables = tables;
    /** @type {import('../../app/store.js').Slice<DreamState>} */
    this.slice = context.slice(fields(tables), rest());
    if (this.state.prior === 'gaussian') this.state.digit = null;
    /** Steps that the link asks for, once. */
    this.at = this.state.at;
    this.card = context.store.state.card;
    this.pool = new ChainPool(context.session, (error) => this.lost(error));
    /** Counts starts: what an older one brings is dropped. */
    this.run = 0;
    this.reportDue = 0;
    this.player = new Player(() => this.advance(1), {
      rate: () => this.panel.rate, changed: () => this.slice.set({ playing: this.player.playing }),
    });
    this.panel = new DreamPanel(root, tables, {
      onPlay: () => (this.player.playing ? this.pause() : this.play()),
      onStep: () => this.step(),
      onReset: () => this.start(),
      onRestart: () => this.restart(),
      onDie: () => this.throwDie(),
      onChange: (changes) => this.change(changes),
      onChoose: (chosen) => this.choose(chosen),
    });
    this.settings = new SettingsPanel(root, '#dream-settings', (name, value) => this.setSetting(name, value));
    const image = (/** @type {string} */ source) => this.image(source);
    this.panels = [
      this.panel,
      new MixingPanel(root),
      new ChainPanel(root, () => this.send()),
      new MorphPanel(root, context.session, image),
      new DirectionsPanel(root, context, tables, image, (amounts) => this.slice.set({ amounts })),
    ];
  }

  get state() {
    return this.slice.state;
  }

  show() {
    if (!this.state.frame) this.start();
    else if (this.paused) this.play();
    this.paused = false;
  }

  hide() {
    this.paused = this.player.playing;
    this.pause();
  }

  /** @param {import('../../app/state.js').State} state */
  update({ loading, card }) {
    this.state.ready = loading.status === 'ready';
    if (card !== this.card) this.modelReplaced(card);
    const { sampler, prior, settings } = this.state;
    this.settings.update(paramsOf(this.tables, sampler, prior), settings);
    for (const panel of this.panels) panel.update(this.state);
  }

  /** @param {import('../../client/protocol.js').Card | null} card */
  modelReplaced(card) {
    const before = this.tables.spikes;
    this.card = card;
    this.tables = { ...this.tables, spikes: spikesOf(card) };
    this.pool.close(new Cancelled());
    const { settings } = this.state;
    // Pictures of the old model are no chains of the new one.
    this.slice.set({ frame: null });
    this.change(settings.spikes === before ? { settings: { ...settings, spikes: this.tables.spikes } } : {});
  }

  close() {
    this.pool.close(new Cancelled());
    this.run++;
  }

  link() {
    return this.slice.link();
  }

  /** A worker of the pool is gone: the chains start again with another, unless workers were lost too often. @param {Lost} error */
  lost(error) {
    const again = this.context.session.mayReplace();
    this.pool.close(new Cancelled());
    if (again) this.start();
    else this.fail(new Error(t('loading.stopped', { reason: error.message })));
  }

  /** @param {unknown} error */
  fail(error) {
    // With the session's worker the model is opened again, and the chains with it.
    if (error instanceof Cancelled || error instanceof Lost) return;
    this.pool.close(new Cancelled());
    this.run++;
    this.player.pause();
    this.slice.set({ problem: sentence(error) });
  }

  // ---- What chains are made of ----

  /** Starts anew with other settings. @param {Partial<DreamState>} changes of the sampler or prior: with their defaults */
  change(changes) {
    const { sampler, prior, digit } = { ...this.state, ...changes };
    const fresh = 'sampler' in changes || 'prior' in changes ? { settings: defaultsOf(paramsOf(this.tables, sampler, prior)) } : {};
    this.slice.set({ ...changes, ...fresh, digit: prior === 'gaussian' ? null : digit });
    return this.start();
  }

  /** @param {string | null} name null restores every default @param {number} value */
  setSetting(name, value) {
    const { sampler, prior, settings } = this.state;
    return this.change({ settings: name === null ? defaultsOf(paramsOf(this.tables, sampler, prior)) : { ...settings, [name]: value } });
  }

  async throwDie() {
    const seed = await this.context.session.ask(ACTION.seed, null);
    if (seed !== undefined) this.change({ seed });
  }

  /** @param {number} chosen */
  choose(chosen) {
    this.slice.set({ chosen, film: [] });
  }

  /** Starts the chains; where they were running they go on. */
  async start() {
    if (!this.context.session.client || this.context.store.state.loading.status !== 'ready') return;
    if (this.state.prior === 'mixture' && !this.context.session.source.mixture) {
      await this.change({ prior: 'gaussian' });
      this.slice.set({ problem: () => t('mixture.none') });
      return;
    }
    const run = ++this.run;
    const { seed, sampler, prior, digit, count, settings, chosen } = this.state;
    const { playing } = this.player;
    this.player.pause();
    this.slice.set({ problem: '', film: [], report: null, mended: false, chosen: Math.min(chosen, count - 1) });
    try {
      const frame = await this.pool.start({ sampler, prior, digit, settings, seed }, count, workersFor(count));
      if (run !== this.run) return;
      this.slice.set({ frame });
      // Not at once, so that one sees it come.
      for (; this.at > 0 && run === this.run; this.at -= STRIDE) await this.advance(Math.min(STRIDE, this.at));
      if (playing && run === this.run) this.play();
    } catch (error) {
      if (run === this.run) this.fail(error);
    }
    this.context.changed();
  }

  // ---- Time ----

  /** @param {number} steps @returns {Promise<boolean>} whether the chains are still the ones that it began with */
  async advance(steps) {
    const { run } = this;
    const { chosen } = this.state;
    const due = performance.now() >= this.reportDue;
    const frame = await this.pool.step(steps, chosen, due);
    if (!frame || run !== this.run) return false;
    const film = chosen === this.state.chosen ? [...this.state.film, ...frame.film].slice(-FILM) : this.state.film;
    this.slice.set({ frame, film });
    if (frame.sums) {
      this.reportDue = performance.now() + REPORT_INTERVAL;
      const report = await this.pool.report(frame.sums);
      if (run === this.run) this.slice.set({ report });
    }
    return run === this.run;
  }

  /** Starts the chains again that have died, or all where there are none. */
  async restart() {
    if (this.pool.empty) return this.start();
    const { run } = this;
    try {
      const frame = await this.pool.restart();
      if (frame && run === this.run) this.slice.set({ frame, mended: true });
    } catch (error) {
      if (run === this.run) this.fail(error);
    }
    this.context.changed();
  }

  async play() {
    if (this.pool.empty) await this.start();
    if (this.pool.empty) return;
    const { run } = this;
    await this.player.play().catch((error) => run === this.run && this.fail(error));
  }

  pause() {
    this.player.pause();
    this.context.changed();
  }

  async step() {
    this.pause();
    await this.player.ending.catch(() => {});
    this.reportDue = 0;
    if (this.pool.empty) await this.start();
    if (!this.pool.empty) await this.advance(1).catch((error) => this.fail(error));
    this.context.changed();
  }

  // ---- Pictures for other uses ----

  /** The picture that a choice of source means. @param {string} source @returns {Float32Array | null} */
  image(source) {
    const { frame, chosen } = this.state;
    if (source === 'drawing') return this.context.store.state.clean;
    return frame ? imageAt(frame.pictures, chosen).slice() : null;
  }

  send() {
    const picture = this.image('chain');
    if (!picture) return;
    this.context.session.pick(picture);
  }
}
