// What a bench is. Denoise is there from the start; every other bench is fetched when it is first shown.
//
// `benches/NAME/bench.js` exports `style`, the address of its style sheet, and `create`, which fills an empty section.
// A bench looks only inside its root, asks the core through `context.session`, and keeps its state to itself; what
// other benches need to know (the digit, the model) is in the store. All its words are in `strings/en.js`, keys
// beginning with its name; the actions of its worker are in `worker/NAME.js`.

/**
 * @typedef {import('./state.js').State} State
 *
 * @typedef {object} Context what the page gives a bench
 * @property {import('./store.js').Store<State>} store the digit, the model, which bench is shown
 * @property {import('./session.js').Session} session the worker, the model and the digit
 * @property {(text: string) => void} say tells screen readers something, at most every two seconds
 * @property {() => void} changed something that the link keeps has changed
 *
 * @typedef {object} Bench
 * @property {(state: State) => void} update draws; called once a frame while the bench is shown and the store changes
 * @property {() => void} show it comes into sight, for the first time too
 * @property {() => void} hide it goes out of sight (another bench, a hidden page): whatever runs pauses
 * @property {() => Record<string, string | number>} link what differs from the defaults; the page puts `NAME.` before each key
 *
 * @typedef {object} BenchModule
 * @property {string} style
 * @property {(root: HTMLElement, context: Context, link: Map<string, string>) => Promise<Bench> | Bench} create `link`
 *   holds this bench's fields of the link, without `NAME.`, as a stranger may have written them
 */

/** Benches that are fetched, in the order of their tabs. @type {Record<string, () => Promise<BenchModule>>} */
export const LAZY = Object.freeze({
  dream: () => import('./benches/dream/bench.js'),
  paper: () => import('./benches/paper/bench.js'),
});

/**
 * Fetches a bench, its style sheet included, and lets it fill `root`.
 * @param {string} name @param {HTMLElement} root @param {Context} context @param {Map<string, string>} link
 */
export async function openBench(name, root, context, link) {
  const { style, create } = await LAZY[name]();
  await new Promise((resolve, reject) => {
    const sheet = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: style });
    sheet.onload = resolve;
    sheet.onerror = () => reject(new Error(`${style} could not be fetched`));
    document.head.append(sheet);
  });
  return create(root, context, link);
}
