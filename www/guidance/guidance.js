// Help, and the way to the story and its exercises: what is at hand on every bench. Help is fetched when it is asked for.

import { messageOf } from '../app/errors.js';
import { find } from '../ui/dom.js';
import { loadWords, t } from '../strings/strings.js';
import { onLanguage, write } from '../strings/written.js';
import { listenToKeys } from './shortcuts.js';
import { showTips } from './tips.js';

/** @typedef {import('../app/benches.js').Page} Page */

export class Guidance {
  /**
   * @param {Page} context
   * @param {{ bench: () => HTMLElement, show: (index: number) => void, problem: HTMLElement }} page
   *   `problem` tells what cannot be fetched
   */
  constructor(context, { bench, show, problem }) {
    this.context = context;
    this.problem = problem;
    find(document, '#open-help').onclick = () => this.help();
    const help = /** @type {HTMLDialogElement} */ (find(document, '#help'));
    onLanguage(help, () => help.open && this.help());
    listenToKeys({ bench, show, help: () => this.help() });
    showTips();
  }

  /** Fetches the help and its words. */
  async help() {
    try {
      const [{ openHelp }] = await Promise.all([import('./help.js'), loadWords('guide')]);
      this.problem.textContent = '';
      openHelp(this.context, { story: () => this.story(), exercises: () => this.story({ 'story.exercise': 'noise' }) });
    } catch (error) {
      write(this.problem, () => t('own.failed', { reason: messageOf(error) }));
    }
  }

  /** @param {Record<string, string>} [at] where it opens, if not where it was */
  story(at = {}) {
    return this.context.goTo({ bench: 'story', ...at });
  }
}
