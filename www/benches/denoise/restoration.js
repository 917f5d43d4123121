// The restoration in time: its steps as the worker computes them, one cursor over them, play and pause.

import { ACTION } from '../../client/protocol.js';
import { maskOf } from '../../app/state.js';
import { Player } from '../../ui/player.js';
import { still } from '../../ui/screen.js';
import { lastStep, wayOf } from './state.js';

/** @typedef {import('../../client/protocol.js').Frame} Frame */

export class Restoration {
  /**
   * @param {import('../../app/benches.js').Context} context
   * @param {(changes: Partial<import('./state.js').DenoiseState>) => void} set @param {() => number} rate steps a second while playing
   */
  constructor({ session, store }, set, rate) {
    this.session = session;
    this.store = store;
    this.set = set;
    this.player = new Player(() => this.advance(), { rate, changed: () => set({ playing: this.player.playing }) });
    /** @type {AbortController | null} */
    this.job = null;
    /** Where the cursor goes when the steps have come so far. */
    this.wanted = 0;
  }

  get state() {
    return this.store.state.denoise;
  }

  clear() {
    this.job?.abort();
    this.job = null;
    this.player.pause();
    this.set({ frames: [], framesB: [], cursor: 0, computing: false });
  }

  /** Computes the trace anew where there is one, and shows the step that was shown, or the last if that was the last. */
  again() {
    const { frames, cursor } = this.state;
    if (!frames.length && !this.job) return undefined;
    return this.compute(frames.length && cursor < lastStep(this.state) ? cursor : Infinity);
  }

  /**
   * Computes the whole trace; its steps come in as they are ready.
   * @param {number | null} [wanted] step to show, as far as there is one; null starts with nothing and waits at the first
   */
  async compute(wanted = null) {
    const { session } = this;
    const { clean, spoilt, corruption } = this.store.state;
    const { mode, start, comparing, settings, settingsB, maps } = this.state;
    this.job?.abort();
    if (!session.client || !clean || !spoilt) return;
    const job = new AbortController();
    this.job = job;
    this.wanted = wanted ?? 0;
    const sides = comparing ? [settings[mode], settingsB[mode]] : [settings[mode]];
    /** @type {Frame[][]} */
    const [frames, framesB = []] = sides.map(() => []);
    if (wanted !== null) this.player.pause();
    this.set(wanted === null ? { frames, framesB, cursor: 0, computing: true } : { computing: true });
    const { restorer, told } = wayOf(mode);
    const missing = told ? maskOf(this.store.state) : null;
    const needed = restorer ? 'restorer' : missing && start === 'mixture' ? 'mixture' : null;
    if (needed && !(await session.need(needed))) {
      if (this.job === job) this.clear();
      return;
    }
    if (this.job !== job) return;
    const onFrame = (/** @type {{ sides: Frame[][] }} */ { sides: [more, moreB = []] }) => {
      if (job.signal.aborted) return;
      frames.push(...more);
      framesB.push(...moreB);
      const last = Math.max(frames.length, framesB.length) - 1;
      // Only now the steps of before give way, so that a picture is always there.
      this.set({ frames, framesB, cursor: wanted === null ? this.state.cursor : Math.min(this.wanted, last) });
    };
    const payload = { x: spoilt.image, clean, missing, start, restorer, directions: maps === 'differences', sides, seed: corruption.seed };
    try {
      await session.client.request(ACTION.restore, payload, { onFrame, signal: job.signal });
      if (this.job !== job) return;
      this.set({ computing: false });
      this.store.set({ refusal: null });
    } catch (error) {
      if (this.job === job) {
        this.player.pause();
        this.set({ computing: false });
      }
      session.refuse(ACTION.restore, error);
    }
  }

  /** Plays, from the start where it has come to the end; or pauses. */
  toggle() {
    if (!this.player.playing) {
      if (!this.state.frames.length) this.compute();
      else if (this.state.cursor >= lastStep(this.state)) this.set({ cursor: 0 });
    }
    this.player.toggle();
  }

  /** The next step, as far as there is one; whether there are more, or are to come. */
  advance() {
    const { cursor, computing } = this.state;
    const last = lastStep(this.state);
    // Without motion the result is shown at once; the scrubber still holds every step.
    const next = still() ? last : Math.min(last, cursor + 1);
    this.set({ cursor: Math.max(0, next) });
    return computing || next < last;
  }

  async step() {
    this.player.pause();
    if (!this.state.frames.length) return this.compute();
    this.scrub(Math.min(lastStep(this.state), this.state.cursor + 1));
  }

  /** @param {number} cursor */
  scrub(cursor) {
    this.player.pause();
    this.wanted = cursor;
    this.set({ cursor });
  }
}
