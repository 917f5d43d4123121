// The bench that is taught: the visitor draws, the network guesses, and learns from what is said of its guess.

import { Cancelled } from '../../client/model-client.js';
import { ACTION } from '../../client/protocol.js';
import { reasonOf, sentence } from '../../app/errors.js';
import { newId } from '../../storage/database.js';
import { Kept } from '../../storage/kept.js';
import { t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';
import { fill, find } from '../../ui/dom.js';
import { Player } from '../../ui/player.js';
import { likeliest } from '../../ui/reads.js';
import { still } from '../../ui/screen.js';
import { Undo } from '../../ui/undo.js';
import { GuessPanel } from './guess.js';
import { asLessons, inkOf, isLesson, lessonOf, SIGNS } from './lesson.js';
import { MARKUP } from './markup.js';
import { ProgressPanel } from './progress.js';
import { SheetPanel } from './sheet.js';
import { UsePanel } from './use.js';

/**
 * @import { Lessons, Stroke } from '../../client/protocol.js'
 * @import { Lesson, Verdict } from './lesson.js'
 *
 * @typedef {object} TeachState
 * @property {Stroke[]} ink on the sheet
 * @property {Float32Array | null} image as the network sees it, once that is known
 * @property {Float32Array[]} reads probabilities of 0 to 9, before the first iteration of inference and after each
 * @property {number} frame of them that is shown
 * @property {Lesson[]} lessons in the order in which they were given
 * @property {Lesson | null} learned the last of them, while its drawing still lies on the sheet
 */

export const style = new URL('./bench.css', import.meta.url).href;

/** Iterations of inference a second: all of them take about a second. */
const RATE = 16;
/** Milliseconds for which the bars stand after an answer, before the sheet is empty for the next drawing. */
const STANDS = 1500;

/** @type {import('../../app/benches.js').BenchModule['create']} */
export function create(root, context) {
  fill(root, MARKUP);
  return new TeachBench(root, context);
}

class TeachBench {
  /** @param {HTMLElement} root @param {import('../../app/benches.js').Context} context */
  constructor(root, context) {
    this.root = root;
    this.context = context;
    this.card = context.store.state.card;
    /** @type {import('../../app/store.js').Slice<TeachState>} */
    this.slice = context.slice([], { ink: [], image: null, reads: [], frame: 0, lessons: [], learned: null });
    this.closing = new AbortController();
    /** What the core is to know. */
    this.known = asLessons([]);
    /** Empties the sheet after an answer. @type {ReturnType<typeof setTimeout> | undefined} */
    this.clearing = undefined;
    this.player = new Player(() => this.advance(), { rate: () => RATE, changed: () => this.slice.set({}) });
    this.sheet = new SheetPanel(root, {
      before: () => (this.state.learned ? [] : this.state.ink),
      onInk: (ink) => this.lay(ink),
      onGrow: () => this.slice.set({}),
      onLift: () => this.guess(),
      say: context.say,
    });
    this.guessPanel = new GuessPanel(root, (verdict, digit) => this.answer(verdict, digit));
    this.progress = new ProgressPanel(root);
    this.use = new UsePanel(root, context.session, () => this.known);
    this.problem = find(root, '#teach-problem');
    this.stored = find(root, '#teach-stored');
    this.undo = new Undo(find(root, '#teach-forgotten'), (error) => this.refuse(error));
    /** @type {Kept<Lesson>} */
    this.kept = new Kept('lessons', isLesson, {
      changed: () => this.lessonsChanged(),
      stored: () => this.tellStored(),
      unstored: (error) => write(this.stored, () => t('teach.unstored', { reason: reasonOf(error) })),
    }, this.closing.signal);
    find(root, '#teach-clear').onclick = () => {
      this.clear();
      this.sheet.focus();
    };
    find(root, '#teach-undo').onclick = () => this.takeBack();
    find(root, '#teach-forget').onclick = () => this.forgetAll();
    this.kept.refresh();
  }

  get state() {
    return this.slice.state;
  }

  // ---- The contract of a bench ----

  show() {}

  hide() {
    this.player.pause();
    if (this.state.learned) this.clear();
    this.slice.set({ frame: this.lastFrame });
  }

  close() {
    clearTimeout(this.clearing);
    this.player.pause();
    this.closing.abort();
  }

  link() {
    return this.slice.link();
  }

  /** @param {import('../../app/state.js').State} state */
  update({ card, parameters }) {
    if (card !== this.card) {
      // Another model reads the same drawing by its own latents, and learns the lessons anew.
      this.card = card;
      if (!this.state.learned) this.guess(false);
    }
    this.sheet.update(this.state, parameters?.pen_width.default ?? 0);
    this.guessPanel.update(this.state, this.player.playing);
    this.progress.update(this.state);
    this.use.update(this.state);
  }

  // ---- Drawing and guessing ----

  get lastFrame() {
    return Math.max(0, this.state.reads.length - 1);
  }

  /** Another drawing lies on the sheet. @param {Stroke[]} ink */
  lay(ink) {
    clearTimeout(this.clearing);
    this.player.pause();
    write(this.problem, '');
    this.slice.set({ ink, image: null, reads: [], frame: 0, learned: null });
  }

  clear() {
    this.sheet.drop();
    this.lay([]);
  }

  /** @param {boolean} [moving] whether inference is shown as it goes */
  async guess(moving = !still()) {
    const { ink, learned } = this.state;
    const { known, card } = this;
    if (!ink.length || learned) return;
    try {
      const answer = await this.context.session.request(ACTION.teachGuess, { ink, lessons: known });
      if (ink !== this.state.ink || known !== this.known || card !== this.card) return;
      this.take(answer, moving);
    } catch (error) {
      this.refuse(error);
    }
  }

  /** @param {{ image: Float32Array, reads: Float32Array } | null} answer @param {boolean} moving */
  take(answer, moving) {
    const reads = answer ? Array.from({ length: answer.reads.length / 10 }, (_, i) => answer.reads.subarray(10 * i, 10 * (i + 1))) : [];
    this.player.pause();
    this.slice.set({ image: answer?.image ?? null, reads, frame: moving ? 0 : Math.max(0, reads.length - 1) });
    if (moving && reads.length) this.player.play();
    else this.tellGuess();
  }

  /** The next iteration; whether there are more. */
  advance() {
    const frame = Math.min(this.lastFrame, this.state.frame + 1);
    this.slice.set({ frame });
    if (frame < this.lastFrame) return true;
    this.tellGuess();
    return false;
  }

  tellGuess() {
    if (this.state.reads.length) this.context.say(this.guessPanel.sentence(this.state));
  }

  // ---- Teaching ----

  /** Something else is known now than before. */
  lessonsChanged() {
    const { all } = this.kept;
    const known = asLessons(all);
    this.slice.set({ lessons: all });
    if (known.key === this.known.key) return;
    this.known = known;
    this.guess(false);
  }

  tellStored() {
    const { damaged } = this.kept;
    write(this.stored, damaged ? () => t('teach.damaged', { count: damaged }) : '');
  }

  /** @param {Verdict} verdict @param {number} [said] the digit, where it is said */
  async answer(verdict, said) {
    const { ink, image, reads, learned } = this.state;
    if (!image || learned) return;
    const guess = likeliest(reads[reads.length - 1]);
    const id = newId(this.kept.all.at(-1)?.id);
    const lesson = lessonOf({ id, verdict, digit: said ?? guess, guess, ink, image });
    this.player.pause();
    this.undo.say('');
    this.slice.set({ learned: lesson, frame: this.lastFrame });
    // The buttons that were pressed rest until the next drawing.
    if (this.root.querySelector('.teach-answers')?.contains(document.activeElement)) this.sheet.focus();
    this.kept.add([lesson]);
    await this.learn(lesson);
  }

  /** Learns what was said, shows what the same drawing reads as then, and clears the sheet. @param {Lesson} lesson */
  async learn(lesson) {
    const { ink } = this.state;
    this.clearing = setTimeout(() => this.clear(), STANDS);
    try {
      const answer = await this.context.session.request(ACTION.teachGuess, { ink, lessons: this.known });
      if (this.state.learned === lesson) this.take(answer, false);
    } catch (error) {
      // Who was lost is replaced, and told everything with the next drawing.
      if (error instanceof Cancelled) return;
      // What the core refuses was not said; the drawing stays.
      if (this.state.learned === lesson) this.lay(ink);
      write(this.problem, () => t('teach.refused', { reason: reasonOf(error) }));
      await this.kept.remove([lesson]).catch((problem) => this.refuse(problem));
    }
  }

  /** Takes the last answer back; its drawing lies on the sheet again. */
  async takeBack() {
    const last = this.kept.all.at(-1);
    if (!last) return;
    this.undo.say('');
    this.sheet.drop();
    this.lay(inkOf(last));
    // A button that has nothing more to take back rests.
    if (this.kept.all.length === 1) this.sheet.focus();
    this.context.say(t('teach.taken-back', { answer: `${SIGNS[last.verdict]} ${last.digit}` }));
    await this.kept.remove([last]).catch((error) => this.refuse(error));
  }

  async forgetAll() {
    const { all } = this.kept;
    if (this.state.learned) this.clear();
    try {
      await this.kept.remove(all);
      this.undo.say(() => t('teach.forgotten', { count: all.length }), () => this.kept.add(all));
    } catch (error) {
      this.refuse(error);
    }
  }

  /** @param {unknown} error */
  refuse(error) {
    if (!(error instanceof Cancelled)) write(this.problem, () => sentence(error));
  }
}
