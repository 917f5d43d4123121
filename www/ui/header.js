// The header: which model is open, and what is told of the page and of that model.

import { grouped, said, t } from '../strings/strings.js';
import { write } from '../strings/written.js';
import { cardRows } from './card.js';
import { hiddenOf } from '../app/state.js';
import { find } from './dom.js';

/** @typedef {import('../app/state.js').State} State */

export class HeaderPanel {
  /** @param {Document} page @param {{ onModel: (model: State['model']) => void, onOpenFile: () => void }} events */
  constructor(page, { onModel, onOpenFile }) {
    this.model = /** @type {HTMLSelectElement} */ (find(page, '#model'));
    this.fromFile = /** @type {HTMLOptionElement} */ (find(this.model, '[value=own]'));
    this.modelProblem = find(page, '#model-problem');
    this.refusal = find(page, '#refusal');
    this.about = /** @type {HTMLDialogElement} */ (find(page, '#about'));
    find(page, '#open-about').onclick = () => this.about.showModal();
    this.shown = /** @type {State['model']} */ ('default');
    this.model.onchange = () => {
      const { value } = this.model;
      if (value !== 'open') return onModel(/** @type {State['model']} */ (value));
      this.model.value = this.shown;
      onOpenFile();
    };
    /** @type {import('../client/protocol.js').Card | null} */
    this.card = null;
  }

  /** @param {State} state */
  update({ model, modelName, modelProblem, refusal, loading, card }) {
    this.shown = model;
    this.fromFile.hidden = !modelName;
    this.fromFile.textContent = t('model.own', { name: modelName });
    this.model.value = model;
    this.model.disabled = ['loading', 'reopening'].includes(loading.status);
    this.modelProblem.textContent = said(modelProblem);
    this.refusal.textContent = said(refusal?.text ?? '');
    if (!card || card === this.card) return;
    this.card = card;
    find(this.about, '.card').replaceChildren(...cardRows(card));
    const hidden = hiddenOf(card.architecture);
    const [lower, top] = [hidden.slice(0, -1).map(grouped).join(', '), hidden.at(-1) ?? 0];
    write(find(this.about, '.network-text'), () => t('about.network', { x: card.architecture.x, h1: lower, h2: top }));
  }
}
