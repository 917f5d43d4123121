// Where the exercises of a scene are: a line until somebody unfolds it, for whom they are fetched.

import { messageOf } from '../../app/errors.js';
import { loadWords, t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';
import { make } from '../../ui/dom.js';

/**
 * @typedef {import('./measure.js').ExerciseName} ExerciseName
 * @typedef {import('../../app/benches.js').GoTo} Leave the visitor goes to another bench
 */

export class Fold {
  /**
   * @param {readonly ExerciseName[]} names @param {import('./stage.js').Context} context
   * @param {{ shown: (name: ExerciseName | null) => void, leave: Leave }} events `shown` is told which exercise is, if any
   */
  constructor(names, context, events) {
    this.names = names;
    this.context = context;
    this.events = events;
    /** The one to show when it is unfolded. */
    this.name = names[0];
    /** @type {import('./exercise.js').Exercise | null} */
    this.exercise = null;
    this.body = make('div');
    this.summary = make('summary', { textContent: () => t('story.exercise') });
    this.element = make('details', { className: 'fold', ontoggle: () => this.toggled() }, [this.summary, this.body]);
  }

  /** Brings an exercise into sight, and where it was folded the keyboard to it. @param {ExerciseName} name */
  open(name) {
    this.name = name;
    if (!this.element.open) this.summary.focus({ preventScroll: true });
    this.element.open = true;
    this.element.scrollIntoView({ block: 'nearest' });
  }

  toggled() {
    const { open } = this.element;
    if (!open) this.exercise?.cancel();
    else if (!this.exercise) this.show();
    this.events.shown(open ? this.name : null);
  }

  async show() {
    try {
      const [{ Exercise }] = await Promise.all([import('./exercise.js'), loadWords('exercise')]);
      const { names, context, events: { leave } } = this;
      const at = names.indexOf(this.name);
      this.exercise?.cancel();
      this.exercise = new Exercise(this.name, context, { number: at + 1, count: names.length, leave, next: () =>
        this.next(names[(at + 1) % names.length]) });
      this.body.replaceChildren(this.exercise.element);
      this.element.scrollIntoView({ block: 'nearest' });
    } catch (error) {
      write(this.body, () => t('own.failed', { reason: messageOf(error) }));
    }
  }

  /** @param {ExerciseName} name */
  async next(name) {
    this.name = name;
    await this.show();
    this.exercise?.question.focus({ preventScroll: true });
    this.events.shown(name);
  }
}
