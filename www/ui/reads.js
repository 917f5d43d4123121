// What the latents read as: one bar for each digit, or two where two settings are compared.

import { percent } from '../strings/numbers.js';
import { t } from '../strings/strings.js';
import { make } from './dom.js';

export class Reads {
  /**
   * @param {HTMLElement} list @param {HTMLElement} text
   * @param {boolean} [toMost] whether the highest bar is as high as there is room, where all are low; else the one of 100 %
   */
  constructor(list, text, toMost = false) {
    this.text = text;
    this.toMost = toMost;
    this.digits = Array.from({ length: 10 }, (_, digit) => {
      const bars = [make('i'), make('i', { className: 'b' })];
      const label = make('span', { className: 'sr-only' });
      list.append(make('li', {}, [make('span', { className: 'bars' }, bars), make('b', { textContent: String(digit) }), label]));
      return { bars, label };
    });
  }

  /** @param {...(Float32Array | undefined)} sides probabilities of 0 to 9, of A and of B where two are compared */
  update(...sides) {
    const full = this.toMost && sides[0] ? Math.max(...sides[0]) : 1;
    this.digits.forEach(({ bars, label }, digit) => {
      bars.forEach((bar, side) => {
        bar.hidden = side >= sides.length;
        bar.style.height = `${100 * (sides[side]?.[digit] ?? 0) / full}%`;
      });
      label.textContent = sides.map((reads) => (reads ? t('reads.percent', { percent: percent(reads[digit]) }) : '')).join(' ');
    });
    const texts = sides.map((reads, side) => {
      if (!reads) return '–';
      const text = readsAs(reads);
      return sides.length > 1 ? `${'AB'[side]} ${text}` : text;
    });
    this.text.textContent = texts.join(' · ');
  }
}

/** The digit that they most probably show, with its probability. @param {Float32Array} reads */
export function readsAs(reads) {
  const digit = likeliest(reads);
  return t('reads.one', { digit, percent: percent(reads[digit]) });
}

/** The digit of the highest probability. @param {Float32Array} probabilities of 0 to 9 */
export const likeliest = (probabilities) => probabilities.reduce((best, value, digit) => (value > probabilities[best] ? digit : best), 0);
