// One state object; however often it changes, the page is drawn once per frame.

import { readFields, writeFields } from './fields.js';

/**
 * @import { Field } from './fields.js'
 * @import { LinkFields } from './link.js'
 */

/**
 * A part of the state that one bench keeps; a link keeps its fields.
 * @template {object} Part
 * @typedef {{ readonly state: Part, set: (changes: Partial<Part>) => void, link: () => Record<string, string | number> }} Slice
 */

/** @template {object} State */
export class Store {
  /** @param {State} state */
  constructor(state) {
    this.state = state;
    /** @type {((state: State) => void)[]} */
    this.listeners = [];
    this.scheduled = false;
  }

  /** @param {(state: State) => void} listener called with the whole state after changes */
  subscribe(listener) {
    this.listeners.push(listener);
  }

  /** @param {Partial<State>} changes */
  set(changes) {
    Object.assign(this.state, changes);
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame(() => {
      this.scheduled = false;
      for (const listener of this.listeners) listener(this.state);
    });
  }

  /**
   * Begins a part of the state under a name of its own, with what a link says of it.
   * @template {object} Part
   * @param {string} name @param {{ fields: readonly Field[], link: LinkFields, rest: object, changed: () => void }} how `rest` no link
   *   keeps; `changed` is called when something has that the link keeps
   * @returns {Slice<Part>}
   */
  slice(name, { fields, link, rest, changed }) {
    const part = /** @type {Part} */ ({ ...readFields(fields, link), ...rest });
    Object.assign(this.state, { [name]: part });
    const kept = new Set(fields.map(({ path }) => path[0]));
    return {
      state: part,
      set: (changes) => {
        Object.assign(part, changes);
        this.set({});
        if (Object.keys(changes).some((key) => kept.has(key))) changed();
      },
      link: () => writeFields(fields, part),
    };
  }
}
