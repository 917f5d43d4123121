// One network that learns: its workers, its history, and the loop that goes on until it is paused or done.

import { ACTION } from '../../client/protocol.js';
import { Player } from '../../ui/player.js';
import { add } from './history.js';
import { newPlace } from './networks.js';
import { Team } from './team.js';

/**
 * @typedef {import('../../client/protocol.js').LearnSource} LearnSource
 * @typedef {import('../../client/protocol.js').LearnSight} LearnSight
 * @typedef {import('./history.js').Point} Point
 * @typedef {{ onChange: () => void, onSight: (sight: LearnSight) => void, onReplaced: () => void }} Events
 */

/** Milliseconds of learning between two replies of the workers: how long Pause may take. */
const SLICE = 400;
/** Looking takes about this part of the time. */
const LOOK_SHARE = 1 / 12;
/** But it is never put off for longer than so many milliseconds. */
const LOOK_LATEST = 6000;
/** Nor, while pictures change most, for longer than so many milliseconds and a share of the time that it has been learning. */
const LOOK_FIRST = { milliseconds: 600, share: 1 / 4 };
/** How much is looked at. */
const WISH = Object.freeze({ measure: true, digits: 10, filters: 30, dreams: 40 });

export class Run {
  /** @param {(onCrash: () => void) => Promise<import('../../client/model-client.js').ModelClient>} spawn @param {Events} events */
  constructor(spawn, events) {
    this.events = events;
    this.team = new Team(spawn, events.onReplaced);
    /** @type {import('../../client/protocol.js').LearnOpened | null} */
    this.opened = null;
    /** @type {import('../../client/protocol.js').LearnSteps | null} */
    this.state = null;
    /** @type {LearnSource | null} */
    this.source = null;
    /** @type {Point[]} */
    this.history = [];
    this.player = new Player(() => this.advance(), { rate: () => Infinity, changed: events.onChange });
    /** Batches between two replies of the workers. */
    this.batches = 1;
    /** What is done between two such. @type {(now: number) => Promise<void>} */
    this.between = async () => {};
    /** Images a second, smoothed. */
    this.rate = 0;
    this.lookCost = 0;
    this.lookedAt = 0;
    this.startedAt = 0;
    /** Where this device keeps it, and when it was stored last. */
    this.place = newPlace();
    this.savedAt = -Infinity;
    /** Learning up to the last look, while it goes on. @type {Promise<void> | null} */
    this.loop = null;
  }

  /**
   * @param {number} workers @param {import('../../client/protocol.js').LearnJob} what
   * @param {{ history?: Point[], place?: import('./networks.js').Place }} [before] what it has shown, and where it is kept
   */
  async open(workers, what, { history = [], place = newPlace() } = {}) {
    this.opened = await this.team.open(workers, what);
    this.state = this.opened.state;
    this.source = (this.team.opened ?? what).source;
    this.history = history;
    this.place = place;
  }

  /** Whether it learns, or has yet to come to the end of the batches at hand. */
  get running() {
    return this.loop !== null;
  }

  get done() {
    return this.state !== null && this.state.epoch >= this.state.epochs;
  }

  /** Images learned from. */
  get images() {
    if (!this.state || !this.opened) return 0;
    const { epoch, batch } = this.state;
    const { images } = this.opened.summary;
    return epoch * images + Math.min(images, batch * this.opened.settings.training.batch_size);
  }

  /** Seconds until all epochs are over, or null where nothing is known. */
  get left() {
    if (!this.state || !this.opened || !this.rate) return null;
    return (this.state.epochs * this.opened.summary.images - this.images) / this.rate;
  }

  /**
   * Learns until it is paused or done; a refusal of the core ends it.
   * @param {(now: number) => Promise<void>} between called between two slices
   */
  start(between) {
    this.between = between;
    this.batches = 1;
    this.startedAt = performance.now();
    this.loop = this.player.play().then(() => this.look()).finally(() => {
      this.loop = null;
      this.events.onChange();
    });
    return this.loop;
  }

  /** Learns for about a slice, and looks where it is time to; whether there is more to learn. */
  async advance() {
    if (this.done) return false;
    const start = performance.now();
    await this.steps(this.batches);
    const now = performance.now();
    this.batches = Math.max(1, Math.round(Math.min(2 * this.batches, (this.batches * SLICE) / Math.max(1, now - start))));
    const first = LOOK_FIRST.milliseconds + LOOK_FIRST.share * (now - this.startedAt);
    if (now - this.lookedAt > Math.min(LOOK_LATEST, this.lookCost / LOOK_SHARE, first)) await this.look();
    await this.between(now);
    this.events.onChange();
    return !this.done;
  }

  /** Learns from as many batches. @param {number} count */
  async steps(count) {
    const state = /** @type {NonNullable<Run['state']>} */ (this.state);
    const before = this.images;
    const start = performance.now();
    this.state = await this.team.steps(state.steps + count);
    const seconds = (performance.now() - start) / 1000;
    // A clock that is coarse, as some browsers have it against being recognised, may not have moved.
    if (seconds > 0) {
      const rate = (this.images - before) / seconds;
      this.rate = this.rate ? this.rate + (rate - this.rate) * 0.2 : rate;
    }
    this.events.onChange();
  }

  /** Ends the loop after the batches at hand. */
  async pause() {
    this.player.pause();
    await this.loop?.catch(() => {});
  }

  /** Measures, and shows pictures. */
  async look() {
    const start = performance.now();
    const seed = this.opened?.settings.seed ?? 1;
    const sight = await this.team.look({ ...WISH, seed });
    this.lookedAt = performance.now();
    this.lookCost = this.lookedAt - start;
    const { measures } = sight;
    const images = this.images / 1000;
    if (measures && this.history.at(-1)?.images !== images) {
      add(this.history, {
        images, logJoint: measures.log_joint, reconstruction: measures.reconstruction, inpainting: measures.inpainting,
        maps: this.state?.report?.map_errors ?? [],
      });
    }
    this.events.onSight(sight);
  }

  /** @param {number} epochs */
  async setEpochs(epochs) {
    await this.team.all(ACTION.learnEpochs, { epochs });
    if (this.state) this.state = { ...this.state, epochs };
    if (this.opened) this.opened.settings.training.epochs = epochs;
  }

  close() {
    this.player.pause();
    this.team.close();
  }
}
