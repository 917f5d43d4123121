// One state object; however often it changes, the page is drawn once per frame.

/**
 * A part of the state that one bench keeps.
 * @template {object} Part
 * @typedef {{ readonly state: Part, set: (changes: Partial<Part>) => void }} Slice
 */

/**
 * @template {object} State
 */
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
   * Begins a part of the state under a name of its own.
   * @template {object} Part @param {string} name @param {Part} part @returns {Slice<Part>}
   */
  slice(name, part) {
    const set = (/** @type {Partial<Part>} */ changes) => {
      Object.assign(part, changes);
      this.set({});
    };
    Object.assign(this.state, { [name]: part });
    return { state: part, set };
  }
}
