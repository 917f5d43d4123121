// A scene on the page: what it says, its figure, and when that plays. It is computed when it first comes into view, plays on while it is in
// view, and rests elsewhere.

import { messageOf } from '../../app/errors.js';
import { Cancelled, Lost } from '../../client/model-client.js';
import { t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';
import { make } from '../../ui/dom.js';
import { Fold } from './fold.js';

/**
 * @typedef {import('../../app/state.js').State} State
 * @typedef {import('../../app/benches.js').Context} Context
 * @typedef {import('../../strings/strings.js').Key} Key
 * @typedef {'spoil' | 'explain' | 'push' | 'learn' | 'dream'} SceneName
 *
 * @typedef {object} Scene
 * @property {{ play: () => Promise<void>, pause: () => void, clear: () => void, readonly ended: boolean,
 *   readonly player: { readonly playing: boolean } }} reel
 * @property {(state: State) => unknown[]} of what its figure is of: if one of these is another, it is computed anew
 * @property {(signal: AbortSignal) => Promise<boolean>} compute gives the reel what it plays; false where that cannot be had, which is told
 * @property {HTMLElement} [slider] through what it plays
 * @property {() => void} [close] gives back what it holds while it is not in sight
 *
 * @typedef {{ changed: () => void, again: () => void }} Events of a scene: it plays or no longer; the visitor wants another figure
 */

/** The share of a figure, or of the screen, that is in view when it plays. */
const IN_VIEW = 0.35;

export class Stage {
  /**
   * @param {SceneName} name @param {Context} context
   * @param {(figure: HTMLElement, context: Context, events: Events) => Scene} create
   * @param {{ number: number, count: number, doors: readonly { bench: string, panel?: string }[],
   *   exercises: readonly import('./measure.js').ExerciseName[] }} place among the scenes, the benches behind its doors, and its exercises
   * @param {ConstructorParameters<typeof Fold>[2]} events
   */
  constructor(name, context, create, { number, count, doors, exercises }, events) {
    this.name = name;
    this.context = context;
    const say = (/** @type {string} */ what) => t(/** @type {Key} */ (`story.${name}${what}`));
    this.play = make('button', { type: 'button', className: 'story-play', onclick: () => this.toggle() });
    this.note = make('output', { className: 'why' });
    this.figure = make('div', { className: 'panel story-figure', role: 'group' });
    write(this.figure, () => say('.figure'), 'aria-label');
    this.fold = exercises.length ? new Fold(exercises, context, events) : null;
    const title = make('h2', { id: `story-${name}-title`, textContent: () => say('') });
    this.element = make('section', { className: 'scene', id: `story-${name}` }, [
      make('div', { className: 'telling' }, [
        make('p', { className: 'story-number', textContent: () => t('story.number', { number, count }) }),
        title,
        make('p', { textContent: () => say('.text') }),
        make('p', { className: 'surprise', textContent: () => say('.surprise') }),
        make('p', { className: 'try' }, [make('b', { textContent: () => t('story.try') }), ' ', () => say('.try')]),
        ...doors.map(({ bench, panel }) => make('button', { type: 'button', className: 'door', textContent: () => say(`.door.${bench}`),
          onclick: () => events.leave({ bench }, { panel }) })),
      ]),
      this.figure,
      ...(this.fold ? [this.fold.element] : []),
    ]);
    this.element.setAttribute('aria-labelledby', title.id);
    /** @type {Scene} */
    this.scene = create(this.figure, context, { changed: () => this.label(), again: () => this.again() });
    this.figure.append(make('div', { className: 'row story-time' },
      [this.play, ...(this.scene.slider ? [this.scene.slider] : []), this.note]));
    /** Whether its bench is. */
    this.inSight = false;
    this.inView = false;
    /** Whether the visitor has paused it. */
    this.halted = false;
    /** @type {unknown[] | null} */
    this.of = null;
    /** Whether the reel has what it plays, or it is on its way. */
    this.computed = false;
    /** @type {AbortController | null} */
    this.job = null;
    new IntersectionObserver((entries) => {
      for (const { intersectionRatio, intersectionRect } of entries) {
        this.inView = intersectionRatio >= IN_VIEW || intersectionRect.height >= IN_VIEW * innerHeight;
      }
      this.arrange();
    }, { threshold: [0, 0.1, 0.2, IN_VIEW, 0.5] }).observe(this.figure);
    this.label();
  }

  /** @param {State} state */
  update(state) {
    const of = this.scene.of(state);
    if (!this.of || of.some((part, i) => part !== this.of?.[i])) {
      this.of = of;
      this.forget();
    }
    this.fold?.exercise?.arrange();
    this.arrange();
  }

  /** @param {boolean} inSight */
  show(inSight) {
    this.inSight = inSight;
    if (!inSight) this.fold?.exercise?.cancel();
    if (!inSight && this.scene.close) {
      this.forget();
      this.scene.close();
    }
    this.arrange();
  }

  forget() {
    this.job?.abort();
    this.job = null;
    this.computed = false;
    this.scene.reel.clear();
  }

  /** Another figure is wanted. */
  again() {
    this.forget();
    this.halted = false;
    this.arrange();
  }

  /** Plays while there is somebody to see it. */
  arrange() {
    const { loading, parameters } = this.context.store.state;
    const { reel } = this.scene;
    if (!this.inSight || !this.inView) return reel.pause();
    if (loading.status !== 'ready' || !parameters) return;
    if (!this.computed) this.compute();
    if (!this.halted && !reel.ended && !reel.player.playing) this.start();
  }

  start() {
    this.scene.reel.play().catch((error) => this.fail(error));
  }

  async compute() {
    const job = (this.job = new AbortController());
    this.computed = true;
    this.note.textContent = '';
    try {
      const there = await this.scene.compute(job.signal);
      if (this.job === job && !there) this.stop();
    } catch (error) {
      if (this.job === job) this.fail(error);
    }
  }

  /** Rests until somebody presses Play. */
  stop() {
    this.forget();
    this.halted = true;
    this.label();
  }

  /** @param {unknown} error */
  fail(error) {
    // The worker is being replaced, or another model comes: both are drawn anew when they are there.
    if (error instanceof Cancelled || error instanceof Lost) return this.forget();
    this.stop();
    write(this.note, () => t('story.failed', { reason: messageOf(error) }));
  }

  toggle() {
    const { reel } = this.scene;
    this.halted = reel.player.playing;
    if (this.halted) return reel.pause();
    if (this.computed) this.start();
    else this.arrange();
  }

  label() {
    // It is called before the scene is there, too.
    const { player: { playing }, ended } = this.scene?.reel ?? { player: { playing: false }, ended: false };
    const what = () => t(playing ? 'time.pause' : ended ? 'story.again' : 'story.play');
    write(this.play, what);
    write(this.play, () => `${what()}: ${t(/** @type {Key} */ (`story.${this.name}`))}`, 'aria-label');
  }
}
