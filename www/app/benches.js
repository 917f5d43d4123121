// What a bench is, and which one is in sight: tabs, and sections that benches fill when they are first shown.
//
// `benches/NAME/bench.js` exports `style`, the address of its style sheet, and `create`, which fills an empty section.
// A bench looks only inside its root, asks the core through `context.session`, and keeps its state in a slice of the store,
// whose fields in links it declares once; what other benches need to know (the digit, the model) is in the store as well.

import { messageOf } from './errors.js';
import { Cancelled } from '../client/model-client.js';
import { loadWords, t } from '../strings/strings.js';
import { write } from '../strings/written.js';
import { addStyle, find, make } from '../ui/dom.js';
import { MODELS } from '../model/models.js';
import { fieldsOf } from './link.js';

/**
 * @import { State } from './state.js'
 * @import { Entry } from '../benches/manifest.js'
 * @import { LinkFields } from './link.js'
 * @import { Field } from './fields.js'
 *
 * @typedef {object} Page what the page gives whatever acts on it
 * @property {import('./store.js').Store<State>} store the digit, the model, which bench is shown
 * @property {import('./session.js').Session} session the worker, the model and the digit
 * @property {(text: string) => void} say tells screen readers something, at most every two seconds
 * @property {() => void} changed something that the link keeps has changed
 * @property {GoTo} goTo takes the visitor where a link's fields lead
 *
 * @typedef {object} OfBench what it gives one bench besides
 * @property {LinkFields} link its fields, without its prefix, as a stranger may have written them
 * @property {<Part extends object>(fields: readonly Field[], rest?: object) => import('./store.js').Slice<Part>} slice begins its
 *   part of the state: what `fields` say in the link or usually are, and `rest`, which no link keeps
 * @typedef {Page & OfBench} Context
 *
 * @typedef {(fields: Record<string, string | number>, options?: { play?: boolean, panel?: string }) => Promise<void>} GoTo applies fields
 *   as a link has them (`bench`, `model`, `dream.prior` …). The digit and the model stay where they are not named; a bench
 *   whose fields are named takes them over or is filled anew. Settles when the bench is there and, with `play`, begins to play;
 *   the part of it that the selector `panel` finds is brought into sight.
 *
 * @typedef {object} Bench
 * @property {(state: State) => void} update draws; called once a frame while the bench is shown and the store changes
 * @property {() => void} show it comes into sight, for the first time too
 * @property {() => void} hide it goes out of sight (another bench, a hidden page): whatever runs pauses
 * @property {() => Record<string, string | number>} link what differs from the defaults; the page puts the bench's prefix before each key
 * @property {() => void} [close] it is about to be filled anew from another link: gives back what `hide` keeps, as its workers
 * @property {(link: LinkFields) => Promise<void>} [apply] takes over the fields of another link, instead of being filled anew
 * @property {() => void} [play] begins to play
 *
 * @typedef {object} BenchModule
 * @property {string} style
 * @property {(root: HTMLElement, context: Context) => Promise<Bench> | Bench} create
 */

export class Benches {
  /** @param {readonly Entry[]} entries @param {LinkFields} link what the last link said of the benches @param {Omit<Page, 'goTo'>} page */
  constructor(entries, link, page) {
    this.entries = entries;
    this.lastLink = link;
    this.page = page;
    this.store = page.store;
    this.names = entries.map(({ name }) => name);
    /** The bench that is there from the start. */
    this.ground = /** @type {Entry} */ (entries.find(({ prefix }) => !prefix));
    /** Those that a lesson shows. @type {string[]} */
    this.shown = this.names;
    /** Benches that are there; those being fetched are promises. @type {Map<string, Bench | Promise<void>>} */
    this.opened = new Map();
    /** Benches that could not be fetched: a click on the tab tries again. @type {Set<string>} */
    this.failed = new Set();
    /** The bench in sight, which knows that it is: null while it is being fetched. @type {Bench | null} */
    this.inSight = null;
    this.problem = find(document, '#bench-problem');
    /** @type {GoTo} */
    this.goTo = (fields, options) => this.follow(new Map(Object.entries(fields).map(([key, value]) => [key, String(value)])), options);
    this.tabs = this.names.map((name) => this.tab(name));
    find(document, '[role=tablist]').append(...this.tabs);
    find(document, 'main').append(...this.names.map((name) => {
      const section = make('section', { id: `bench-${name}`, className: 'bench', role: 'tabpanel', hidden: true });
      section.setAttribute('aria-labelledby', `tab-${name}`);
      return section;
    }));
    document.addEventListener('visibilitychange', () => this.arrange());
  }

