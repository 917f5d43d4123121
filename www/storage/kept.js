// The records of one store as a tab has them: those of the device, and those that it has not stored yet. One record each, so that what
// several tabs add and take away is all there.

import { announce, got, transaction, watch } from './database.js';

/** @template {{ id: string }} Item */
export class Kept {
  /**
   * @param {'drawings' | 'lessons'} name of the store @param {(record: any) => boolean} isSound whether a record is as it was written
   * @param {{ changed: () => void, unstored: (error: unknown) => void, stored: () => void }} events `unstored` hears why something cannot
   *   be read or written, `stored` that all of it is
   * @param {AbortSignal} signal ends it
   */
  constructor(name, isSound, events, signal) {
    this.name = name;
    this.isSound = isSound;
    this.events = events;
    /** All, in the order in which they were made. @type {Item[]} */
    this.all = [];
    /** Those of them that the device has not stored yet. @type {Item[]} */
    this.unstored = [];
    /** Those that are being taken away. @type {Set<string>} */
    this.leaving = new Set();
    /** Records of the device that cannot be used. */
    this.damaged = 0;
    /** Counts looks at the device, of which the newest counts. */
    this.looks = 0;
    watch(name, () => this.refresh(), signal);
  }

  /** Takes in what the device has, and what other tabs have done to it. */
  async refresh() {
    const look = ++this.looks;
    try {
      const records = await transaction([this.name], 'readonly', ({ [this.name]: store }) => got(store.getAll()));
      if (look !== this.looks) return;
      const sound = records.filter(this.isSound);
      const there = sound.filter(({ id }) => !this.leaving.has(id));
      const ids = new Set(there.map(({ id }) => id));
      this.all = [...there, ...this.unstored.filter(({ id }) => !ids.has(id))];
      this.damaged = records.length - sound.length;
      if (!this.unstored.length) this.events.stored();
    } catch (error) {
      this.events.unstored(error);
    }
    this.events.changed();
  }

  /** Shows them at once, and stores them, with those for which there was no room before. @param {Item[]} more */
  async add(more) {
    this.all = [...this.all, ...more];
    this.unstored = [...this.unstored, ...more];
    this.events.changed();
    const { unstored } = this;
    try {
      await this.write((store) => unstored.forEach((item) => store.put(item)));
      this.unstored = this.unstored.filter((item) => !unstored.includes(item));
      this.events.stored();
    } catch (error) {
      return this.events.unstored(error);
    }
    await this.refresh();
  }

  /** Takes them away at once; where the device does not, they come back, and it throws. @param {Item[]} gone */
  async remove(gone) {
    const ids = new Set(gone.map(({ id }) => id));
    const unstored = this.unstored.filter(({ id }) => ids.has(id));
    const without = (/** @type {Item[]} */ items) => items.filter(({ id }) => !ids.has(id));
    this.all = without(this.all);
    this.unstored = without(this.unstored);
    for (const id of ids) this.leaving.add(id);
    this.events.changed();
    try {
      await this.write((store) => gone.forEach(({ id }) => store.delete(id)));
    } catch (error) {
      // What the device never had needs no device to go.
      if (unstored.length < gone.length) {
        this.all = [...gone, ...this.all];
        this.unstored = [...unstored, ...this.unstored];
        this.events.changed();
        throw error;
      }
    } finally {
      for (const id of ids) this.leaving.delete(id);
    }
    await this.refresh();
  }

  /** @param {(store: IDBObjectStore) => void} work */
  async write(work) {
    await transaction([this.name], 'readwrite', async ({ [this.name]: store }) => work(store));
    announce(this.name);
  }
}
