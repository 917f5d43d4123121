// The argument as a list: section by section, each equation with the numbers it gives and what demonstrates it.

import { EQUATIONS } from './mathml.js';

/**
 * @typedef {import('../../strings/strings.js').Key} Key
 * @typedef {import('../../client/protocol.js').Argument} Numbers
 * @typedef {[key: Key, value: (numbers: Numbers) => string, values?: (numbers: Numbers) => Record<string, string | number>]} Live
 * @typedef {object} Entry
 * @property {string} id
 * @property {string[]} [math] blocks of MathML
 * @property {string[]} [numbers] of the equations, one a block
 * @property {Key} [code] an algorithm
 * @property {Key} says
 * @property {Record<string, string | number>} [values] what is put into `says`
 * @property {Live[]} live
 * @property {Record<string, string | number>} show fields of the link that demonstrates it
 * @property {boolean} [play]
 *
 * @typedef {{ title: Key, text: Key, entries: Entry[] }} Section
 */

/** Parzen log-likelihoods that the paper reports. */
const PAPER = { generate: 236, directed: 126 };

const three = (/** @type {number} */ value) => (Number.isFinite(value) ? String(Number(value.toPrecision(3))).replace('-', '−') : '–');
const nats = (/** @type {number} */ value) => value.toFixed(2).replace('-', '−');
const cosine = nats;
const arrow = (/** @type {string} */ from, /** @type {string} */ to) => `${from} → ${to}`;

