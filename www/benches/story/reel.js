// What a scene plays: moments, one after the other, which are shown as they come. Without motion only the last one is.

import { Player } from '../../ui/player.js';
import { still } from '../../ui/screen.js';

/** @template Moment */
export class Reel {
  /**
   * @param {(moment: Moment, index: number) => void} show @param {number} rate moments a second
   * @param {() => void} changed it plays, or no longer
   */
  constructor(show, rate, changed) {
    this.show = show;
    /** @type {Moment[]} */
    this.moments = [];
    /** Whether no more are to come. */
    this.complete = false;
    this.at = -1;
    this.player = new Player(() => this.advance(), { rate: () => rate, changed });
  }

  /** @param {...Moment} moments */
  add(...moments) {
    this.moments.push(...moments);
  }

  finish() {
    this.complete = true;
  }

  clear() {
    this.player.pause();
    this.moments = [];
    this.complete = false;
    this.at = -1;
  }

  get ended() {
    return this.complete && this.at >= this.moments.length - 1;
  }

  /** Plays on, or from the start where it has come to the end. */
  play() {
    if (this.ended) this.at = -1;
    return this.player.play();
  }

  pause() {
    this.player.pause();
  }

  /** Shows one moment, and stays there, unless they were forgotten since its slider was drawn. @param {number} at */
  seek(at) {
    this.pause();
    if (at < this.moments.length) this.show(this.moments[at], (this.at = at));
  }

  /** Whether there are more moments, or are to come. */
  advance() {
    const last = this.moments.length - 1;
    const next = still() ? last : Math.min(last, this.at + 1);
    if (next > this.at) this.show(this.moments[next], (this.at = next));
    return !this.ended;
  }
}
