// The run that is there: made, continued, paused and thrown away, one thing after the other.

import { Cancelled } from '../../client/model-client.js';
import { Run } from './run.js';

/**
 * @typedef {import('../../client/protocol.js').LearnSource} LearnSource
 * @typedef {{ checkpoint: Blob, source?: LearnSource, history?: import('./history.js').Point[], place?:
 *   import('./networks.js').Place }} From
 *
 * @typedef {object} Events
 * @property {() => void} changed something has: draw
 * @property {(run: Run) => void} opened another run is there
 * @property {() => void} begins it begins to learn, or is gone: what was said of the one before no longer holds
 * @property {(run: Run, sight: import('../../client/protocol.js').LearnSight) => void} sight
 * @property {() => void} replaced a dead worker has been
 * @property {() => Promise<{ source: LearnSource, settings: import('../../client/protocol.js').LearnSettings }>} chosen to learn from, and
 *   how
 * @property {() => number} workers
 * @property {(run: Run, now: number) => Promise<void>} save stores its state, if it is time to
 * @property {(error: unknown) => void} stopped learning came to an end that nobody wanted
 */

export class Learning {
  /**
   * @param {(onCrash: (error: Error) => void) => Promise<import('../../client/model-client.js').ModelClient>} spawn @param {Events} events
   */
  constructor(spawn, events) {
    this.spawn = spawn;
    this.events = events;
    /** @type {Run | null} */
    this.run = null;
    this.opening = false;
    this.closed = false;
    /** What changes the run, up to the last that has been asked for. @type {Promise<unknown>} */
    this.turns = Promise.resolve();
    /** How much of that is not over. */
    this.waiting = 0;
    /** The end of learning, up to its last checkpoint. @type {Promise<void> | undefined} */
    this.ending = undefined;
    this.inSight = false;
    /** Whether it waits to come into sight again. */
    this.wentOut = false;
  }

  get running() {
    return this.run?.running ?? false;
  }

  get busy() {
    return this.waiting > 0;
  }

  /**
   * Does what changes the run when nothing else does and nothing is learned; only Pause need not wait.
   * @template T @param {() => Promise<T>} work @returns {Promise<T>}
   */
  turn(work) {
    this.waiting++;
    this.events.changed();
    const done = this.turns.then(() => this.pause()).then(work).finally(() => {
      this.waiting--;
      this.events.changed();
    });
    this.turns = done.catch(() => {});
    return done;
  }

  /** Makes workers and their network, anew or from a checkpoint. Where that fails, the run of before stays. @param {From} [from] */
  async open(from) {
    this.opening = true;
    this.events.changed();
    const run = new Run((onCrash) => this.spawn(onCrash), {
      onChange: () => this.events.changed(),
      onSight: (sight) => this.events.sight(run, sight),
      onReplaced: () => this.events.replaced(),
    });
    try {
      const known = from?.source ?? (from && this.run?.source);
      const what = from && known ? { source: known } : await this.events.chosen();
      await run.open(this.events.workers(), from ? { source: what.source, checkpoint: from.checkpoint } : what, from);
      await run.look();
      if (this.closed) throw new Cancelled();
    } catch (error) {
      run.close();
      throw error;
    } finally {
      this.opening = false;
    }
    this.run?.close();
    this.run = run;
    this.events.opened(run);
    return run;
  }

  /** @param {boolean} outOfSight whether it may learn there */
  goOn(outOfSight) {
    return this.turn(async () => {
      const run = this.run ?? (await this.open());
      // It may have gone out of sight while the workers were made.
      this.wentOut = !this.inSight && !outOfSight;
      if (this.wentOut) return;
      this.events.begins();
      const learned = run.start((now) => this.events.save(run, now));
      this.ending = learned.then(() => this.events.save(run, Infinity)).catch((error) => this.stopped(error));
    });
  }

  /** @param {unknown} error */
  stopped(error) {
    if (!(error instanceof Cancelled)) this.events.stopped(error);
  }

  /** Learns from one batch. */
  step() {
    return this.turn(async () => {
      const run = this.run ?? (await this.open());
      if (!run.done) await run.steps(1).then(() => run.look(), (error) => this.stopped(error));
    });
  }

  /** Ends learning, and waits for its last checkpoint, but not until that is stored. */
  async pause() {
    await this.run?.pause();
    await this.ending;
  }

  /** Back to the start. */
  throwAway() {
    return this.turn(async () => {
      this.run?.close();
      this.run = null;
      this.wentOut = false;
      this.events.begins();
    });
  }

  close() {
    this.closed = true;
    this.run?.close();
  }
}
