// Where the digits come from: the generator, files of the visitor's own, or drawings.

import { PIXELS } from '../../client/pixels.js';
import { reasonOf } from '../../app/errors.js';
import { find, make } from '../../ui/dom.js';
import { t } from '../../strings/strings.js';
import { onLanguage, write } from '../../strings/written.js';
import { newId } from '../../storage/database.js';
import { Kept } from '../../storage/kept.js';
import { isDrawing } from './drawing.js';
import { Undo } from '../../ui/undo.js';

/**
 * @typedef {import('../../client/protocol.js').LearnSource} LearnSource
 * @typedef {import('./drawing.js').Drawing} Drawing
 */

export class SourcePanel {
  /**
   * @param {HTMLElement} root
   * @param {{ digit: () => Float32Array | null, onChange: () => void, onProblem: (problem: import('../../strings/strings.js').Saying) =>
   *   void }} events `digit` is the drawing under Denoise
   * @param {AbortSignal} signal ends it
   */
  constructor(root, events, signal) {
    this.events = events;
    this.kind = /** @type {HTMLSelectElement} */ (find(root, '#learn-source'));
    this.files = find(root, '#learn-files');
    this.drawings = find(root, '#learn-drawings');
    this.images = /** @type {HTMLInputElement} */ (find(root, '#learn-file-images'));
    this.labels = /** @type {HTMLInputElement} */ (find(root, '#learn-file-labels'));
    this.transpose = /** @type {HTMLInputElement} */ (find(root, '#learn-file-transpose'));
    this.label = /** @type {HTMLSelectElement} */ (find(root, '#learn-drawing-label'));
    this.clear = /** @type {HTMLButtonElement} */ (find(root, '#learn-clear-drawings'));
    this.count = find(root, '#learn-drawings-count');
    this.later = find(root, '#learn-drawings-later');
    this.problem = find(root, '#learn-drawings-problem');
    this.undo = new Undo(find(root, '#learn-drawings-undo'), (error) => this.unstoredBecause(error));
    /** @type {Kept<Drawing>} */
    this.drawn = new Kept('drawings', isDrawing, {
      changed: () => this.show(),
      stored: () => (this.problem.textContent = ''),
      unstored: (error) => this.unstoredBecause(error),
    }, signal);
    /** The last source from files. @type {LearnSource | null} */
    this.fromFiles = null;
    this.label.append(...[...'0123456789'].map((value) => make('option', { value, textContent: value })));
    this.kind.onchange = () => this.changed();
    this.images.onchange = this.labels.onchange = this.transpose.onchange = () => this.changed();
    onLanguage(this.drawings, () => this.show());
    find(root, '#learn-add-drawing').onclick = () => this.add();
    this.clear.onclick = () => this.removeAll();
    this.drawn.refresh();
    this.show();
  }

  changed() {
    this.show();
    this.events.onChange();
  }

  /** @param {boolean} locked */
  update(locked) {
    for (const control of [this.kind, this.images, this.labels, this.transpose]) control.disabled = locked;
    this.later.hidden = !locked;
  }

  show() {
    this.files.hidden = this.kind.value !== 'idx';
    this.drawings.hidden = this.kind.value !== 'drawn';
    const counts = Array(10).fill(0);
    const { all, damaged } = this.drawn;
    for (const { label } of all) counts[label]++;
    const digits = counts.flatMap((count, digit) => (count ? [`${digit}: ${count}`] : [])).join(', ');
    const count = all.length ? t('learn.drawings.count', { count: all.length, digits }) : t('learn.drawings.none');
    this.count.textContent = damaged ? `${count} ${t('learn.drawings.damaged', { count: damaged })}` : count;
    this.clear.disabled = !all.length;
  }

  add() {
    const image = this.events.digit();
    if (!image) return this.events.onProblem(() => t('learn.drawings.empty'));
    this.undo.say('');
    const drawing = { id: newId(), label: Number(this.label.value), image: image.slice() };
    this.label.value = String((drawing.label + 1) % 10);
    return this.drawn.add([drawing]);
  }

  /** @param {unknown} error */
  unstoredBecause(error) {
    write(this.problem, () => t('learn.drawings.problem', { reason: reasonOf(error) }));
  }

  async removeAll() {
    const { all } = this.drawn;
    try {
      await this.drawn.remove(all);
      this.undo.say(() => t('learn.drawings.removed', { count: all.length }), () => this.drawn.add(all));
    } catch (error) {
      write(this.problem, () => t('learn.failed', { reason: reasonOf(error) }));
    }
  }

  asArrays() {
    const values = new Float32Array(PIXELS * this.drawn.all.length);
    this.drawn.all.forEach(({ image }, i) => values.set(image, PIXELS * i));
    return { values, labels: Uint8Array.from(this.drawn.all, ({ label }) => label) };
  }

  /**
   * What is chosen, read from files where it must be; an error says what is missing.
   * @param {number} count @param {number} seed @returns {Promise<LearnSource>}
   */
  async source(count, seed) {
    if (this.kind.value === 'synthetic') return { kind: 'synthetic', count, seed };
    if (this.kind.value === 'drawn') {
      if (!this.drawn.all.length) throw new Error(t('learn.drawings.none'));
      return { kind: 'drawn', count, ...this.asArrays() };
    }
    const [images, labels = null] = [this.images.files?.[0], this.labels.files?.[0]];
    if (!images) throw new Error(t('learn.files.missing'));
    // The same files are the same source, which the device keeps once.
    const last = this.fromFiles;
    const { checked: transpose } = this.transpose;
    const same = last?.kind === 'idx' && last.images === images && last.labels === labels && last.transpose === transpose;
    if (same && last.count === count) return last;
    this.fromFiles = { kind: 'idx', count, name: images.name, images, labels, transpose };
    return this.fromFiles;
  }
}
