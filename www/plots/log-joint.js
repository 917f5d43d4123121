// log p(x,h) of a frame by its terms.

import { t } from '../strings/strings.js';

/** @typedef {{ logJoint: ArrayLike<number> }} Explained log p(x|h1), log p(h1|h2), … in nats */

/** log p(x,h), the term of x, and the sum of those of the latents. @param {Explained} frame */
export function termsOf({ logJoint }) {
  const [x, ...latents] = Array.from(logJoint);
  const h = latents.reduce((sum, term) => sum + term, 0);
  return [x + h, x, h];
}

/** Whether a frame is of a network of more than two latent layers. @param {Explained} [frame] */
export const isDeep = (frame) => (frame?.logJoint.length ?? 0) > 2;

/** What the latents add to log p(x,h): one term, or in a deeper network several. @param {boolean} deep */
export const latentsTerm = (deep) => t(deep ? 'trace.above' : 'trace.h1');
