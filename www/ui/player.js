// Plays what a bench does in steps: one after the other at a given rate, until it is paused, there are no more, or one fails.

import { nextFrame } from './screen.js';

/** Steps that are late by up to so many milliseconds catch up; what a longer halt has cost is not made up for. */
const LATE = 100;
/** The first step comes within so many milliseconds, however slow the rate: whoever presses Play sees that it plays. */
const FIRST = 150;

export class Player {
  /**
   * @param {() => unknown} advance goes on by a step; what it returns or settles with is false once there are no more
   * @param {{ rate?: () => number, changed?: () => void }} [options] steps a second, Infinity for as fast as they come, else one a
   *   frame; `changed` is called when it begins to play and when it ends
   */
  constructor(advance, { rate, changed = () => {} } = {}) {
    this.advance = advance;
    this.rate = rate;
    this.changed = changed;
    this.playing = false;
    /** Counts plays, so that an old loop notices that a newer one runs. */
    this.turn = 0;
    /** The loop, up to the end of its last step. @type {Promise<void>} */
    this.ending = Promise.resolve();
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  /** Settles when it plays no longer; fails where a step does. */
  play() {
    if (this.playing) return this.ending;
    this.playing = true;
    this.changed();
    this.ending = this.loop(++this.turn);
    return this.ending;
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    this.changed();
  }

  /** One step, after the one at hand. */
  async step() {
    this.pause();
    await this.ending.catch(() => {});
    return this.advance();
  }

  /** @param {number} turn */
  async loop(turn) {
    const goesOn = () => this.playing && turn === this.turn;
    let due = performance.now() + Math.min(FIRST, this.interval);
    try {
      for (;;) {
        const wait = due - performance.now();
        if (!this.rate) await nextFrame();
        else if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
        if (!goesOn() || (await this.advance()) === false || !goesOn()) return;
        due = Math.max(due + this.interval, performance.now() - LATE);
      }
    } finally {
      if (turn === this.turn) this.pause();
    }
  }

  /** Milliseconds between two steps. */
  get interval() {
    return this.rate ? 1000 / this.rate() : 0;
  }
}