  /** @param {import('../benches/manifest.js').BenchName} name */
  tab(name) {
    const tab = make('button', { role: 'tab', id: `tab-${name}`, textContent: () => t(`bench.${name}`), onclick: () => this.show(name) });
    tab.setAttribute('aria-controls', `bench-${name}`);
    tab.dataset.bench = name;
    tab.onkeydown = ({ key }) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
      if (!step) return;
      const next = this.shown[(this.shown.indexOf(name) + step + this.shown.length) % this.shown.length];
      find(document, `#tab-${next}`).focus();
      this.show(next);
    };
    return tab;
  }

  /** @param {string} name */
  sectionOf(name) {
    return find(document, `#bench-${name}`);
  }

  /** @param {string} name @returns {Bench | null} */
  benchOf(name) {
    const bench = this.opened.get(name);
    return bench && !(bench instanceof Promise) ? bench : null;
  }

  /** Fetches a bench, its style sheet included, and lets it fill its section. @param {Entry} entry */
  async open({ name, prefix, load }) {
    const [{ style, create }] = await Promise.all([load(), loadWords(name)]);
    await addStyle(style);
    const link = fieldsOf(this.lastLink, prefix);
    const { changed } = this.page;
    /** @type {Context['slice']} */
    const slice = (fields, rest = {}) => this.store.slice(name, { fields, link, rest, changed });
    this.opened.set(name, await create(this.sectionOf(name), { ...this.page, goTo: this.goTo, link, slice }));
  }

  /** Opens the bench that is there from the start, which needs no model, and shows the one that the link names. */
  async begin() {
    await this.open(this.ground);
    const first = this.lastLink.choice('bench', this.names) ?? this.store.state.bench;
    this.store.set({ bench: this.shown.includes(first) ? first : this.shown[0] });
  }

  /** @param {State} state */
  update(state) {
    for (const tab of this.tabs) {
      const chosen = tab.dataset.bench === state.bench;
      const fresh = chosen && tab.getAttribute('aria-selected') !== 'true';
      tab.setAttribute('aria-selected', String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      if (fresh) reveal(tab);
    }
    for (const name of this.names) this.sectionOf(name).hidden = state.bench !== name;
    this.arrange();
    this.benchOf(state.bench)?.update(state);
  }

  /** Fetches the chosen bench where that has not been done, and tells benches when they come into sight and leave it. */
  arrange() {
    const { bench: name, loading, parameters } = this.store.state;
    const wanted = document.hidden ? null : this.benchOf(name);
    if (this.inSight !== wanted) {
      this.inSight?.hide();
      this.inSight = wanted;
      this.inSight?.show();
    }
    const entry = this.entries.find((entry) => entry.name === name);
    if (!entry || this.opened.has(name) || (!entry.early && (!parameters || loading.status !== 'ready'))) return;
    write(this.problem, () => t('bench.loading'));
    const opening = this.open(entry).then(
      () => {
        this.problem.textContent = '';
        this.store.set({});
        // From now on the link holds what the bench made of its fields.
        this.page.changed();
      },
      (error) => {
        // Whoever was to answer is being replaced: the bench opens when it is there.
        if (error instanceof Cancelled) {
          this.opened.delete(name);
          return this.store.set({});
        }
        this.failed.add(name);
        write(this.problem, () => t('bench.failed', { reason: messageOf(error) }));
      },
    );
    this.opened.set(name, opening);
  }

  /** @param {string} name */
  show(name) {
    if (this.failed.delete(name)) this.opened.delete(name);
    this.problem.textContent = '';
    this.store.set({ bench: name, refusal: null });
    this.page.changed();
  }

  /** @param {Map<string, string>} link @param {{ play?: boolean, panel?: string }} [options] */
  async follow(link, { play = false, panel } = {}) {
    const { session } = this.page;
    const { ground } = this;
    for (const entry of this.entries) if (entry !== ground && fieldsOf(link, entry.prefix).size) await this.refill(entry, link);
    const bench = this.names.find((name) => name === link.get('bench'));
    if (bench) this.show(bench);
    await this.benchOf(ground.name)?.apply?.(fieldsOf(link, ground.prefix));
    const model = link.get('model');
    if (model && model in MODELS && model !== this.store.state.model) await session.setModel(/** @type {State['model']} */ (model));
    this.arrange();
    await this.opened.get(this.store.state.bench);
    if (play) this.benchOf(this.store.state.bench)?.play?.();
    // Not there where the visitor has gone on meanwhile, or the bench could not be fetched.
    if (panel) this.sectionOf(this.store.state.bench).querySelector(panel)?.scrollIntoView();
  }

  /** Empties a bench, which is filled anew from another link when it is shown. @param {Entry} entry @param {Map<string, string>} link */
  async refill({ name, prefix }, link) {
    await this.opened.get(name);
    for (const key of [...this.lastLink.keys()]) if (key.startsWith(prefix)) this.lastLink.delete(key);
    for (const [key, value] of link) if (key.startsWith(prefix)) this.lastLink.set(key, value);
    const bench = this.benchOf(name);
    if (!bench) return;
    if (this.inSight === bench) this.inSight = null;
    bench.hide();
    bench.close?.();
    this.opened.delete(name);
    this.sectionOf(name).replaceChildren();
  }

  /** What a link keeps: what differs from the defaults, and what the last link said of benches that are not open. */
  link() {
    /** @type {Record<string, string | number>} */
    const fields = { bench: this.store.state.bench };
    for (const { name, prefix } of this.entries) {
      const kept = this.benchOf(name)?.link() ?? Object.fromEntries(fieldsOf(this.lastLink, prefix));
      for (const [key, value] of Object.entries(kept)) fields[prefix + key] = value;
    }
    return fields;
  }
}

/** Moves a tab to the middle of its row, which is wider than a phone. @param {HTMLElement} tab */
function reveal(tab) {
  const row = /** @type {HTMLElement} */ (tab.parentElement);
  const middle = (/** @type {DOMRect} */ { left, width }) => left + width / 2;
  row.scrollLeft += middle(tab.getBoundingClientRect()) - middle(row.getBoundingClientRect());
}
