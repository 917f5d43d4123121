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
/** @typedef {{ problem: HTMLElement, clear: (...values: any[]) => void }} View */

export class Played {
  /**
   * @param {HTMLElement} root @param {string} id what comes before `play` and `reset` in the names of the buttons
   * @param {Ask} ask @param {View} view
   */
  constructor(root, id, ask, view) {
    this.ask = ask;
    this.problem = view.problem;
    this.playButton = find(root, `#${id}play`);
    this.player = new Player(() => this.portion(), {
      changed: () => write(this.playButton, () => t(this.player.playing ? 'stdp.pause' : 'stdp.play')),
    });
    /** Counts settings, so that answers to older ones are dropped. */
    this.version = 0;
    this.begun = false;
    this.done = false;
    this.playButton.onclick = () => {
      if (this.done) this.reset();
      this.player.toggle();
    };
    find(root, `#${id}reset`).onclick = () => {
      this.player.pause();
      this.reset();
    };
  }

  /** Sets the run up in the worker. @returns {Promise<void>} */
  async begin() {}

  /** Computes the next portion. @returns {Promise<any>} */
  async advance() {}

  /** Draws it. @param {any} _frame @returns {boolean} whether there is more */
  add(_frame) {
    return false;
  }

  clear() {}

  /** Forgets the run; if it is playing, it goes on with a new one. */
  reset() {
    this.version++;
    this.begun = false;
    this.done = false;
    this.clear();
  }

  /** @param {import('../../strings/strings.js').Saying} reason */
  fail(reason) {
    this.player.pause();
    this.begun = false;
    write(this.problem, reason);
  }

  /** One portion; false once there is no more. */
  async portion() {
    const { version } = this;
    try {
      if (!this.begun) {
        this.begun = true;
        await this.begin();
      }
      const frame = await this.advance();
      if (version !== this.version) return true;
      this.done = !this.add(frame);
      return !this.done;
    } catch (error) {
      if (error instanceof Cancelled || version !== this.version) return !(error instanceof Cancelled);
      this.fail(() => t('stdp.problem', { reason: messageOf(error) }));
      return false;
    }
  }
}
