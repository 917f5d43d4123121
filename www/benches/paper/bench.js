// The paper bench: the argument with live numbers, the figures made again, the paper's numbers beside ours, the model
// card, what was tried, and what fails.

import { cardRows } from '../../ui/card.js';
import { fill, find } from '../../ui/dom.js';
import { ArgumentPanel } from './argument.js';
import { FiguresPanel } from './figures.js';
import { MARKUP } from './markup.js';
import { ResultsPanel } from './results.js';

export const style = new URL('./bench.css', import.meta.url).href;

/** @type {import('../../app/benches.js').BenchModule['create']} */
export function create(root, context) {
  fill(root, MARKUP);
  const argument = new ArgumentPanel(root, context);
  const figures = new FiguresPanel(root, context);
  const results = new ResultsPanel(root);
  const card = find(root, '.card');
  for (const button of root.querySelectorAll('[data-part]')) {
    const part = find(root, `#${button.getAttribute('data-part')}`);
    /** @type {HTMLElement} */ (button).onclick = () => {
      for (const folded of part.querySelectorAll('details')) folded.open = true;
      part.scrollIntoView({ block: 'start' });
    };
  }
  /** @type {import('../../client/protocol.js').Card | null} */
  let shown = null;
  return {
    show() {
      results.update();
      figures.show();
    },
    hide: () => figures.hide(),
    update(state) {
      argument.update(state);
      figures.update(state);
      if (!state.card || state.card === shown) return;
      shown = state.card;
      card.replaceChildren(...cardRows(state.card));
    },
    link: () => argument.slice.link(),
  };
}
