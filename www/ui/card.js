// The model card as rows of a description list.

import { t } from '../strings/strings.js';
import { hiddenOf } from '../app/state.js';
import { make } from './dom.js';

/** @param {import('../client/protocol.js').Card} card */
export function cardRows({ architecture, epochs_done: epochs, seed, data, date, precision, command, results }) {
  const rows = [
    [() => t('card.units'), [architecture.x, ...hiddenOf(architecture)].join(' – ')],
    [() => t('card.trained'), () => t('card.trained.value', { data, epochs, seed, date })],
    [() => t('card.weights'), () => (precision === 'i8' ? t('card.weights.i8') : precision)],
    [() => t('card.command'), command],
    ...Object.entries(results).map(([name, value]) => [name, value.toFixed(2)]),
  ];
  return rows.flatMap(([term, text]) => [make('dt', { textContent: term }), make('dd', { textContent: text })]);
}
