// What was just taken away, in words, with a button that brings it back, until something else is said there.

import { find } from './dom.js';
import { write } from '../strings/written.js';

export class Undo {
  /** @param {HTMLElement} root @param {(error: unknown) => void} onProblem */
  constructor(root, onProblem) {
    this.said = find(root, '[role=status]');
    this.button = /** @type {HTMLButtonElement} */ (find(root, 'button'));
    this.onProblem = onProblem;
  }

  /** @param {import('../strings/strings.js').Saying} text @param {() => Promise<void>} [bringBack] */
  say(text, bringBack) {
    write(this.said, text);
    this.button.hidden = !bringBack;
    this.button.onclick = async () => {
      this.say('');
      await bringBack?.().catch(this.onProblem);
    };
    // The button that took it away may be gone.
    if (bringBack) this.button.focus();
  }
}
