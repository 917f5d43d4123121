// The argument as a list: section by section, each equation with the pictures and numbers it gives and what demonstrates it.

import { EQUATIONS } from './mathml.js';
import { departure, image, signed, units } from './pictures.js';

/**
 * @typedef {import('../../strings/strings.js').Key} Key
 * @typedef {import('../../client/protocol.js').Argument} Numbers
 * @typedef {[key: Key, value: (numbers: Numbers) => string, values?: (numbers: Numbers) => Record<string, string | number>]} Live
 * @typedef {object} Entry
 * @property {string} id
 * @property {string[]} [math] lines of MathML
 * @property {string[]} [numbers] of the equations, one a line
 * @property {Key} [code] an algorithm
 * @property {Key} says
 * @property {Record<string, string | number>} [values] what is put into `says`
 * @property {import('./pictures.js').Picture[]} [pictures]
 * @property {true} [chart] whether J stands there over the iterations
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

/** Maps of one scale, so that their brightness can be compared. @type {import('./pictures.js').Name[]} */
const H1 = ['h1_first', 'h1_last', 'h1_from_h2'];
/** @type {import('./pictures.js').Name[]} */
const PULLS = ['targetprop_last', 'pull_above', 'pull_encoder'];
/** @type {import('./pictures.js').Name[]} */
const CHAIN = ['h1_clean', 'h1_corrupted', 'h1_below', 'h1_above'];

