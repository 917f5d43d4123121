// What a bench is. Denoise is there from the start; every other bench is fetched when it is first shown.
//
// `benches/NAME/bench.js` exports `style`, the address of its style sheet, and `create`, which fills an empty section.
// A bench looks only inside its root, asks the core through `context.session`, and keeps its state to itself; what
// other benches need to know (the digit, the model) is in the store. All its words have keys beginning with
// its name, in `strings/en.js` or, where they are many, in the pack `strings/en/NAME.js`; the actions of its worker are
// in `worker/NAME.js`.

import { addStyle } from '../ui/dom.js';
import { loadWords } from '../strings/strings.js';

/**
 * @typedef {import('./state.js').State} State
 *
 * @typedef {object} Context what the page gives a bench
 * @property {import('./store.js').Store<State>} store the digit, the model, which bench is shown
 * @property {import('./session.js').Session} session the worker, the model and the digit
 * @property {(text: string) => void} say tells screen readers something, at most every two seconds
 * @property {() => void} changed something that the link keeps has changed
 * @property {GoTo} goTo takes the visitor where a link's fields lead
 *
 * @typedef {(fields: Record<string, string | number>, options?: { play?: boolean }) => Promise<void>} GoTo applies fields
 *   as a link has them (`bench`, `model`, `dream.prior` …). The digit and the model stay where they are not named; a bench
 *   whose fields are named is filled anew. Settles when the bench is there or, with `play`, when Denoise begins to play.
 *
 * @typedef {object} Bench
 * @property {(state: State) => void} update draws; called once a frame while the bench is shown and the store changes
 * @property {() => void} show it comes into sight, for the first time too
 * @property {() => void} hide it goes out of sight (another bench, a hidden page): whatever runs pauses
 * @property {() => void} [close] it is about to be filled anew from another link: gives back what `hide` keeps, as its workers
 * @property {() => Record<string, string | number>} link what differs from the defaults; the page puts `NAME.` before each key
 *
 * @typedef {object} BenchModule
 * @property {string} style
 * @property {(root: HTMLElement, context: Context, link: import('./link.js').LinkFields) => Promise<Bench> | Bench} create `link`
 *   holds this bench's fields of the link, without `NAME.`, as a stranger may have written them; what its methods cannot
 *   use is reported
 */

/** Benches that are fetched, in the order of their tabs. @type {Record<string, () => Promise<BenchModule>>} */
export const LAZY = Object.freeze({
  dream: () => import('../benches/dream/bench.js'),
  inside: () => import('../benches/inside/bench.js'),
  learn: () => import('../benches/learn/bench.js'),
  stdp: () => import('../benches/stdp/bench.js'),
  paper: () => import('../benches/paper/bench.js'),
});

/**
 * Fetches a bench, its style sheet included, and lets it fill `root`.
 * @param {string} name @param {HTMLElement} root @param {Context} context @param {import('./link.js').LinkFields} link
 */
export async function openBench(name, root, context, link) {
  const [{ style, create }] = await Promise.all([LAZY[name](), loadWords(name)]);
  await addStyle(style);
  return create(root, context, link);
}
