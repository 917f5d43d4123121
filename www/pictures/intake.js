// The ways in for the visitor's own files: buttons, the clipboard, drag and drop. What opens them is fetched with the first.

import { messageOf, sentence } from '../app/errors.js';
import { find } from '../ui/dom.js';
import { loadWords, t } from '../strings/strings.js';
import { filesOf } from './folder.js';

export class Intake {
  /** @param {Document} page @param {import('../app/session.js').Session} session @param {import('../app/benches.js').GoTo} goTo */
  constructor(page, session, goTo) {
    this.session = session;
    this.goTo = goTo;
    this.problem = find(page, '#own-problem');
    this.elsewhere = find(page, '#bench-problem');
    /** @type {Promise<import('./files.js').VisitorFiles> | null} */
    this.files = null;
    const picture = /** @type {HTMLInputElement} */ (find(page, '#picture-file'));
    const model = /** @type {HTMLInputElement} */ (find(page, '#model-file'));
    for (const input of [picture, model]) {
      input.onchange = () => {
        this.open([...(input.files ?? [])], input === model);
        // So that the same file may be chosen again.
        input.value = '';
      };
    }
    find(page, '#open-picture').onclick = () => picture.click();
    this.chooseModel = () => model.click();
    page.addEventListener('paste', (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length) return;
      event.preventDefault();
      this.open(files);
    });
    page.addEventListener('dragover', (event) => {
      if (!event.dataTransfer?.types.includes('Files') || onInput(event)) return;
      event.preventDefault();
      page.body.classList.add('dropping');
    });
    page.addEventListener('dragleave', (event) => event.relatedTarget === null && page.body.classList.remove('dropping'));
    page.addEventListener('drop', (event) => {
      page.body.classList.remove('dropping');
      if (!event.dataTransfer?.types.includes('Files') || onInput(event)) return;
      event.preventDefault();
      filesOf(event.dataTransfer).then((files) => this.open(files), (error) => this.refuse(error));
    });
  }

  /** Where the visitor sees it. @param {unknown} error */
  refuse(error) {
    const seen = this.session.state.bench === 'denoise' ? this.problem : this.elsewhere;
    seen.textContent = sentence(error);
    if (seen !== this.problem) this.problem.textContent = '';
  }

  /** @param {File[]} files @param {boolean} [asModel] whether they were chosen as a model */
  async open(files, asModel = false) {
    if (!files.length || ['loading', 'reopening'].includes(this.session.state.loading.status)) return;
    this.problem.textContent = this.elsewhere.textContent = '';
    try {
      this.files ??= Promise.all([import('./files.js'), loadWords('own')])
        .then(([{ VisitorFiles }]) => new VisitorFiles(this.session, { problem: this.problem, goTo: this.goTo }));
      await (await this.files.catch((error) => {
        this.files = null;
        throw new Error(t('own.failed', { reason: messageOf(error) }));
      })).open(files, asModel);
    } catch (error) {
      this.refuse(error);
    }
  }
}

/** Whether a file is held over an input that takes it itself. @param {DragEvent} event */
const onInput = ({ target }) => target instanceof Element && target.matches('input[type=file]');
