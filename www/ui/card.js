// The model card as rows of a description list, with what stands beside the network and is not the paper's.

import { t } from '../strings/strings.js';
import { hiddenOf } from '../app/state.js';
import { make } from './dom.js';

/** @param {import('../client/protocol.js').Card} card */
export function cardRows({ architecture, epochs_done: epochs, seed, data, date, precision, command, results }) {
  const rows = [
    [() => t('card.units'), [architecture.x, ...hiddenOf(architecture)].join(' – ')],
    [() => t('card.trained'), () => t('card.trained.value', { data, epochs, seed, date })],
    [() => t('card.weights'), () => (precision.startsWith('i') ? t('card.weights.integers', { bits: precision.slice(1) }) : precision)],
    [() => t('card.command'), command],
    [() => t('card.restorer'), () => t('card.restorer.value')],
    [() => t('card.mixture'), () => t('card.mixture.value')],
    [() => t('card.read-out'), () => t('card.read-out.value')],
    ...Object.entries(results).map(([name, value]) => [name, value.toFixed(2)]),
  ];
  return rows.flatMap(([term, text]) => [make('dt', { textContent: term }), make('dd', { textContent: text })]);
}
