// How far teaching has come: what was said, and how often the guess was right.

import { LinePlot } from '../../plots/lines.js';
import { drawInk } from '../../plots/pixels.js';
import { t } from '../../strings/strings.js';
import { onLanguage, write } from '../../strings/written.js';
import { find, make } from '../../ui/dom.js';
import { SIGNS, wasGuessed } from './lesson.js';

/** @typedef {import('./lesson.js').Lesson} Lesson */

/** Answers over which guesses are counted. */
const RECENT = 20;
/** Drawings that are shown, at most. */
const SHOWN = 40;

/** How many of the last answers up to `end` found the right guess, and of how many. @param {Lesson[]} lessons @param {number} end */
function recent(lessons, end) {
  const last = lessons.slice(Math.max(0, end - RECENT), end);
  return { right: last.filter(wasGuessed).length, of: last.length };
}

export class ProgressPanel {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.count = find(root, '#teach-count');
    this.course = find(root, '.teach-course');
    this.answered = find(root, '.teach-answered');
    this.list = find(root, '#teach-said');
    this.undo = /** @type {HTMLButtonElement} */ (find(root, '#teach-undo'));
    this.forget = /** @type {HTMLButtonElement} */ (find(root, '#teach-forget'));
    this.plot = new LinePlot(find(root, '#teach-chart'), () => ({
      lines: [{ label: t('teach.chart.right', { recent: RECENT }), colour: '--line-1', width: 2 }], x: t('teach.chart.axis'),
      whole: true, yRange: () => [0, 100],
    }));
    write(find(root, '#teach-chart-says'), () => t('teach.chart.right', { recent: RECENT }));
    /** @type {Lesson[] | null} */
    this.shown = null;
    /** Items of the list, by the lesson. @type {Map<string, HTMLElement>} */
    this.items = new Map();
    onLanguage(this.list, () => (this.shown = null));
  }

  /** @param {import('./bench.js').TeachState} state */
  update({ lessons }) {
    if (lessons === this.shown) return;
    this.shown = lessons;
    const { right, of } = recent(lessons, lessons.length);
    this.count.textContent = lessons.length ? t(lessons.length > RECENT ? 'teach.count' : 'teach.count.few', { count: lessons.length, right,
      of }) : t('teach.count.none');
    // One point makes no line.
    this.course.hidden = lessons.length < 2;
    this.answered.hidden = !lessons.length;
    const shares = lessons.map((_, i) => recent(lessons, i + 1)).map((part) => (100 * part.right) / part.of);
    this.plot.set(lessons.map((_, i) => i + 1), [shares]);
    this.undo.disabled = this.forget.disabled = !lessons.length;
    const newest = lessons.slice(-SHOWN).reverse();
    const items = new Map(newest.map((lesson) => [lesson.id, this.items.get(lesson.id) ?? item(lesson)]));
    this.items = items;
    this.list.replaceChildren(...items.values());
  }
}

/** A drawing with what was said of it. @param {Lesson} lesson */
function item({ verdict, digit, image }) {
  const canvas = make('canvas', { className: 'picture' });
  canvas.setAttribute('aria-hidden', 'true');
  drawInk(canvas, image);
  const sign = make('span', { textContent: `${SIGNS[verdict]} ${digit}` });
  sign.setAttribute('aria-hidden', 'true');
  const words = make('span', { className: 'sr-only', textContent: () => t(`teach.said.${verdict}`, { digit }) });
  return make('li', { className: `teach-${verdict}` }, [canvas, sign, words]);
}
