// The story: what the page is about in five scenes, each with a figure that plays when it comes into view.

import { field } from '../../app/fields.js';
import { t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';
import { make } from '../../ui/dom.js';
import { still } from '../../ui/screen.js';
import { Dream } from './dream.js';
import { Explain } from './explain.js';
import { Learn } from './learn.js';
import { Push } from './push.js';
import { Spoil } from './spoil.js';
import { Stage } from './stage.js';

export const style = new URL('./bench.css', import.meta.url).href;

/** Scenes with their figures, where their doors lead, and their exercises. */
const SCENES = /** @type {const} */ ([
  ['spoil', Spoil, [{ bench: 'denoise' }], ['noise', 'trust', 'half']],
  ['explain', Explain, [{ bench: 'inside' }], ['rounds', 'pull']],
  ['push', Push, [{ bench: 'paper' }, { bench: 'inside', panel: '.inside-honesty' }], ['gradient']],
  ['learn', Learn, [{ bench: 'learn' }], []],
  ['dream', Dream, [{ bench: 'dream' }], []],
]);
/** @typedef {import('./measure.js').ExerciseName} ExerciseName */
/** The scene of each exercise. @type {Map<ExerciseName | null, string>} */
const SCENE_OF = new Map(SCENES.flatMap(([scene, , , exercises]) => exercises.map((name) => [name, scene])));

/** Where on the screen the scene is that one reads. */
const READ = '-40% 0px -59% 0px';

/** @type {import('../../app/benches.js').BenchModule['create']} */
export function create(root, context) {
  /** @type {import('../../app/store.js').Slice<{ scene: string, exercise: ExerciseName | null }>} */
  const slice = context.slice([
    // The one that was unfolded last.
    field('exercise', null, (text) => [...SCENE_OF.keys()].find((name) => name === text)),
    // The one that is read.
    field('scene', (/** @type {{ exercise: ExerciseName | null }} */ { exercise }) => SCENE_OF.get(exercise) ?? SCENES[0][0],
      (text) => SCENES.find(([name]) => name === text)?.[0]),
  ]);
  const stages = SCENES.map(([name, Figure, doors, exercises], i) =>
    new Stage(name, context, (...parts) => new Figure(...parts), { number: i + 1, count: SCENES.length, doors, exercises }, {
      async leave(fields, options) {
        // Whoever comes back comes to this scene.
        slice.set({ scene: name });
        await context.goTo(fields, options);
        // Whoever has come back already stays at the scene.
        if (!options?.panel && context.store.state.bench !== 'story') scrollTo(0, 0);
      },
      shown: (exercise) => slice.set({ exercise }),
    }));
  const goTo = (/** @type {Stage} */ { element }, behavior = /** @type {ScrollBehavior} */ (still() ? 'auto' : 'smooth')) =>
    element.scrollIntoView({ block: 'start', behavior });
  const entries = stages.map((stage, i) => make('button', { type: 'button', onclick: () => goTo(stage) },
    [make('span', { className: 'story-dot', textContent: String(i + 1), ariaHidden: 'true' }),
      make('span', { textContent: () => t(`story.${stage.name}.short`) })]));
  const contents = make('nav', { className: 'story-contents' }, [make('ol', {}, entries.map((button) => make('li', {}, [button])))]);
  write(contents, () => t('story.contents'), 'aria-label');
  root.replaceChildren(contents, make('p', { className: 'story-lede', textContent: () => t('story.lede') }),
    ...stages.map(({ element }) => element));
  const mark = () => stages.forEach(({ name, play }, i) => {
    const here = name === slice.state.scene;
    if (here) entries[i].setAttribute('aria-current', 'step');
    else entries[i].removeAttribute('aria-current');
    // The space bar plays the scene that one reads.
    if (here) play.dataset.shortcut = 'play';
    else delete play.dataset.shortcut;
  });
  const reading = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) {
      const stage = stages.find(({ element }) => element === target);
      if (stage && isIntersecting && stage.name !== slice.state.scene) slice.set({ scene: stage.name });
    }
    mark();
  }, { rootMargin: READ });
  for (const { element } of stages) reading.observe(element);
  mark();
  return {
    update(state) {
      for (const stage of stages) stage.update(state);
    },
    show() {
      // Where a link leads, or where one was before.
      const { scene, exercise } = slice.state;
      const [first] = stages;
      const stage = stages.find(({ name }) => name === scene);
      if (exercise && SCENE_OF.get(exercise) === scene) stage?.fold?.open(exercise);
      else if (stage && stage !== first) goTo(stage, 'auto');
      for (const stage of stages) stage.show(true);
    },
    hide() {
      for (const stage of stages) stage.show(false);
    },
    link: () => slice.link(),
  };
}
