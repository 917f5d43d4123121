// A number field that holds the value in use: what cannot be used is refused by name, and the old value stands there again.

import { t } from '../strings/strings.js';
import { write } from '../strings/written.js';
import { make } from './dom.js';

export class NumberField {
  /**
   * @param {HTMLInputElement} input with its range
   * @param {import('../strings/strings.js').Saying} label
   * @param {(value: number) => void} onChange
   * @param {(problem: import('../strings/strings.js').Saying) => void} [onRefused] without it the reason stands below the field's row,
   *   until another value is in use
   */
  constructor(input, label, onChange, onRefused) {
    this.input = input;
    /** What is in use, once that is known. @type {number | null} */
    this.value = null;
    this.problem = make('p', { className: 'why' });
    this.problem.setAttribute('role', 'status');
    if (!onRefused) input.closest('.row')?.after(this.problem);
    input.onchange = () => {
      const { value: found, min, max, step } = input;
      // An empty field is valid to the browser.
      if (found !== '' && input.checkValidity()) {
        this.problem.textContent = '';
        return onChange(input.valueAsNumber);
      }
      const problem = () =>
        t(step === '1' ? 'number.refused.whole' : 'number.refused', { label, min, max, found: found || t('number.none') });
      if (onRefused) onRefused(problem);
      else write(this.problem, problem);
      input.value = String(this.value ?? '');
    };
  }

  /** Shows the value in use, but not over one that is being typed. @param {number} value */
  show(value) {
    if (value !== this.value) this.problem.textContent = '';
    this.value = value;
    if (document.activeElement !== this.input || this.input.disabled) this.input.value = String(value);
  }
}
