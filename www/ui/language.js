// The language that the page speaks: chosen in the header, changed in place.

import { messageOf } from '../app/errors.js';
import { remember } from '../app/memory.js';
import { LANGUAGES, speak, t } from '../strings/strings.js';
import { rewrite, write } from '../strings/written.js';
import { find, make } from './dom.js';

/** @import { Language } from '../strings/strings.js' */

export class LanguagePanel {
  /** @param {HTMLElement} root @param {HTMLElement} problem where it is told that words cannot be had */
  constructor(root, problem) {
    this.select = /** @type {HTMLSelectElement} */ (find(root, '#language'));
    this.problem = problem;
    this.select.append(...Object.entries(LANGUAGES).map(([value, name]) => make('option', { value, textContent: name, lang: value })));
    this.select.onchange = async () => {
      await this.speak(/** @type {Language} */ (this.select.value));
      remember('language', this.select.value);
    };
  }

  /** Speaks a language; where its words cannot be had, the page says so and goes on in the present one. @param {Language} wanted */
  async speak(wanted) {
    try {
      if (!(await speak(wanted))) return;
      this.problem.textContent = '';
      rewrite(document);
    } catch (error) {
      const reason = messageOf(error);
      write(this.problem, () => t('language.failed', { language: LANGUAGES[wanted], reason }));
    }
    this.select.value = document.documentElement.lang;
  }
}
