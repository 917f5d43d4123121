// What the latents read as: one bar for each digit.

import { t } from '../strings.js';
import { make } from './dom.js';

export class Reads {
  /** @param {HTMLElement} list @param {HTMLElement} text */
  constructor(list, text) {
    this.text = text;
    this.bars = Array.from({ length: 10 }, (_, digit) => {
      const bar = make('i');
      const label = make('span', { className: 'sr-only' });
      list.append(make('li', {}, [bar, make('b', { textContent: String(digit) }), label]));
      return { bar, label };
    });
  }

  /** @param {Float32Array | undefined} probabilities of 0 to 9 */
  update(probabilities) {
    this.bars.forEach(({ bar, label }, digit) => {
      const share = probabilities?.[digit] ?? 0;
      bar.style.height = `${100 * share}%`;
      label.textContent = probabilities ? t('reads.percent', { percent: rounded(share) }) : '';
    });
    const best = probabilities ? likeliest(probabilities) : 0;
    this.text.textContent = probabilities ? t('reads.one', { digit: best, percent: rounded(probabilities[best]) }) : '–';
  }
}

/** @param {number} share */
const rounded = (share) => Math.round(100 * share);

/** The digit of the highest probability. @param {Float32Array} probabilities of 0 to 9 */
export const likeliest = (probabilities) => probabilities.reduce((best, value, digit) => (value > probabilities[best] ? digit : best), 0);
