// "Predict, then see": a question, a prediction, both runs that are compared, and what was measured.

import { Cancelled } from '../../client/model-client.js';
import { messageOf } from '../../app/errors.js';
import { columnsOf, drawImage, drawSigned } from '../../plots/pixels.js';
import { t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';
import { make } from '../../ui/dom.js';
import { digitOf } from './digit.js';
import { picture } from './figures.js';
import { EXERCISES } from './measure.js';
import { most, SHAPE } from './push.js';

/**
 * @import { Context } from './stage.js'
 * @import { Digit, Directions, Exercise as Measured, ExerciseName } from './measure.js'
 * @import { Key } from '../../strings/strings.js'
 */

/** Words of an exercise, by a name put together. @param {string} name @param {Record<string, string | number>} [values] */
const say = (name, values) => t(/** @type {Key} */ (`exercise.${name}`), values);

export class Exercise {
  /**
   * @param {ExerciseName} name @param {Context} context
   * @param {{ number: number, count: number, next: () => void, leave: import('./fold.js').Leave }} place among those of its scene, and what
   *   shows the next one
   */
  constructor(name, context, { number, count, next, leave }) {
    this.name = name;
    this.context = context;
    /** @type {Measured} */
    this.measured = EXERCISES[name];
    const { answers, door: { bench } } = this.measured;
    this.options = answers.map((answer) => make('input', { type: 'radio', name: `prediction-${name}`, value: answer, onchange: () => {
      this.clear();
      this.arrange();
    } }));
    this.start = make('button', { type: 'button', className: 'primary', onclick: () => this.run() });
    this.question = make('p', { tabIndex: -1, textContent: () => say(name) });
    this.seen = make('div', { className: 'runs' });
    this.outcome = make('div', { className: 'outcome' });
    this.outcome.setAttribute('role', 'status');
    this.door = make('button', { type: 'button', className: 'door', hidden: true,
      textContent: () => say('door', { bench: t(`bench.${bench}`) }), onclick: () => this.open(leave) });
    const others = count > 1 ? [make('button', { type: 'button', textContent: () => say('next'), onclick: next }),
      make('small', { textContent: () => say('number', { number, count }) })] : [];
    this.element = make('div', { className: 'exercise' }, [
      make('div', {}, [
        this.question,
        make('fieldset', {}, [make('legend', { textContent: () => say('choose') }),
          ...this.options.map((input) => make('label', { className: 'check' }, [input, ' ', () => say(`${name}.${input.value}`)]))]),
        make('div', { className: 'row' }, [this.start, ...others]),
      ]),
      make('div', {}, [this.seen, this.outcome, this.door]),
    ]);
    /** What is being measured. @type {AbortController | null} */
    this.job = null;
    /** The digit that was last measured. @type {Float32Array | null} */
    this.clean = null;
    this.arrange();
  }

  /** Run can be pressed when there is a prediction, and a model to try it on. */
  arrange() {
    const { loading, parameters } = this.context.store.state;
    const ready = loading.status === 'ready' && parameters !== null;
    this.start.disabled = !ready || !this.options.some(({ checked }) => checked);
    for (const input of this.options) input.disabled = this.job !== null;
    write(this.start, () => say(this.job ? 'running' : 'run'));
  }

  clear() {
    this.seen.replaceChildren();
    this.outcome.replaceChildren();
    delete this.outcome.dataset.answer;
    this.door.hidden = true;
  }

  cancel() {
    this.job?.abort();
    this.job = null;
    this.arrange();
  }

  async run() {
    if (this.job) return;
    const job = (this.job = new AbortController());
    const prediction = this.options.find(({ checked }) => checked)?.value;
    this.clear();
    this.arrange();
    try {
      const clean = (this.clean = await digitOf(this.context));
      const { answer, values, seen } = await this.measured.run(this.context, clean, job.signal);
      if (this.job !== job) return;
      this.seen.replaceChildren(...seen.map((run) => ('push' in run ? directions(run) : digit(run))));
      const paragraph = (/** @type {() => string} */ text) => make('p', { textContent: text });
      this.outcome.replaceChildren(
        make('p', {}, [make('b', { textContent: () =>
          (prediction === answer ? say('right') : say('wrong', { answer: say(`${this.name}.${answer}`) })) })]),
        paragraph(() => say(`${this.name}.measured`, values)),
        paragraph(() => say(`${this.name}.${answer}.why`)),
      );
      this.outcome.dataset.answer = answer;
      this.door.hidden = false;
    } catch (error) {
      if (this.job !== job) return;
      // What another model has replaced needs no word.
      if (!(error instanceof Cancelled)) {
        this.outcome.replaceChildren(make('p', { className: 'why', textContent: () => say('failed', { reason: messageOf(error) }) }));
      }
    }
    this.job = null;
    this.arrange();
    // Whoever has gone on meanwhile is not fetched back.
    if (this.element.contains(document.activeElement)) this.element.scrollIntoView({ block: 'nearest' });
  }

  /** Shows the same on its bench, with the digit that was measured where the visitor has none. @param {import('./fold.js').Leave} leave */
  async open(leave) {
    const { session, store: { state } } = this.context;
    if (!state.clean) await session.pick(/** @type {Float32Array} */ (this.clean));
    const { door } = this.measured;
    leave(door.bench === 'denoise' ? { ...door, seed: state.corruption.seed } : door, { play: true });
  }
}

/** @param {() => string} text */
const number = (text) => make('p', { className: 'measured', textContent: text });

/** @param {Digit} run */
function digit({ name, image, error }) {
  const { canvas, figure } = picture('picture', 'plain', () => say(`seen.${name}`));
  drawImage(canvas, image);
  if (error !== undefined) figure.append(number(() => t('result.error', { value: error.toFixed(1) })));
  return figure;
}

/** @param {Directions} run */
function directions({ name, push, exact, cosine }) {
  const pictures = /** @type {const} */ ([['push', push], ['exact', exact]]).map(([which, values]) => {
    const { canvas, figure } = picture('picture', 'plain', () => t(`story.push.${which}`),
      () => `${t(`story.push.${which}`)}, ${say(`seen.${name}`)}`, SHAPE);
    drawSigned(canvas, values, columnsOf(values.length, 1.6), most(values));
    return figure;
  });
  return make('figure', {}, [make('div', { className: 'pair' }, pictures), make('figcaption', { textContent: () => say(`seen.${name}`) }),
    number(() => say('cosine', { cosine: cosine.toFixed(2).replace('-', '−') }))]);
}
