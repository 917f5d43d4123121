// Links whose pixels every browser is to make alike, and how to compare them.

import { createHash } from 'node:crypto';

/** A 4 of two strokes. */
export const INK = 'p2pcs49at938jfne8fnkhf2.p2pghbdg7h2fnog';
/** Links of a drawing under noise, and ones of chains from the mixture and of GENERATE to its end. */
export const LINKS = {
  blind: `#v=1&mode=blind&corruption=random-pixels&seed=5&ink=${INK}`,
  denoise: `#v=1&mode=denoise&corruption=gaussian&strength=0.45&seed=77&denoise.n_rounds=3&ink=${INK}`,
  inpaint: `#v=1&mode=inpaint&corruption=block&seed=4&inpaint.start=mixture&ink=${INK}`,
  mixture: '#v=1&bench=dream&dream.seed=12&dream.count=16&dream.at=20',
  gaussian: '#v=1&bench=dream&dream.prior=gaussian&dream.seed=12&dream.count=16&dream.n_rounds=2',
};
export const RESTORED = ['#restored', '#map-h1', '#map-h2', '#trust'];

/** In the page: every value of the canvases that match, in order. */
export const values = (selectors) =>
  selectors.flatMap((selector) => [...document.querySelectorAll(selector)].flatMap((canvas) => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]));
export const hashOf = (numbers) => createHash('sha256').update(Uint8Array.from(numbers)).digest('hex');

/** The step at which chains end: `dream.at` of the link, or the end of GENERATE, 2 rounds of 15 iterations. */
export const STEPS = { mixture: 20, gaussian: 30 };
/** In the page: whether all is computed, of chains `steps` steps. */
export const done = (steps) =>
  steps
    ? (document.querySelector('#dream-counter')?.textContent ?? '').startsWith(`step ${steps} `)
    : /round (\d+)\/\1( · iteration (\d+)\/\3)?$/.test(document.querySelector('#counter').textContent);
