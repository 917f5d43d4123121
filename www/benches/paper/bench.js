// The paper bench: the paper's numbers beside ours, the model card, what was tried, and what fails.

import { cardRows } from '../../panels/card.js';
import { fill, find } from '../../panels/dom.js';
import { MARKUP } from './markup.js';
import { ResultsPanel } from './results.js';

export const style = new URL('./bench.css', import.meta.url).href;

/** @type {import('../../bench.js').BenchModule['create']} */
export function create(root) {
  fill(root, MARKUP);
  const results = new ResultsPanel(root);
  const card = find(root, '.card');
  /** @type {import('../../protocol.js').Card | null} */
  let shown = null;
  return {
    show: () => results.update(),
    hide() {},
    update(state) {
      if (!state.card || state.card === shown) return;
      shown = state.card;
      card.replaceChildren(...cardRows(state.card));
    },
    link: () => ({}),
  };
}
