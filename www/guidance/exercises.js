// "Predict, then run": a question, a prediction, the benches at work, and what came out.

import { messageOf } from '../app/errors.js';
import { make } from '../ui/dom.js';
import { ACTION } from '../client/protocol.js';
import { inkToText } from '../app/link.js';
import { t } from '../strings/strings.js';
import { write } from '../strings/written.js';
import { EXERCISES } from './measure.js';

/** @typedef {import('../strings/strings.js').Key} Key */

/** Words of an exercise, by a name put together. @param {string} name @param {Record<string, string | number>} [values] */
const say = (name, values) => t(/** @type {Key} */ (`exercise.${name}`), values);

/** Opens the first exercise. @param {HTMLElement} root @param {import('../app/benches.js').Page} context */
export function openExercises(root, context) {
  root.hidden = false;
  show(root, context, 0);
}

/** @param {HTMLElement} root @param {import('../app/benches.js').Page} context @param {number} index */
async function show(root, context, index) {
  const { name, answers, fields, run } = EXERCISES[index];
  const options = answers.map((answer) =>
    make('input', { type: 'radio', name: 'prediction', value: answer, onchange: () => (start.disabled = false) }));
  const outcome = make('div', { className: 'outcome' });
  outcome.setAttribute('role', 'status');
  const start = make('button', { type: 'button', className: 'primary', textContent: () => say('run'), disabled: true, onclick: () =>
    runIt() });
  const next = make('button', { type: 'button', textContent: () => say('next'), hidden: true, onclick: () =>
    show(root, context, index + 1) });
  const close = make('button', { type: 'button', textContent: () => say('close'), onclick: () => (root.hidden = true) });
  const title = make('h2', { tabIndex: -1 },
    [() => say('title'), ' ', make('small', { textContent: () => say('number', { number: index + 1, count: EXERCISES.length }) })]);
  title.id = 'exercise-title';
  root.replaceChildren(
    title,
    make('p', { textContent: () => say(name) }),
    make('fieldset', {}, [make('legend', { textContent: () => say('choose') }),
      ...options.map((input) => make('label', { className: 'check' }, [input, ' ', () => say(`${name}.${input.value}`)]))]),
    make('div', { className: 'row' }, [start, next, close]),
    outcome,
  );
  root.scrollIntoView({ block: 'nearest' });
  title.focus();

  async function runIt() {
    const prediction = options.find((input) => input.checked)?.value;
    start.disabled = true;
    write(start, () => say('running'));
    for (const input of options) input.disabled = true;
    try {
      if (!context.store.state.clean) await takeExample(context);
      const { answer, values } = await run(context);
      outcome.replaceChildren(
        make('p', {}, [make('b', { textContent: () =>
          (prediction === answer ? say('right') : say('wrong', { answer: say(`${name}.${answer}`) })) })]),
        make('p', { textContent: () => say(`${name}.measured`, values) }),
        make('p', { textContent: () => say(`${name}.${answer}.why`) }),
      );
      outcome.dataset.answer = answer;
      next.hidden = index + 1 >= EXERCISES.length;
    } catch (error) {
      write(outcome, () => say('failed', { reason: messageOf(error) }));
    }
    start.hidden = true;
  }

  await context.goTo({ bench: 'denoise', ...fields });
}

/** A digit for an empty canvas. @param {import('../app/benches.js').Page} context */
async function takeExample({ session, goTo }) {
  const ink = await session.ask(ACTION.example, { digit: 5, variant: 0 });
  if (ink) await goTo({ bench: 'denoise', ink: inkToText(ink) });
}
