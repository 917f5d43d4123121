// The restoration in time: its steps as the worker computes them, one cursor over them, play and pause.

import { ACTION } from '../../client/protocol.js';
import { lastStep, maskOf } from '../../app/state.js';

/** @typedef {import('../../client/protocol.js').Frame} Frame */

export class Restoration {
  /** @param {import('../../app/session.js').Session} session @param {() => number} rate steps a second while playing */
  constructor(session, rate) {
    this.session = session;
    this.rate = rate;
    /** @type {AbortController | null} */
    this.job = null;
    /** Where the cursor goes when the steps have come so far. */
    this.wanted = 0;
  }

  get state() {
    return this.session.state;
  }

  clear() {
    this.job?.abort();
    this.job = null;
    this.session.set({ frames: [], framesB: [], cursor: 0, playing: false, computing: false });
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
    const { clean, spoilt, mode, start, comparing, settings, settingsB, corruption } = this.state;
    this.job?.abort();
    if (!session.client || !clean || !spoilt) return;
    const job = new AbortController();
    this.job = job;
    this.wanted = wanted ?? 0;
    const sides = comparing ? [settings[mode], settingsB[mode]] : [settings[mode]];
    /** @type {Frame[][]} */
    const [frames, framesB = []] = sides.map(() => []);
    session.set(wanted === null ? { frames, framesB, cursor: 0, computing: true } : { computing: true, playing: false });
    const missing = mode === 'inpaint' ? maskOf(this.state) : null;
    if (missing && start === 'mixture' && !(await session.mixture())) {
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
      session.store.set({ frames, framesB, ...(wanted !== null && { cursor: Math.min(this.wanted, last) }) });
    };
    const payload = { x: spoilt.image, clean, missing, start, sides, seed: corruption.seed };
    try {
      await session.client.request(ACTION.restore, payload, { onFrame, signal: job.signal });
      if (this.job === job) session.store.set({ computing: false, refusal: null });
    } catch (error) {
      if (this.job === job) session.store.set({ computing: false, playing: false });
      session.refuse(ACTION.restore, error);
    }
  }

  play() {
    const { session } = this;
    if (this.state.playing) return session.set({ playing: false });
    const { frames, cursor } = this.state;
    if (!frames.length) this.compute();
    session.set({ playing: true, cursor: cursor >= lastStep(this.state) ? 0 : cursor });
    // Without motion the result is shown at once; the scrubber still holds every step.
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    let before = performance.now();
    let due = 0;
    const tick = (/** @type {number} */ now) => {
      const state = this.state;
      if (!state.playing) return;
      const last = lastStep(state);
      due += Math.max(0, ((now - before) / 1000) * this.rate());
      before = now;
      const next = Math.min(last, state.cursor + (still ? last + 1 : Math.floor(due)));
      due %= 1;
      session.store.set({ cursor: Math.max(0, next), playing: state.computing || next < last });
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  async step() {
    this.session.set({ playing: false });
    if (!this.state.frames.length) return this.compute();
    this.scrub(Math.min(lastStep(this.state), this.state.cursor + 1));
  }

  /** @param {number} cursor */
  scrub(cursor) {
    this.wanted = cursor;
    this.session.set({ cursor, playing: false });
  }
}
