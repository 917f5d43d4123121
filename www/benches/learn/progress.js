// How far learning is, what it learns from, and how soon it is done.

import { find, make } from '../../ui/dom.js';
import { grouped, said, t } from '../../strings/strings.js';

export class ProgressPanel {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.counter = find(root, '#learn-counter');
    this.bar = /** @type {HTMLProgressElement} */ (find(root, '#learn-progress'));
    this.notes = find(root, '#learn-notes');
  }

  /**
   * @param {import('./run.js').Run | null} run @param {boolean} opening
   * @param {import('../../strings/strings.js').Saying[]} beyond what of its settings no field can hold
   */
  update(run, opening, beyond) {
    this.counter.textContent = opening ? t('learn.opening') : status(run);
    const total = run?.opened && run.state ? run.state.epochs * run.opened.summary.images : 1;
    this.bar.value = (run?.images ?? 0) / total;
    const lines = [...notesOf(run), ...beyond.map(said)];
    this.notes.replaceChildren(...lines.map((text) => make('span', { textContent: text })));
  }
}

/** @param {import('./run.js').Run | null} run */
function notesOf(run) {
  if (!run?.opened) return [];
  const { summary } = run.opened;
  const { images, name } = summary;
  const notes = [...summary.notes, ...((run.source?.kind === 'idx' && run.source.notes) || [])];
  const held = notes.includes('measured-on-training') ? 0 : summary.held_out;
  return [t('learn.set', { images: grouped(images), name, held }), ...notes.map((note) => t(`learn.note.${note}`))];
}

/** @param {import('./run.js').Run | null} run */
function status(run) {
  if (!run?.state || !run.opened) return '';
  const { epoch, epochs, batch, batches } = run.state;
  if (run.done) return t('learn.finished', { epochs, images: grouped(run.images) });
  const at = t('learn.counter', { epoch: epoch + 1, epochs, batch, batches });
  if (run.left === null) return at;
  const left = run.left < 90 ? t('learn.seconds', { count: Math.ceil(run.left) })
    : t('learn.minutes', { count: Math.round(run.left / 60) });
  return `${at} · ${t('learn.speed', { rate: grouped(Math.round(run.rate)), left })}`;
}