/** @param {Numbers} numbers */
const first = ({ steps }) => steps[0];
/** @param {Numbers} numbers */
const last = ({ steps }) => steps[steps.length - 1];
/** @type {Section[]} */
export const SECTIONS = [
  {
    title: 'paper.s1',
    text: 'paper.s1.text',
    entries: [
      { id: '1', math: EQUATIONS[1], numbers: ['1'], says: 'paper.eq.1', live: [['paper.live.rule', (n) => cosine(n.rule_cosine)]],
        show: { bench: 'stdp' } },
    ],
  },
  {
    title: 'paper.s2',
    text: 'paper.s2.text',
    entries: [
      {
        id: '2', math: EQUATIONS[2], numbers: ['2', '3'], says: 'paper.eq.2',
        live: [
          ['paper.live.joint', (n) => arrow(nats(first(n).joint), nats(last(n).joint))],
          ['paper.live.bound', (n) => nats(n.bound_rise)],
        ],
        show: { bench: 'denoise', mode: 'denoise' }, play: true,
      },
      {
        id: '5', math: EQUATIONS[5], numbers: ['5'], says: 'paper.eq.5',
        live: [['paper.live.moved.h1', (n) => three(last(n).h1_moved)], ['paper.live.moved.h2', (n) => three(last(n).h2_moved)]],
        show: { bench: 'denoise', mode: 'denoise', 'denoise.n_steps': 60 }, play: true,
      },
      {
        id: '6', math: EQUATIONS[6], numbers: ['6'], says: 'paper.eq.6',
        live: [['paper.live.objective', (n) => arrow(nats(first(n).objective), nats(last(n).objective))],
          ['paper.live.risen', (n) => `${n.risen} / ${n.steps.length - 1}`]],
        show: { bench: 'denoise', mode: 'denoise' }, play: true,
      },
      {
        id: 'algorithm1', math: EQUATIONS.algorithm1, says: 'paper.alg.1',
        live: [['paper.live.h', (n) => arrow(nats(first(n).x_given_h1), nats(last(n).x_given_h1))]],
        show: { bench: 'learn' },
      },
    ],
  },
  {
    title: 'paper.s3',
    text: 'paper.s3.text',
    entries: [
      {
        id: '7', math: EQUATIONS[7], numbers: ['7', ''], says: 'paper.eq.7',
        live: [
          ['paper.live.px', (n) => nats(last(n).x_given_h1)], ['paper.live.ph', (n) => nats(last(n).h1_given_h2)],
          ['paper.live.q1', (n) => nats(last(n).h1_given_x)], ['paper.live.q2', (n) => nats(last(n).h2_given_h1)],
        ],
        show: { bench: 'inside' },
      },
      {
        id: '8', math: EQUATIONS[8], numbers: ['', '8'], says: 'paper.eq.8',
        live: [
          ['paper.live.pull.below', (n) => three(n.pulls.below)], ['paper.live.pull.above', (n) => three(n.pulls.above)],
          ['paper.live.pull.encoder', (n) => three(n.pulls.encoder)],
        ],
        show: { bench: 'denoise', mode: 'denoise', 'denoise.top_down': 0.3 }, play: true,
      },
      {
        id: 'train', code: 'paper.train.code', says: 'paper.train',
        live: [
          ['paper.live.g1', (n) => three(n.errors.g1)], ['paper.live.g2', (n) => three(n.errors.g2)],
          ['paper.live.f1', (n) => three(n.errors.f1)], ['paper.live.f2', (n) => three(n.errors.f2)],
        ],
        show: { bench: 'learn' },
      },
    ],
  },
  {
    title: 'paper.s4',
    text: 'paper.s4.text',
    entries: [
      {
        id: '9', math: EQUATIONS[9], numbers: ['9'], says: 'paper.eq.9',
        live: [
          ['paper.live.x.noise', ({ rebuilt: r }) => arrow(three(r.x_corrupted), three(r.x))],
          ['paper.live.h.noise', ({ rebuilt: r }) => arrow(three(r.h1_corrupted), three(r.h1_below))],
        ],
        show: { bench: 'dream', 'dream.sampler': 'joint-chain' },
      },
      {
        id: '10', math: EQUATIONS[10], numbers: ['10', '11'], says: 'paper.eq.10',
        live: [['paper.live.below', (n) => three(n.rebuilt.h1_below)], ['paper.live.above', (n) => three(n.rebuilt.h1_above)]],
        show: { bench: 'dream', 'dream.sampler': 'joint-chain' },
      },
    ],
  },
  {
    title: 'paper.s5',
    text: 'paper.s5.text',
    entries: [
      {
        id: '12', math: EQUATIONS[12], numbers: ['12'], says: 'paper.eq.12',
        live: [
          ['paper.live.honest.first', (n) => cosine(n.cosines_first.h1)], ['paper.live.honest.last', (n) => cosine(n.cosines_last.h1)],
          ['paper.live.honest.h2', (n) => cosine(n.cosines_last.h2)], ['paper.live.honest.length', (n) => three(n.cosines_last.h1_length)],
        ],
        show: { bench: 'inside' },
      },
      {
        id: '13', math: EQUATIONS[13], numbers: ['13'], says: 'paper.eq.13',
        live: [
          ['paper.live.way', (n) => cosine(n.denoiser.cosine)],
          ['paper.live.distance', (n) => arrow(three(n.denoiser.before), three(n.denoiser.after))],
        ],
        show: { bench: 'denoise', mode: 'denoise', 'denoise.n_steps': 0 }, play: true,
      },
    ],
  },
  {
    title: 'paper.s6',
    text: 'paper.s6.text',
    entries: [
      {
        id: 'infer', code: 'paper.infer.code', says: 'paper.infer',
        live: [0, 1 / 3, 2 / 3, 1].map((share) => {
          const at = (/** @type {Numbers} */ n) => Math.round(share * (n.steps.length - 1));
          return /** @type {Live} */ (['paper.live.iteration', (n) => nats(n.steps[at(n)].joint), (n) => ({ iteration: at(n) })]);
        }),
        show: { bench: 'denoise', mode: 'denoise' }, play: true,
      },
      { id: 'generate', code: 'paper.generate.code', says: 'paper.generate', values: PAPER, live: [],
        show: { bench: 'dream', model: 'paper', 'dream.sampler': 'generate', 'dream.prior': 'gaussian' } },
    ],
  },
];
