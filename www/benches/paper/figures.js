// The paper's figures, made again on request beside what the paper reports.

import { isDeep, latentsTerm, termsOf } from '../../plots/log-joint.js';
import { messageOf } from '../../app/errors.js';
import { Cancelled } from '../../client/model-client.js';
import { find, make } from '../../ui/dom.js';
import { LinePlot, NumberTable } from '../../plots/lines.js';
import { drawTiles } from '../../plots/tiles.js';
import { ACTION } from '../../client/protocol.js';
import { defaultsOf } from '../../app/state.js';
import { t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';

/**
 * @typedef {import('../../client/protocol.js').Parameters} Parameters
 * @typedef {object} Figure
 * @property {1 | 3 | 4 | 5} number
 * @property {true} [alone] it needs no model, but a worker of its own
 * @property {'figure1' | 'paper-figure3' | 'paper-figure4' | 'paper-figure5'} action
 * @property {(parameters: Parameters) => any} payload
 * @property {(frame: any, payload: any) => number} done from a frame, the share of the work that is done
 * @property {(root: HTMLElement) => (frames: any[], payload: any) => () => string} view shows frames; says what they are
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

/**
 * A chart above its legend; for those who do not see it, its numbers are to come into the table.
 * @param {HTMLElement} root @param {() => string} label @param {() => import('../../plots/lines.js').Lines} lines
 */
function chart(root, label, lines) {
  const place = make('div', { className: 'plot' });
  place.setAttribute('role', 'img');
  write(place, label, 'aria-label');
  const table = make('table');
  const legend = make('p', { className: 'legend series lines' },
    lines().lines.map((_, i) => make('span', { className: ['total', 'x', 'h1'][i], textContent: () => lines().lines[i].label })));
  root.append(make('figure', {}, [place, make('div', { className: 'sr-only' }, [table]), make('figcaption', {}, [legend])]));
  return { plot: new LinePlot(place, lines), table };
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
      const { plot, table } = chart(root, () => t('paper.figure.1.label'), () => ({
        lines: [
          { label: t('paper.figure.1.mean'), colour: '--series-total', width: 2, points: true },
          { label: t('paper.figure.1.fit'), colour: '--series-x', dash: [6, 4] },
        ],
        x: t('paper.figure.1.axis'),
        y: t('paper.figure.1.unit'),
      }));
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
    view(root) {
      const generated = sheet(root, () => t('paper.figure.3.generated'));
      const directed = sheet(root, () => t('paper.figure.3.directed'));
      return (frames, { count, varianceScale: scale, seed, settings: { n_rounds: rounds, top_down } }) => {
        drawTiles(directed, frames[0].picture, COLUMNS);
        drawTiles(generated, frames[frames.length - 1].picture, COLUMNS);
        return () => t('paper.figure.3.result', { count, scale, rounds, top_down, seed });
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
      const { plot, table } = chart(root, () => t('paper.figure.4.label'), () => ({
        lines: [
          { label: t('trace.total'), colour: '--series-total', width: 2, points: true },
          { label: t('trace.x'), colour: '--series-x', dash: [6, 4] },
          { label: latentsTerm(deep), colour: '--series-h1', dash: [2, 3] },
        ],
        x: t('paper.figure.4.axis'),
        y: t('paper.figure.4.unit'),
      }));
      const numbers = new NumberTable(table, () => t('paper.figure.4.table'), () =>
        [t('paper.figure.4.axis'), t('trace.total'), t('trace.x'), latentsTerm(deep)]);
      return (frames) => {
        if (isDeep(frames) !== deep) {
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

export class FiguresPanel {
  /** @param {HTMLElement} root @param {import('../../app/benches.js').Context} context */
  constructor(root, context) {
    this.context = context;
    this.model = find(root, '#paper-model');
    write(find(root, '#figures-lead'), () => t('paper.figures.lead', { count: 10 * FORMS }));
    find(root, '#paper-model-open').onclick = () => context.goTo({ model: 'paper' });
    /** Ends what is being computed. @type {Set<AbortController>} */
    this.jobs = new Set();
    find(root, '#figures').append(...FIGURES.map((figure) => this.card(figure)));
  }

  /** @param {import('../../app/state.js').State} state */
  update({ model }) {
    this.model.hidden = model === 'paper';
  }

  stop() {
    for (const job of this.jobs) job.abort();
  }

  /** @param {Figure} figure */
  card(figure) {
    const { number } = figure;
    const key = (/** @type {string} */ name) => t(/** @type {import('../../strings/strings.js').Key} */ (`paper.figure.${number}${name}`));
    const start = make('button', { type: 'button', className: 'primary', textContent: () => t('paper.figure.compute') });
    const cancel = make('button', { type: 'button', textContent: () => t('paper.figure.cancel'), disabled: true });
    const progress = make('progress', { max: 1, value: 0 });
    const heading = () => key('');
    write(start, () => `${t('paper.figure.compute')}: ${heading()}`, 'aria-label');
    write(cancel, () => `${t('paper.figure.cancel')}: ${heading()}`, 'aria-label');
    write(progress, () => t('paper.figure.progress', { what: heading }), 'aria-label');
    const status = make('output');
    const result = make('span');
    const here = make('p', { hidden: true }, [make('b', { textContent: () => t('paper.figure.here') }), ' ', result]);
    const body = make('div', { className: 'figure-body' });
    const published = make('p', {}, [make('b', { textContent: () => t('paper.figure.published') }), ' ', () => key('.published')]);
    /** @type {AbortController | null} */
    let job = null;
    cancel.onclick = () => job?.abort();
    start.onclick = async () => {
      const started = (job = new AbortController());
      this.jobs.add(started);
      body.replaceChildren();
      start.disabled = true;
      cancel.disabled = false;
      await this.compute(figure, started, body, {
        progress(share) {
          progress.value = share;
          write(status, () => t('paper.figure.working', { percent: Math.round(100 * share) }));
        },
        says(text) {
          here.hidden = false;
          write(result, text);
        },
        end(problem) {
          write(status, problem);
        },
      });
      this.jobs.delete(started);
      start.disabled = false;
      cancel.disabled = true;
      this.context.say((here.hidden ? status : here).textContent ?? '');
    };
    const card = make('article', { className: 'figure', id: `figure-${number}` }, [
      make('h3', { textContent: heading }), published, make('div', { className: 'row' }, [start, cancel, status]), progress, here, body,
    ]);
    return card;
  }

  /**
   * @param {Figure} figure @param {AbortController} job @param {HTMLElement} body
   * @param {{ progress: (share: number) => void, says: (text: () => string) => void, end: (problem:
   *   import('../../strings/strings.js').Saying) => void }} report
   */
  async compute({ alone, action, payload: payloadOf, done, view }, job, body, report) {
    const { session, store } = this.context;
    const { parameters } = store.state;
    if (!session.client || !parameters) return;
    const payload = payloadOf(parameters);
    const show = view(body);
    /** @type {any[]} */
    const frames = [];
    let waiting = false;
    let ended = false;
    let share = 0;
    const draw = () => {
      waiting = false;
      if (!frames.length || ended) return;
      report.says(show(frames, payload));
      report.progress((share = done(frames[frames.length - 1], payload)));
    };
    const onFrame = (/** @type {any} */ frame) => {
      if (job.signal.aborted) return;
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
      ended = true;
      report.end('');
    } catch (error) {
      ended = true;
      if (error instanceof Cancelled) report.end(() => t('paper.figure.cancelled', { percent: Math.round(100 * share) }));
      else report.end(() => t('paper.figure.failed', { reason: messageOf(error) }));
    } finally {
      if (alone) client?.close(new Cancelled());
    }
  }
}
