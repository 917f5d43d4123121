// One experiment with its buttons: set up in the worker when it is first asked for, then played in portions. It plays on its own when
// it first comes into sight, until the visitor takes over.

import { messageOf } from '../../app/errors.js';
import { Cancelled } from '../../client/model-client.js';
import { find } from '../../ui/dom.js';
import { Player } from '../../ui/player.js';
import { bringIntoSight, still } from '../../ui/screen.js';
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
 * @property {(frame: Frame) => boolean} more whether there is more after it
 * @property {(frame: Frame) => void} add draws it
 * @property {() => void} clear
 * @property {() => number} [rate] portions a second
 */

/** @template Frame */
export class Experiment {
  /**
   * @param {HTMLElement} root @param {string} id what comes before `play` and `reset` in the names of the buttons
   * @param {{ said: HTMLElement, problem: HTMLElement }} view where it is said how far it is, and what went wrong
   * @param {HTMLElement[]} results what comes of it, the most telling first
   * @param {Steps<Frame>} steps
   */
  constructor(root, id, view, results, steps) {
    this.root = root;
    this.view = view;
    this.steps = steps;
    this.playButton = find(root, `#${id}play`);
    this.player = new Player(() => this.portion(), { rate: steps.rate, changed: () => this.label() });
    /** Counts settings, so that answers to older ones are dropped. */
    this.version = 0;
    this.begun = false;
    this.done = false;
    /** Whether it plays, or has played, on its own. */
    this.onItsOwn = false;
    /** What has been computed and is not to be seen in motion. @type {Frame[]} */
    this.unseen = [];
    this.playButton.onclick = () => {
      if (!this.takeOver() && this.done) this.reset();
      this.player.toggle();
      if (!this.player.playing) return;
      this.bringToHand();
      bringIntoSight(results[0]);
    };
    find(root, `#${id}reset`).onclick = () => {
      this.takeOver();
      this.player.pause();
      this.reset();
      this.leaveHand();
    };
    steps.clear();
    const sight = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      sight.disconnect();
      this.introduce();
    });
    for (const result of results) sight.observe(result);
  }

  /** Plays on its own, unless the visitor was faster. */
  introduce() {
    if (this.begun || this.player.playing) return;
    this.onItsOwn = true;
    if (this.still) write(this.view.said, () => t('stdp.computing'));
    this.player.play();
  }

  /** Whether it is played to its end unseen, for a visitor who wants no motion that was not asked for. */
  get still() {
    return this.onItsOwn && still();
  }

  /** What plays on its own goes on as if the visitor had pressed Run. */
  goOn() {
    this.onItsOwn = false;
    this.label();
  }

  /** What played on its own gives way to the visitor's own run; whether there was such. */
  takeOver() {
    if (!this.onItsOwn) return false;
    this.onItsOwn = false;
    this.player.pause();
    this.reset();
    return true;
  }

  /** One step of the visitor's own run. */
  step() {
    this.takeOver();
    return this.player.step();
  }

  /** On a phone Pause stays in sight, as long as there is a run of the visitor's own: of the last that was begun. */
  bringToHand() {
    for (const other of this.root.querySelectorAll('.at-hand')) other.classList.remove('at-hand');
    this.playButton.parentElement?.classList.add('at-hand');
  }

  leaveHand() {
    this.playButton.parentElement?.classList.remove('at-hand');
  }

  /** Run takes over what plays on its own; what the visitor began is paused. */
  label() {
    write(this.playButton, () => t(this.player.playing && !this.onItsOwn ? 'stdp.pause' : 'stdp.play'));
    if (this.done) this.leaveHand();
  }

  /** Forgets the run; if it is playing, it goes on with a new one. */
  reset() {
    this.version++;
    this.begun = false;
    this.done = false;
    this.unseen = [];
    this.steps.clear();
  }

  /** @param {import('../../strings/strings.js').Saying} reason */
  fail(reason) {
    this.player.pause();
    this.leaveHand();
    this.begun = false;
    write(this.view.problem, reason);
  }

  /** One portion; false once there is no more. */
  async portion() {
    const { version, steps } = this;
    const { playing } = this.player;
    try {
      if (!this.begun) {
        this.begun = true;
        const first = await steps.begin();
        if (version !== this.version) return true;
        if (first) this.show(first, true);
      }
      const frame = await steps.advance(playing);
      if (version !== this.version) return true;
      this.done = !steps.more(frame);
      this.show(frame, !this.done);
      return !this.done;
    } catch (error) {
      if (error instanceof Cancelled || version !== this.version) return !(error instanceof Cancelled);
      this.fail(() => t('stdp.problem', { reason: messageOf(error) }));
      return false;
    }
  }

  /** @param {Frame} frame @param {boolean} more whether others follow */
  show(frame, more) {
    this.unseen.push(frame);
    if (more && this.still) return;
    for (const one of this.unseen.splice(0)) this.steps.add(one);
  }
}
