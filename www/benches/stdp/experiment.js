// One experiment with its buttons: set up in the worker when it is first asked for, then played in portions.

import { messageOf } from '../../app/errors.js';
import { Cancelled } from '../../client/model-client.js';
import { find } from '../../ui/dom.js';
import { Player } from '../../ui/player.js';
import { t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';

/**
 * @import { Action, Exchanges } from '../../client/protocol.js'
 * @typedef {<A extends Action>(action: A, payload: Exchanges[A]['payload']) => Promise<Exchanges[A]['value']>} Ask
 */

/**
 * @template Frame
 * @typedef {object} Steps
 * @property {() => Promise<Frame | void>} begin sets the run up in the worker; what there is to see of it before the first portion
 * @property {(playing: boolean) => Promise<Frame>} advance computes the next portion, or a single step where nothing plays
 * @property {(frame: Frame) => boolean} add draws it; whether there is more
 * @property {() => void} clear
 */

/** @template Frame */
export class Experiment {
  /**
   * @param {HTMLElement} root @param {string} id what comes before `play` and `reset` in the names of the buttons
   * @param {HTMLElement} problem where problems are said @param {Steps<Frame>} steps
   */
  constructor(root, id, problem, steps) {
    this.problem = problem;
    this.steps = steps;
    const playButton = find(root, `#${id}play`);
    this.player = new Player(() => this.portion(), {
      changed: () => write(playButton, () => t(this.player.playing ? 'stdp.pause' : 'stdp.play')),
    });
    /** Counts settings, so that answers to older ones are dropped. */
    this.version = 0;
    this.begun = false;
    this.done = false;
    playButton.onclick = () => {
      if (this.done) this.reset();
      this.player.toggle();
    };
    find(root, `#${id}reset`).onclick = () => {
      this.player.pause();
      this.reset();
    };
    steps.clear();
  }

  /** Forgets the run; if it is playing, it goes on with a new one. */
  reset() {
    this.version++;
    this.begun = false;
    this.done = false;
    this.steps.clear();
  }

  /** @param {import('../../strings/strings.js').Saying} reason */
  fail(reason) {
    this.player.pause();
    this.begun = false;
    write(this.problem, reason);
  }

  /** One portion; false once there is no more. */
  async portion() {
    const { version, steps } = this;
    const { playing } = this.player;
    try {
      if (!this.begun) {
        this.begun = true;
        const first = await steps.begin();
        if (first && version === this.version) steps.add(first);
      }
      const frame = await steps.advance(playing);
      if (version !== this.version) return true;
      this.done = !steps.add(frame);
      return !this.done;
    } catch (error) {
      if (error instanceof Cancelled || version !== this.version) return !(error instanceof Cancelled);
      this.fail(() => t('stdp.problem', { reason: messageOf(error) }));
      return false;
    }
  }
}
