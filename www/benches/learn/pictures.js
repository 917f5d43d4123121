// All that there is to see of a network that learns.

import { PIXELS } from '../../client/pixels.js';
import { find } from '../../ui/dom.js';
import { drawTiles, drawWeights } from '../../plots/tiles.js';

const COLUMNS = 10;
/** Between digits, so that they stand apart. */
const GROUND = [226, 222, 212];

/** @param {HTMLElement} root @param {import('../../client/protocol.js').LearnSight} sight */
export function drawSight(root, { digits, rebuilt, filters, dreams }) {
  const canvas = (/** @type {string} */ id) => /** @type {HTMLCanvasElement} */ (find(root, id));
  if (dreams) drawTiles(canvas('#learn-dreams'), dreams, COLUMNS, GROUND);
  // Digits above what became of them.
  if (digits && rebuilt) drawTiles(canvas('#learn-rebuilt'), Float32Array.of(...digits, ...rebuilt), digits.length / PIXELS, GROUND);
  if (filters) drawWeights(canvas('#learn-filters'), filters, COLUMNS);
}
