// Help, tour and exercises: what is at hand from the start. The rest is fetched when it is asked for.

import { messageOf } from '../app/errors.js';
import { find } from '../ui/dom.js';
import { loadWords, t } from '../strings/strings.js';
import { onLanguage, write } from '../strings/written.js';
import { recall, remember } from '../app/memory.js';
import { listenToKeys } from './shortcuts.js';
import { showTips } from './tips.js';

/** @typedef {import('../app/benches.js').Page} Page */

export class Guidance {
  /**
   * @param {Page} context
   * @param {{ bench: () => HTMLElement, show: (index: number) => void, problem: HTMLElement, invited: boolean }} page
   *   `problem` tells what cannot be fetched; `invited`: whether a visitor who has not been here may be offered the tour
   */
  constructor(context, { bench, show, problem, invited }) {
    this.context = context;
    this.problem = problem;
    this.invitation = find(document, '#invitation');
    this.mayInvite = invited && recall('guided') === null;
    find(document, '#open-help').onclick = () => this.help();
    const help = /** @type {HTMLDialogElement} */ (find(document, '#help'));
    onLanguage(help, () => help.open && this.help());
    find(document, '#invitation-yes').onclick = () => this.tour();
    find(document, '#invitation-no').onclick = () => this.decline();
    listenToKeys({ bench, show, help: () => this.help() });
    showTips();
  }

  /** The offer comes when there is something to see, and goes when somebody acts. @param {import('../app/state.js').State} state */
  update({ loading, denoise, bench, parameters }) {
    if (!this.mayInvite) return;
    if (denoise.frames.length || bench !== 'denoise') return this.decline();
    this.invitation.hidden = loading.status !== 'ready' || !parameters;
  }

  decline() {
    this.mayInvite = false;
    this.invitation.hidden = true;
    remember('guided', 'yes');
  }

  /** Fetches a part and its words. @template T @param {() => Promise<T>} part @param {(part: T) => void | Promise<void>} then */
  async open(part, then) {
    try {
      const [module] = await Promise.all([part(), loadWords('guide')]);
      this.problem.textContent = '';
      await then(module);
    } catch (error) {
      write(this.problem, () => t('own.failed', { reason: messageOf(error) }));
    }
  }

  help() {
    return this.open(() => import('./help.js'), ({ openHelp }) =>
      openHelp(this.context, { tour: () => this.tour(), exercises: () => this.exercises() }));
  }

  tour() {
    this.decline();
    return this.open(() => import('./tour.js'), ({ startTour }) => startTour(this.context));
  }

  exercises() {
    return this.open(() => import('./exercises.js'), ({ openExercises }) => openExercises(find(document, '#exercise'), this.context));
  }
}
