// Every bench, in the order of its tab: tabs, sections, keys, links, help and tests follow this list.
//
// The words of a bench have keys that begin with its name: `bench.NAME` for its tab, in `strings/en.js`; the others in the pack
// `strings/en/NAME.js`. Its actions of the worker are in `worker/NAME.js`.

import * as denoise from './denoise/bench.js';

/**
 * @typedef {'denoise' | 'dream' | 'inside' | 'learn' | 'stdp' | 'paper'} BenchName
 * @typedef {object} Entry
 * @property {BenchName} name
 * @property {string} prefix of its fields in a link; those of the first bench are older than the others, and have none
 * @property {() => Promise<import('../app/benches.js').BenchModule>} load
 */

/** The first is there from the start; each other is fetched when it is first shown. @type {readonly Entry[]} */
export const BENCHES = [
  { name: 'denoise', prefix: '', load: async () => denoise },
  { name: 'dream', prefix: 'dream.', load: () => import('./dream/bench.js') },
  { name: 'inside', prefix: 'inside.', load: () => import('./inside/bench.js') },
  { name: 'learn', prefix: 'learn.', load: () => import('./learn/bench.js') },
  { name: 'stdp', prefix: 'stdp.', load: () => import('./stdp/bench.js') },
  { name: 'paper', prefix: 'paper.', load: () => import('./paper/bench.js') },
];
