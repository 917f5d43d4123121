// The paper's figures, made again beside what the paper reports as they come into view, one after another.

import { isDeep, latentsTerm, termsOf } from '../../plots/log-joint.js';
import { messageOf } from '../../app/errors.js';
import { Cancelled } from '../../client/model-client.js';
import { find, make } from '../../ui/dom.js';
import { NumberTable } from '../../plots/lines.js';
import { drawTiles } from '../../plots/tiles.js';
import { ACTION } from '../../client/protocol.js';
import { defaultsOf } from '../../app/state.js';
import { said, t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';
import { chart } from './chart.js';

/**
 * @typedef {import('../../app/state.js').State} State
 * @typedef {import('../../client/protocol.js').Parameters} Parameters
 * @typedef {object} Figure
 * @property {1 | 3 | 4 | 5} number
 * @property {true} [alone] it needs no model, but a worker of its own
 * @property {'figure1' | 'paper-figure3' | 'paper-figure4' | 'paper-figure5'} action
 * @property {(parameters: Parameters) => any} payload
 * @property {(frame: any, payload: any) => number} done from a frame, the share of the work that is done
 * @property {(root: HTMLElement, model: State['model']) => (frames: any[], payload: any) => () => string} view shows frames; says what
 *   they are
 */

/** Forms of each digit in Figure 4. */
const FORMS = 3;
/** Pairings of Figure 1, and the numbers of a bin. */
const PAIRINGS = 100_000;
const BIN = 5;
/** Iterations of Figure 4. */
const ITERATIONS = 20;
/** Rounds that Figure 5 shows. */
const SHOWN_ROUNDS = [1, 2, 5, 10, 20];
const COLUMNS = 8;
const SEED = 1;

/** Images of a canvas with a caption. @param {HTMLElement} root @param {() => string} caption */
function sheet(root, caption) {
  const canvas = make('canvas', { className: 'tiles' });
  canvas.setAttribute('role', 'img');
  write(canvas, caption, 'aria-label');
  root.append(make('figure', {}, [canvas, make('figcaption', { textContent: caption })]));
  return canvas;
}

/** @type {Figure[]} */
const FIGURES = [
  {
    number: 1,
    alone: true,
    action: ACTION.figure1,
    payload: () => ({ settings: { pairing: 'nearest', drift: 'normal' }, seed: SEED, pairings: PAIRINGS }),
    done: ({ pairings }) => Math.min(1, pairings / PAIRINGS),
    view(root) {
      const { figure, plot, table } = chart(() => t('paper.figure.1.label'), () => ({
        lines: [
          { label: t('paper.figure.1.mean'), colour: '--line-1', width: 2, points: true },
          { label: t('paper.figure.1.fit'), colour: '--line-2', dash: [6, 4] },
        ],
        x: t('paper.figure.1.axis'),
        y: t('paper.figure.1.unit'),
      }));
      root.append(figure);
      const numbers = new NumberTable(table, () => t('paper.figure.1.table'), () =>
        [t('paper.figure.1.axis'), t('paper.figure.1.pairings'), t('paper.figure.1.unit')]);
      return (frames) => {
        const { bins, pairings, fit } = frames[frames.length - 1];
        const rows = Array.from({ length: bins.length / BIN }, (_, i) => bins.subarray(BIN * i, BIN * (i + 1)));
        plot.set(rows.map(([at]) => at),
          [2, 4].map((column) => rows.map((row) => (row[1] > 0 && Number.isFinite(row[column]) ? row[column] : null))));
        numbers.clear();
        for (const [at, count, mean] of rows) numbers.append([at, count, mean.toFixed(3)]);
        const shown = (/** @type {number | undefined} */ value, /** @type {number} */ digits) => value?.toFixed(digits) ?? '–';
        return () => t('paper.figure.1.result', {
          count: pairings, plus: shown(fit.positive?.tau_ms, 1), minus: shown(fit.negative?.tau_ms, 1), r2plus: shown(fit.positive?.r2, 3),
          r2minus: shown(fit.negative?.r2, 3),
        });
      };
    },
  },
  {
    number: 3,
    action: ACTION.figure3,
    payload({ dream }) {
      const { count, variance_scale: varianceScale, ...settings } = defaultsOf(dream);
      return { count, varianceScale, seed: SEED, settings };
    },
    done: ({ round, iteration }, { settings: { n_rounds, n_steps } }) => (Math.max(0, round) * n_steps + iteration) / (n_rounds * n_steps),
    view(root, model) {
      const generated = sheet(root, () => t('paper.figure.3.generated'));
      const directed = sheet(root, () => t('paper.figure.3.directed'));
      return (frames, { count, varianceScale: scale, seed, settings: { n_rounds: rounds, top_down } }) => {
        drawTiles(directed, frames[0].picture, COLUMNS);
        drawTiles(generated, frames[frames.length - 1].picture, COLUMNS);
        const came = () => (model === 'own' ? '' : ` ${t(`paper.figure.3.${model}`)}`);
        return () => t('paper.figure.3.result', { count, scale, rounds, top_down, seed }) + came();
      };
    },
  },
  {
    number: 4,
    action: ACTION.figure4,
    payload({ denoise }) {
      return { forms: FORMS, settings: { ...defaultsOf(denoise), n_rounds: 1, n_steps: ITERATIONS } };
    },
    done: ({ iteration }) => iteration / ITERATIONS,
    view(root) {
      let deep = false;
      const { figure, plot, table } = chart(() => t('paper.figure.4.label'), () => ({
        lines: [
          { label: t('trace.total'), colour: '--line-1', width: 2, points: true },
          { label: t('trace.x'), colour: '--x', dash: [6, 4] },
          { label: latentsTerm(deep), colour: '--h1', dash: [2, 3] },
        ],
        x: t('paper.figure.4.axis'),
        y: t('paper.figure.4.unit'),
      }));
      root.append(figure);
      const numbers = new NumberTable(table, () => t('paper.figure.4.table'), () =>
        [t('paper.figure.4.axis'), t('trace.total'), t('trace.x'), latentsTerm(deep)]);
      return (frames) => {
        if (isDeep(frames[0]) !== deep) {
          deep = !deep;
          plot.build();
        }
        const rows = frames.map(termsOf);
        const total = rows.map(([sum]) => sum);
        plot.set(frames.map((frame) => frame.iteration), [0, 1, 2].map((term) => rows.map((terms) => terms[term])));
        numbers.clear();
        frames.forEach(({ iteration }, i) => numbers.append([iteration, ...rows[i].map((term) => term.toFixed(2))]));
        const [first, last] = [total[0], total[total.length - 1]].map((value) => value.toFixed(2));
        return () => t('paper.figure.4.result', { first, last, count: 10 * FORMS, best: total.indexOf(Math.max(...total)) });
      };
    },
  },
  {
    number: 5,
    action: ACTION.figure5,
    payload({ inpaint, corruptions }) {
      const kind = 'random-pixels';
      const strength = corruptions.find((corruption) => corruption.kind === kind)?.strength.default;
      return { corruption: { kind, strength, seed: SEED }, settings: defaultsOf(inpaint) };
    },
    done: ({ round }, { settings: { n_rounds } }) => Math.max(0, round) / n_rounds,
    view(root) {
      const strip = make('div', { className: 'strip' });
      root.append(strip);
      /** @type {Map<number, HTMLCanvasElement>} */
      const columns = new Map();
      return (frames) => {
        for (const { round, picture } of frames) {
          if (columns.has(round) || (round > 0 && !SHOWN_ROUNDS.includes(round))) continue;
          const canvas = sheet(strip, () =>
            (round < 0 ? t('paper.figure.5.clean') : round === 0 ? t('paper.figure.5.spoilt') : t('paper.figure.5.round', { round })));
          columns.set(round, canvas);
          drawTiles(canvas, picture, 1);
        }
        const [first, last] = [frames[1] ?? frames[0], frames[frames.length - 1]];
        return () => t('paper.figure.5.result', { first: first.error.toFixed(4), last: last.error.toFixed(4),
          round: Math.max(0, last.round), count: 10 });
      };
    },
  },
];

/** How far beyond the screen a figure counts as in view. */
const AHEAD = '200px';

/**
 * @typedef {'missing' | 'running' | 'stopped' | 'shown' | 'failed'} Stage of a figure: what is missing is computed when it is in view
 * @typedef {object} Card
 * @property {Figure} figure
 * @property {HTMLElement} element
 * @property {HTMLElement} body
 * @property {Stage} stage
 * @property {boolean} inView
 * @property {boolean} asked whether somebody pressed a button for it and is told its end
 * @property {AbortController | null} job
 * @property {(stage: Stage) => void} enter makes its buttons and its status those of another stage
 * @property {(share: number) => void} progress
 * @property {import('../../strings/strings.js').Saying} result what was last computed, in words
 * @property {(text: () => string) => void} says
 * @property {(saying: import('../../strings/strings.js').Saying) => void} note
 */

export class FiguresPanel {
  /** @param {HTMLElement} root @param {import('../../app/benches.js').Context} context */
  constructor(root, context) {
    this.context = context;
    this.model = find(root, '#paper-model');
    write(find(root, '#figures-lead'), () => t('paper.figures.lead', { count: 10 * FORMS }));
    find(root, '#paper-model-open').onclick = () => context.goTo({ model: 'paper' });
    this.inSight = false;
    /** The model that the figures are of. @type {unknown} */
    this.of = context.store.state.card;
    this.cards = FIGURES.map((figure) => this.card(figure));
    find(root, '#figures').append(...this.cards.map(({ element }) => element));
    const observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        for (const card of this.cards) if (card.element === target) card.inView = isIntersecting;
      }
      this.next();
    }, { rootMargin: AHEAD });
    for (const { element } of this.cards) observer.observe(element);
  }

  /** @param {State} state */
  update({ model, card: of }) {
    this.model.hidden = model === 'paper';
    if (of === this.of) return;
    this.of = of;
    // What another model made is made anew.
    for (const card of this.cards) if (!card.figure.alone && card.stage !== 'stopped') this.halt(card, 'missing');
    this.next();
  }

  show() {
    this.inSight = true;
    this.next();
  }

  hide() {
    this.inSight = false;
    for (const card of this.cards) if (card.job) this.halt(card, 'missing');
  }

  /** @param {Card} card @param {Stage} stage */
  halt(card, stage) {
    card.job?.abort();
    card.job = null;
    card.enter(stage);
  }

  /** Computes the first figure in view that is missing, unless one is being computed. */
  next() {
    if (!this.inSight || this.cards.some(({ stage }) => stage === 'running')) return;
    const card = this.cards.find(({ stage, inView }) => inView && stage === 'missing');
    if (card) this.compute(card);
  }

  /** @param {Figure} figure @returns {Card} */
  card(figure) {
    const { number } = figure;
    const key = (/** @type {string} */ name) => t(/** @type {import('../../strings/strings.js').Key} */ (`paper.figure.${number}${name}`));
    const heading = () => key('');
    const again = make('button', { type: 'button', textContent: () => t('paper.figure.compute') });
    const stop = make('button', { type: 'button', textContent: () => t('paper.figure.cancel') });
    const progress = make('progress', { max: 1, value: 0 });
    write(again, () => `${t('paper.figure.compute')}: ${heading()}`, 'aria-label');
    write(stop, () => `${t('paper.figure.cancel')}: ${heading()}`, 'aria-label');
    write(progress, () => t('paper.figure.progress', { what: heading }), 'aria-label');
    const status = make('output');
    const result = make('span');
    const here = make('p', { hidden: true }, [make('b', { textContent: () => t('paper.figure.here') }), ' ', result]);
    const body = make('div', { className: 'figure-body' });
    const published = make('p', {}, [make('b', { textContent: () => t('paper.figure.published') }), ' ', () => key('.published')]);
    const element = make('article', { className: 'figure', id: `figure-${number}` }, [
      make('h3', { textContent: heading }), body, published, here, make('div', { className: 'row' }, [again, stop, progress, status]),
    ]);
    /** @type {Card} */
    const card = {
      figure, element, body, stage: 'missing', inView: false, asked: false, job: null, result: '',
      enter(stage) {
        card.stage = stage;
        again.disabled = stage === 'missing' || stage === 'running';
        stop.disabled = stage === 'shown' || stage === 'failed' || stage === 'stopped';
        progress.hidden = stage !== 'running';
        if (stage === 'missing') card.note(() => t('paper.figure.waiting'));
      },
      progress(share) {
        progress.value = share;
        card.note(() => t('paper.figure.working', { percent: Math.round(100 * share) }));
      },
      says(text) {
        card.result = text;
        here.hidden = false;
        write(result, text);
      },
      note: (saying) => write(status, saying),
    };
    again.onclick = () => {
      card.asked = true;
      card.enter('missing');
      this.next();
    };
    stop.onclick = () => {
      const { value } = progress;
      this.halt(card, 'stopped');
      card.note(() => t('paper.figure.cancelled', { percent: Math.round(100 * value) }));
      this.next();
    };
    card.enter('missing');
    return card;
  }

  /** @param {Card} card */
  async compute(card) {
    const { session, store } = this.context;
    const { parameters, model, loading } = store.state;
    // A worker that is being replaced has no model yet; once it has, this is asked again.
    if (!session.client || !parameters || loading.status !== 'ready') return;
    const { alone, action, payload: payloadOf, done, view } = card.figure;
    const job = (card.job = new AbortController());
    const payload = payloadOf(parameters);
    card.body.replaceChildren();
    const show = view(card.body, model);
    card.enter('running');
    card.progress(0);
    /** @type {any[]} */
    const frames = [];
    let waiting = false;
    const draw = () => {
      waiting = false;
      if (card.job !== job) return;
      card.says(show(frames, payload));
      card.progress(done(frames[frames.length - 1], payload));
    };
    const onFrame = (/** @type {any} */ frame) => {
      frames.push(frame);
      if (!waiting) requestAnimationFrame(draw);
      waiting = true;
    };
    /** @type {import('../../client/model-client.js').ModelClient | null} */
    let client = null;
    try {
      client = alone ? await session.spawn(() => {}, { model: false }) : session.client;
      await client.request(action, payload, { onFrame, signal: job.signal });
      draw();
      if (card.job === job) this.end(card, 'shown', '');
    } catch (error) {
      // Taken back by nobody here: the worker is being replaced, and another model comes.
      if (card.job === job && error instanceof Cancelled) this.halt(card, 'missing');
      else if (card.job === job) this.end(card, 'failed', () => t('paper.figure.failed', { reason: messageOf(error) }));
    } finally {
      if (alone) client?.close(new Cancelled());
    }
  }

  /** @param {Card} card @param {'shown' | 'failed'} stage @param {import('../../strings/strings.js').Saying} saying */
  end(card, stage, saying) {
    card.job = null;
    card.enter(stage);
    card.note(saying);
    if (card.asked) this.context.say(said(saying) || said(card.result));
    card.asked = false;
    this.next();
  }
}
