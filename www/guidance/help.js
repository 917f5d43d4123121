// The help dialog: how to begin, shortcuts, and every parameter of the core.

import { dreamDefaults } from '../benches/dream/state.js';
import { BENCHES } from '../benches/manifest.js';
import { find, make, show } from '../ui/dom.js';
import { tableRow } from '../ui/table.js';
import { fromCore, t, textOf } from '../strings/strings.js';
import { recall, remember } from '../app/memory.js';

/**
 * @typedef {import('../client/protocol.js').Param} Param
 * @typedef {import('../strings/strings.js').Key} Key
 */

/** Keys and what they do; a key that is not a word stands for itself. @type {[key: string, does: Key][]} */
const KEYS = [
  ['help.key.space', 'help.key.play'],
  ['help.key.arrows', 'help.key.scrub'],
  ['S', 'help.key.step'],
  ['R', 'help.key.reset'],
  ['N', 'help.key.seed'],
  ['Y', 'help.key.right'],
  ['X', 'help.key.wrong'],
  ['1 – {count}', 'help.key.bench'],
  ['?', 'help.key.help'],
  ['help.key.escape', 'help.key.close'],
];

/** Every parameter in a part of the core's tables. @param {any} part @returns {Param[]} */
function paramsIn(part) {
  if (part === null || typeof part !== 'object') return [];
  if ('help' in part && 'min' in part) return [part];
  return Object.entries(part).flatMap(([, value]) =>
    paramsIn(value).map((param) => (typeof part.kind === 'string' ? { ...param, name: `corruption.${part.kind}` } : param)));
}

/** Words of the field that the help explains. */
const TERMS = /** @type {const} */ (['backprop', 'latent', 'h1', 'maps', 'softplus', 'sigmoid', 'prior', 'mixture', 'restorer',
  'read-out', 'inference', 'gradient', 'eligibility', 'targetprop', 'cosine', 'error', 'x-spoilt', 'trust', 'log-p', 'nats']);

/** A text of which what stands between backticks is code. @param {string} text */
const withCode = (text) => make('span', {}, text.split('`').map((part, i) => (i % 2 ? make('code', { textContent: part }) : part)));

/** @param {Param} param @param {Record<string, number>} opened with what Dream opens instead of a default, by parameter name */
function row({ name, symbol, unit, min, max, integer, default: value, help, source }, opened) {
  const range = t(integer ? 'help.whole' : 'help.real', { min: show(min), max: show(max) });
  const standard = value === (opened[name] ?? value) ? show(value)
    : t('help.default.dream', { value: show(value), opened: show(opened[name]) });
  return tableRow([
    textOf(`param.${name}`, textOf(name, name)), symbol, unit ? `${range} ${fromCore(unit)}` : range, standard, withCode(fromCore(help)),
    withCode(fromCore(source)),
  ]);
}

/** @param {import('../client/protocol.js').Parameters} parameters @param {Record<string, number>} opened as for a row */
function table(parameters, opened) {
  const heads = /** @type {const} */ (['parameter', 'symbol', 'range', 'default', 'does', 'source']);
  const head = make('thead', {}, [make('tr', {}, heads.map((name) => make('th', { textContent: t(`help.${name}`), scope: 'col' })))]);
  const groups = Object.entries(parameters).map(([name, part]) => {
    const title = make('th', { textContent: textOf(`help.group.${name}`, name), colSpan: heads.length, scope: 'rowgroup',
      className: 'group' });
    return make('tbody', {}, [make('tr', {}, [title]), ...paramsIn(part).map((param) => row(param, opened))]);
  });
  return make('table', {}, [head, ...groups]);
}

/** @param {import('../app/benches.js').Page} context @param {{ story: () => void, exercises: () => void }} actions */
export function openHelp({ store: { state } }, actions) {
  const dialog = /** @type {HTMLDialogElement} */ (find(document, '#help'));
  const leave = (/** @type {() => void} */ then) => () => {
    dialog.close();
    then();
  };
  const on = make('input', { type: 'checkbox', checked: recall('shortcuts') !== 'off', onchange: () =>
    remember('shortcuts', on.checked ? 'on' : 'off') });
  const parameters = make('div', { className: 'scroll', tabIndex: 0, role: 'region' },
    state.parameters ? [table(state.parameters, dreamDefaults('mixture', state.card?.training.spikes ?? 0))] : []);
  parameters.setAttribute('aria-label', t('help.parameters.label'));
  find(dialog, '.help-body').replaceChildren(
    make('p', { textContent: t('help.start') }),
    make('div', { className: 'row' }, [
      make('button', { type: 'button', className: 'primary', textContent: t('help.story'), onclick: leave(actions.story) }),
      make('button', { type: 'button', textContent: t('help.exercises'), onclick: leave(actions.exercises) }),
    ]),
    make('h3', { textContent: t('help.keys') }),
    make('label', { className: 'check' }, [on, ` ${t('help.keys.on')}`]),
    make('dl', { className: 'keys' }, KEYS.flatMap(([key, does]) => [
      make('dt', {}, [make('kbd', { textContent: textOf(key, key).replace('{count}', String(BENCHES.length)) })]),
      make('dd', { textContent: t(does) }),
    ])),
    make('p', { className: 'lead', textContent: t('help.keys.note') }),
    make('p', { className: 'lead', textContent: t('help.canvas') }),
    make('h3', { textContent: t('help.glossary') }),
    make('dl', { className: 'glossary' }, TERMS.flatMap((term) => [
      make('dt', { textContent: t(`help.term.${term}`) }),
      make('dd', {}, [withCode(t(`help.term.${term}.text`))]),
    ])),
    make('h3', { textContent: t('help.parameters') }),
    make('p', { className: 'lead', textContent: t('help.parameters.lead') }),
    parameters,
  );
  if (!dialog.open) dialog.showModal();
}
