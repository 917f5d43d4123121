// Files that another bench opens: given to its own inputs, as if they had been chosen there.

import { find } from '../ui/dom.js';
import { t } from '../strings/strings.js';

/** @import { Told } from './files.js' */

/** Digits to learn from, with their labels where some fit. @param {Told[]} told IDX files, at least one of images */
export function giveImages(told) {
  const most = (/** @type {Told} */ a, /** @type {Told} */ b) => (b.count ?? 0) - (a.count ?? 0);
  const [images] = told.filter(({ kind }) => kind === 'images').sort(most);
  const labels = told.find(({ kind, count }) => kind === 'labels' && count === images.count);
  const source = /** @type {HTMLSelectElement} */ (find(document, '#learn-source'));
  if (source.disabled) throw new Error(t('own.learn.busy', { name: images.file.name }));
  source.value = 'idx';
  source.dispatchEvent(new Event('change'));
  give('#learn-file-labels', labels ? [labels.file] : []);
  give('#learn-file-images', [images.file]);
}

/** A training that is not over. @param {Told} told */
export const giveCheckpoint = ({ file }) => give('#learn-file-checkpoint', [file]);

/** @param {string} selector of an input @param {File[]} files */
function give(selector, files) {
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  const input = /** @type {HTMLInputElement} */ (find(document, selector));
  input.files = data.files;
  input.dispatchEvent(new Event('change'));
}
