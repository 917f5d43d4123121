// The ways in for the visitor's own files: buttons, the clipboard, drag and drop. What opens them is fetched with the first.

import { find } from '../panels/dom.js';
import { sentence } from '../session.js';
import { loadWords, t } from '../strings.js';

export class Intake {
  /** @param {Document} page @param {import('../session.js').Session} session */
  constructor(page, session) {
    this.session = session;
    this.problem = find(page, '#own-problem');
    /** @type {Promise<import('./files.js').OwnFiles> | null} */
    this.files = null;
    const picture = /** @type {HTMLInputElement} */ (find(page, '#picture-file'));
    const model = /** @type {HTMLInputElement} */ (find(page, '#model-file'));
    for (const input of [picture, model]) {
      input.onchange = () => {
        this.open([...(input.files ?? [])]);
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
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      page.body.classList.add('dropping');
    });
    page.addEventListener('dragleave', (event) => event.relatedTarget === null && page.body.classList.remove('dropping'));
    page.addEventListener('drop', (event) => {
      page.body.classList.remove('dropping');
      const files = [...(event.dataTransfer?.files ?? [])];
      if (!files.length) return;
      event.preventDefault();
      this.open(files);
    });
  }

  /** @param {File[]} files */
  async open(files) {
    if (!files.length || ['loading', 'reopening'].includes(this.session.state.loading.status)) return;
    this.problem.textContent = '';
    try {
      this.files ??= Promise.all([import('./files.js'), loadWords('own')]).then(([{ OwnFiles }]) => new OwnFiles(this.session, this.problem));
      await (await this.files.catch((error) => {
        this.files = null;
        throw new Error(t('own.failed', { reason: error instanceof Error ? error.message : String(error) }));
      })).open(files);
    } catch (error) {
      this.problem.textContent = sentence(error);
    }
  }
}