/** @type {Section[]} */
export const SECTIONS = [
  {
    title: 'paper.s1',
    text: 'paper.s1.text',
    entries: [
      {
        id: '1', math: EQUATIONS[1], numbers: ['1'], says: 'paper.eq.1',
        pictures: [image('x', 'S: x'), signed('h1_change', 'V̇: h1 − f1(x)')],
        live: [['paper.live.rule', (n) => cosine(n.rule_cosine)]],
        show: { bench: 'stdp' },
      },
    ],
  },
  {
    title: 'paper.s2',
    text: 'paper.s2.text',
    entries: [
      {
        id: '2', math: EQUATIONS[2], numbers: ['2', '3'], says: 'paper.eq.2',
        pictures: [image('x', 'x'), image('x_hat_first', 'g1(h1)', 'first'), image('x_hat_last', 'g1(h1)', 'last')],
        live: [
          ['paper.live.joint', (n) => arrow(nats(first(n).joint), nats(last(n).joint))],
          ['paper.live.bound', (n) => nats(n.bound_rise)],
        ],
        show: { bench: 'denoise', mode: 'denoise' }, play: true,
      },
      {
        id: '5', math: EQUATIONS[5], numbers: ['5'], says: 'paper.eq.5',
        pictures: [units('h1_first', 'h1', 'first', ['h1_last']), units('h1_last', 'h1', 'last', ['h1_first']),
          signed('h1_change', 'h1 − f1(x)', 'last')],
        live: [['paper.live.moved.h1', (n) => three(last(n).h1_moved)], ['paper.live.moved.h2', (n) => three(last(n).h2_moved)]],
        show: { bench: 'denoise', mode: 'denoise', 'denoise.n_steps': 60 }, play: true,
      },
      {
        id: '6', math: EQUATIONS[6], numbers: ['6'], says: 'paper.eq.6',
        chart: true,
        live: [['paper.live.objective', (n) => arrow(nats(first(n).objective), nats(last(n).objective))],
          ['paper.live.risen', (n) => `${n.risen} / ${n.steps.length - 1}`]],
        show: { bench: 'denoise', mode: 'denoise' }, play: true,
      },
      {
        id: 'algorithm1', math: EQUATIONS.algorithm1, says: 'paper.alg.1',
        pictures: [departure('x_hat_first', 'x', 'g1(h1) − x', 'first', ['x_hat_last']),
          departure('x_hat_last', 'x', 'g1(h1) − x', 'last', ['x_hat_first'])],
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
        pictures: [
          image('x', 'x'), image('x_hat_last', 'g1(h1)'),
          units('h1_last', 'h1', undefined, H1), units('h1_from_h2', 'g2(h2)', undefined, H1), units('h1_first', 'f1(x)', undefined, H1),
          units('h2_last', 'h2', undefined, ['h2_from_h1']), units('h2_from_h1', 'f2(h1)', undefined, ['h2_last']),
        ],
        live: [
          ['paper.live.px', (n) => nats(last(n).x_given_h1)], ['paper.live.ph', (n) => nats(last(n).h1_given_h2)],
          ['paper.live.q1', (n) => nats(last(n).h1_given_x)], ['paper.live.q2', (n) => nats(last(n).h2_given_h1)],
        ],
        show: { bench: 'inside' },
      },
      {
        id: '8', math: EQUATIONS[8], numbers: ['8'], says: 'paper.eq.8',
        pictures: [signed('targetprop_last', 'f1(x) − f1(g1(h1))', undefined, PULLS), signed('pull_above', 'g2(h2) − h1', undefined, PULLS),
          signed('pull_encoder', 'f1(x) − h1', undefined, PULLS)],
        live: [
          ['paper.live.pull.below', (n) => three(n.pulls.below)], ['paper.live.pull.above', (n) => three(n.pulls.above)],
          ['paper.live.pull.encoder', (n) => three(n.pulls.encoder)],
        ],
        show: { bench: 'denoise', mode: 'denoise', 'denoise.top_down': 0.3 }, play: true,
      },
      {
        id: 'train', code: 'paper.train.code', says: 'paper.train',
        pictures: [departure('x_hat_last', 'x', 'g1(h1) − x'), signed('pull_above', 'g2(h2) − h1'), signed('pull_encoder', 'f1(x) − h1'),
          signed('h2_error', 'f2(h1) − h2')],
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
        pictures: [
          image('clean', 'x'), image('x_corrupted', 'x̃'), image('x_rebuilt', 'g1(h̃1)'),
          units('h1_clean', 'h1', undefined, CHAIN), units('h1_corrupted', 'h̃1', undefined, CHAIN),
          units('h1_below', 'f1(x̃)', undefined, CHAIN),
        ],
        live: [
          ['paper.live.x.noise', ({ rebuilt: r }) => arrow(three(r.x_corrupted), three(r.x))],
          ['paper.live.h.noise', ({ rebuilt: r }) => arrow(three(r.h1_corrupted), three(r.h1_below))],
        ],
        show: { bench: 'dream', 'dream.sampler': 'joint-chain' },
      },
      {
        id: '10', math: EQUATIONS[10], numbers: ['10', '11'], says: 'paper.eq.10',
        pictures: [units('h1_clean', 'h1', undefined, CHAIN), units('h1_below', 'f1(x̃)', 'below', CHAIN),
          units('h1_above', 'g2(h2~)', 'above', CHAIN)],
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
        pictures: [
          image('x', 'x'), image('x_hat_first', 'g(h)'), units('h1_first', 'f(x)', undefined, ['h1_from_x_hat']),
          units('h1_from_x_hat', 'f(g(h))', undefined, ['h1_first']),
          signed('targetprop_first', 'f(x) − f(g(h))', 'first', ['targetprop_last']),
          signed('targetprop_last', 'f(x) − f(g(h))', 'last', ['targetprop_first']), signed('exact_first', '∂log p(x|h)/∂h', 'exact'),
        ],
        live: [
          ['paper.live.honest.first', (n) => cosine(n.cosines_first.h1)], ['paper.live.honest.last', (n) => cosine(n.cosines_last.h1)],
          ['paper.live.honest.h2', (n) => cosine(n.cosines_last.h2)], ['paper.live.honest.length', (n) => three(n.cosines_last.h1_length)],
        ],
        show: { bench: 'inside' },
      },
      {
        id: '13', math: EQUATIONS[13], numbers: ['13'], says: 'paper.eq.13',
        pictures: [image('spoilt', 'x̃'), image('denoised', 'r(x̃)'), departure('denoised', 'spoilt', 'r(x̃) − x̃', undefined, ['clean']),
          departure('clean', 'spoilt', 'x − x̃', 'back', ['denoised'])],
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
        pictures: [image('x', 'x'), units('h1_last', 'h1'), units('h2_last', 'h2'), image('x_hat_last', 'g1(h1)')],
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
