// What the network takes the drawing for, and what may be said of that.

import { t } from '../../strings/strings.js';
import { find, make } from '../../ui/dom.js';
import { likeliest, Reads } from '../../ui/reads.js';

/** @typedef {import('./bench.js').TeachState} TeachState */

export class GuessPanel {
  /** @param {HTMLElement} root @param {(verdict: import('./lesson.js').Verdict, digit?: number) => void} onAnswer */
  constructor(root, onAnswer) {
    this.says = find(root, '#teach-says');
    this.digit = find(root, '#teach-digit');
    this.reads = new Reads(find(root, '#teach-reads'), find(root, '#teach-reads-text'));
    this.verdicts = /** @type {const} */ (['right', 'wrong']).map((verdict) => {
      const button = /** @type {HTMLButtonElement} */ (find(root, `#teach-${verdict}`));
      button.onclick = () => onAnswer(verdict);
      return button;
    });
    this.digits = Array.from({ length: 10 }, (_, digit) =>
      make('button', { type: 'button', textContent: String(digit), title: () => t('teach.which.one', { digit }), onclick: () =>
        onAnswer('digit', digit) }));
    find(root, '.teach-digits').append(...this.digits);
  }

  /** @param {TeachState} state @param {boolean} moving whether inference still goes on */
  update(state, moving) {
    const { ink, image, reads, frame, learned } = state;
    const shown = reads[frame];
    this.reads.update(shown);
    this.says.textContent = moving ? t('teach.looking') : this.lead(state);
    this.digit.textContent = shown ? String(likeliest(shown)) : '';
    this.digit.classList.toggle('teach-moving', moving);
    // The guess is judged once it stands; which digit it is can be said before.
    const asks = ink.length > 0 && image !== null && !learned;
    for (const button of this.verdicts) button.disabled = !asks || moving;
    for (const button of this.digits) button.disabled = !asks;
  }

  /** What stands before the digit. @param {TeachState} state */
  lead({ ink, reads, lessons, learned }) {
    if (!ink.length) return t(lessons.length ? 'teach.next' : 'teach.begin');
    if (!reads.length) return '…';
    return t(learned ? 'teach.learned' : lessons.length ? 'teach.thinks' : 'teach.blind');
  }

  /** All of it, once it stands. @param {TeachState} state */
  sentence(state) {
    return `${this.lead(state)} ${likeliest(state.reads[state.reads.length - 1])}`;
  }
}
