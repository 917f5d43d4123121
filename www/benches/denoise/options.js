// What is seldom set, folded away: it stays as the visitor left it, and opens where a link sets something unusual in it.

import { recall, remember } from '../../app/memory.js';
import { find } from '../../ui/dom.js';
import { USUAL_SEED, initialState, wayOf } from './state.js';

const { start: USUAL_START } = initialState();

export class OptionsPanel {
  /** @param {HTMLElement} root the bench */
  constructor(root) {
    this.box = /** @type {HTMLDetailsElement} */ (find(root, '.options'));
    this.box.open = recall('settings') === 'open';
    // The press itself opens and closes it, after this.
    find(this.box, 'summary').onclick = () => remember('settings', this.box.open ? 'closed' : 'open');
  }

  /**
   * @param {import('./state.js').DenoiseState} state what a link says @param {number} seed
   * @param {Record<string, number>} usual settings of its mode
   */
  openFor({ mode, start, comparing, live, settings }, seed, usual) {
    const set = Object.entries(settings[mode]).some(([name, value]) => value !== usual[name]);
    if (set || comparing || live || seed !== USUAL_SEED || start !== USUAL_START || !wayOf(mode).restorer) this.box.open = true;
  }
}
