// Sharing: the lesson and the frame that a link asks for, and the dialogs that share and save, fetched when first wanted.

import { messageOf } from '../app/errors.js';
import { hideParts, lessonFields, lessonFrom } from '../app/lesson.js';
import { loadWords, t } from '../strings/strings.js';
import { write } from '../strings/written.js';
import { addStyle, find } from '../ui/dom.js';
import { SaveButtons } from './save-buttons.js';

export class SharingPanel {
  /**
   * @param {import('../app/store.js').Store<import('../app/state.js').State>} store
   * @param {import('../app/link.js').LinkFields} link
   * @param {{ currentLink: () => string, problem: HTMLElement, session: import('../app/session.js').Session }} page writes and returns the
   *   link; where problems are said; which starts the worker that writes pictures
   */
  constructor(store, link, { currentLink, problem, session }) {
    this.store = store;
    this.currentLink = currentLink;
    this.problem = problem;
    this.lesson = lessonFrom(link);
    hideParts(this.lesson.hidden);
    const { hidden, note } = this.lesson;
    const lesson = find(document, '#lesson');
    lesson.hidden = !hidden.length && !note;
    write(find(lesson, 'span'), () => (note ? t('lesson.note', { note }) : t('lesson.shown')));
    find(lesson, 'button').onclick = () => this.leaveLesson();
    /** Whether the page stands in a frame of another one. */
    this.embedded = new URLSearchParams(location.search).has('embed');
    document.documentElement.classList.toggle('embed', this.embedded);
    /** @type {Promise<[typeof import('./dialogs.js'), void]> | undefined} */
    this.ready = undefined;
    /** @type {import('./dialog.js').ShareDialog | undefined} */
    this.share = undefined;
    /** @type {import('./save.js').SaveDialog | undefined} */
    this.save = undefined;
    this.fullPage = /** @type {HTMLAnchorElement} */ (find(document, '#full-page'));
    this.linkWritten();
    find(document, '#open-share').onclick = () => this.open(({ ShareDialog }) => (this.share ??= new ShareDialog(this)).open());
    new SaveButtons(find(document, 'main'), (target) =>
      this.open(({ SaveDialog }) => (this.save ??= new SaveDialog(session)).open(target)));
  }

  /**
   * Opens a dialog, which comes with the other, their words and their style.
   * @param {(dialogs: typeof import('./dialogs.js')) => void} show
   */
  async open(show) {
    try {
      this.ready ??= Promise.all([import('./dialogs.js').then(async (dialogs) => (await addStyle(dialogs.style), dialogs)),
        loadWords('share')]);
      const [dialogs] = await this.ready;
      show(dialogs);
      this.problem.textContent = '';
    } catch (error) {
      this.ready = undefined;
      write(this.problem, () => t('share.problem', { reason: messageOf(error) }));
    }
  }

  /** Those of the benches that the lesson shows; a lesson of none is none. @param {string[]} benches */
  shown(benches) {
    const shown = benches.filter((name) => !this.lesson.hidden.includes(name));
    return shown.length ? shown : benches;
  }

  /** What the link keeps of the lesson. */
  fields() {
    return lessonFields(this.lesson);
  }

  /** The link in the address has changed. */
  linkWritten() {
    const url = new URL(location.href);
    url.search = '';
    this.fullPage.href = url.href;
  }

  leaveLesson() {
    this.lesson = { hidden: [], note: '' };
    this.currentLink();
    location.reload();
  }
}
