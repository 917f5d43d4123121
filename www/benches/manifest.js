// Every bench, in the order of its tab: tabs, sections, keys, links, help and tests follow this list.
//
// The words of a bench have keys that begin with its name: `bench.NAME` for its tab, in `strings/en.js`; the others in the pack
// `strings/en/NAME.js`. Its actions of the worker are in `worker/NAME.js`.

import * as denoise from './denoise/bench.js';

/**
 * @typedef {'story' | 'denoise' | 'dream' | 'inside' | 'learn' | 'teach' | 'stdp' | 'paper'} BenchName
 * @typedef {object} Entry
 * @property {BenchName} name
 * @property {string} prefix of its fields in a link; those of Denoise are older than the others, and have none
 * @property {true} [early] whether it is filled as soon as it is in sight, not only when the model is open
 * @property {() => Promise<import('../app/benches.js').BenchModule>} load
 */

/** Denoise, which keeps the digit, is there from the start; each other is fetched when it is first shown. @type {readonly Entry[]} */
export const BENCHES = [
  { name: 'story', prefix: 'story.', early: true, load: () => import('./story/bench.js') },
  { name: 'denoise', prefix: '', load: async () => denoise },
  { name: 'dream', prefix: 'dream.', load: () => import('./dream/bench.js') },
  { name: 'inside', prefix: 'inside.', load: () => import('./inside/bench.js') },
  { name: 'learn', prefix: 'learn.', load: () => import('./learn/bench.js') },
  { name: 'teach', prefix: 'teach.', load: () => import('./teach/bench.js') },
  { name: 'stdp', prefix: 'stdp.', load: () => import('./stdp/bench.js') },
  { name: 'paper', prefix: 'paper.', load: () => import('./paper/bench.js') },
];
