// Every word that the page says, by key, in the language that the visitor reads.
//
// `strings/LANGUAGE.js` is there from the start; long texts are packs, `strings/LANGUAGE/PACK.js`, fetched with what
// shows them. A bench whose name is a pack's gets its words before it is created, so no module may ask for them while
// it is being read. English says which keys there are; another language is typed by it, so that none can be missing.

import { recall } from '../app/memory.js';
import { en } from './en.js';

export { grouped } from './numbers.js';

/**
 * @typedef {typeof en
 *   & typeof import('./en/dream.js').words
 *   & typeof import('./en/exercise.js').words
 *   & typeof import('./en/guide.js').words
 *   & typeof import('./en/inside.js').words
 *   & typeof import('./en/learn.js').words
 *   & typeof import('./en/offline.js').words
 *   & typeof import('./en/own.js').words
 *   & typeof import('./en/paper.js').words
 *   & typeof import('./en/share.js').words
 *   & typeof import('./en/stdp.js').words
 *   & typeof import('./en/story.js').words
 *   & typeof import('./en/teach.js').words} Words
 * @typedef {keyof Words} Key
 * @typedef {Record<string, string>} Texts
 * @typedef {Record<keyof typeof ENGLISH, () => Promise<{ words: Texts }>>} Packs
 */

/** Languages the page speaks, by their own names. */
export const LANGUAGES = Object.freeze({ en: 'English', de: 'Deutsch' });
/** @typedef {keyof typeof LANGUAGES} Language */
/** Languages that are written from right to left. */
const RIGHT_TO_LEFT = ['ar', 'fa', 'he', 'ur'];

/** The packs in English. */
const ENGLISH = {
  dream: () => import('./en/dream.js'),
  exercise: () => import('./en/exercise.js'),
  guide: () => import('./en/guide.js'),
  inside: () => import('./en/inside.js'),
  learn: () => import('./en/learn.js'),
  offline: () => import('./en/offline.js'),
  own: () => import('./en/own.js'),
  paper: () => import('./en/paper.js'),
  share: () => import('./en/share.js'),
  stdp: () => import('./en/stdp.js'),
  story: () => import('./en/story.js'),
  teach: () => import('./en/teach.js'),
};
/**
 * Where the words of other languages are.
 * @type {Record<Exclude<Language, 'en'>, () => Promise<{ words: Texts, packs: Packs, core: Texts }>>}
 */
const OTHERS = { de: () => import('./de.js') };

/** The packs of the language that the page speaks. @type {Packs} */
let packs = ENGLISH;
/** Packs whose words are there. @type {Set<keyof Packs>} */
const held = new Set();
/** The language that was asked for last. */
let wanted = '';

/** @type {Record<string, string>} */
const strings = { ...en };

/**
 * The language that a visitor wants: the one chosen here before, else the first of the browser's that the page speaks.
 * @returns {Language}
 */
export function wantedLanguage() {
  const wanted = [recall('language') ?? '', ...navigator.languages].map((tag) => tag.split('-')[0]);
  return /** @type {Language} */ (wanted.find((tag) => Object.hasOwn(LANGUAGES, tag)) ?? 'en');
}

/**
 * Speaks a language from now on, as soon as all its words are there that the page has in another one. Where they cannot be
 * fetched it throws, and the page goes on as before.
 * @param {Language} language @returns {Promise<boolean>} whether it does; not, where another one was asked for meanwhile
 */
export async function speak(language) {
  wanted = language;
  const other = language === 'en' ? { words: en, packs: ENGLISH, core: {} } : await OTHERS[language]();
  /** @type {{ words: Texts }[]} */
  let more = [];
  // Packs may be added while these are fetched.
  while (more.length < held.size) more = await Promise.all([...held].map((pack) => other.packs[pack]()));
  if (wanted !== language) return false;
  ({ packs, core } = other);
  Object.assign(strings, other.words, ...more.map(({ words }) => words));
  document.documentElement.lang = language;
  document.documentElement.dir = RIGHT_TO_LEFT.includes(language) ? 'rtl' : 'ltr';
  return true;
}

/** Fetches the words of a pack; there are none where no pack has that name. @param {string} pack */
export async function loadWords(pack) {
  if (!Object.hasOwn(packs, pack)) return;
  const name = /** @type {keyof Packs} */ (pack);
  for (let fetched = null; fetched !== packs; ) {
    fetched = packs;
    const { words } = await fetched[name]();
    // The page may speak another language by now.
    if (fetched === packs) Object.assign(strings, words);
  }
  held.add(name);
}

/** A text, or what says it in the language of the moment. @typedef {string | (() => string)} Saying */

/** @param {Saying | number} saying */
export const said = (saying) => String(typeof saying === 'function' ? saying() : saying);

/**
 * The text of a key, `{name}` replaced by the value of that name. A key without words stands for itself: a word that is
 * missing must not take the page along.
 * @param {Key} key @param {Record<string, Saying | number>} [values]
 */
export function t(key, values = {}) {
  return textOf(key, key).replace(/\{(\w+)\}/g, (_, name) => said(values[name] ?? ''));
}

/** The text of a key that is put together at run time, or `otherwise`. @param {string} key @param {string} otherwise */
export const textOf = (key, otherwise) => strings[key] ?? otherwise;

/** What the core says of a parameter, in its own English, by that English. @type {Texts} */
let core = {};

/** A sentence of the core's tables in the visitor's language. @param {string} english */
export const fromCore = (english) => core[english] ?? english;
