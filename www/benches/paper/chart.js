// A chart above its legend; for those who do not see it, its numbers come as a table.

import { LinePlot, keyOf } from '../../plots/lines.js';
import { make } from '../../ui/dom.js';
import { write } from '../../strings/written.js';

/** @param {() => string} label @param {() => import('../../plots/lines.js').Lines} lines */
export function chart(label, lines) {
  const place = make('div', { className: 'plot' });
  place.setAttribute('role', 'img');
  write(place, label, 'aria-label');
  const table = make('table');
  const legend = make('p', { className: 'legend series' },
    lines().lines.map((line, i) => make('span', { className: keyOf(line), textContent: () => lines().lines[i].label })));
  const figure = make('figure', {}, [place, make('div', { className: 'sr-only' }, [table]), make('figcaption', {}, [legend])]);
  return { figure, table, plot: new LinePlot(place, lines) };
}
