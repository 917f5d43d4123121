// The learn bench: a network learns in workers of its own, in sight, and is kept.

import { Cancelled } from '../../model-client.js';
import { find, fill, make } from '../../panels/dom.js';
import { ACTION } from '../../protocol.js';
import { grouped, t } from '../../strings.js';
import { onLanguage, write } from '../../written.js';
import { Charts } from './charts.js';
import { ComparePanel } from './compare.js';
import { KeepPanel } from './keep.js';
import { MARKUP } from './markup.js';
import { Numbers } from './numbers.js';
import { drawDigits, drawFilters, drawPairs } from './pictures.js';
import { Run } from './run.js';
import { SourcePanel } from './source.js';
import { defaults, fromLink, inSight, toLink } from './state.js';

/** @typedef {import('../../protocol.js').LearnParameters} LearnParameters */
/** @typedef {import('../../protocol.js').LearnSource} LearnSource */

export const style = new URL('./bench.css', import.meta.url).href;

/** @type {import('../../bench.js').BenchModule['create']} */
export async function create(root, context, link) {
  const client = await context.session.spawn(() => {}, { model: false });
  const parameters = await client.request(ACTION.learnParameters);
  client.close(new Error('its work is done'));
  fill(root, MARKUP);
  return new LearnBench(root, context, parameters, link);
}

class LearnBench {
  /** @param {HTMLElement} root @param {import('../../bench.js').Context} context @param {LearnParameters} parameters @param {import('../../link.js').LinkFields} link */
  constructor(root, context, parameters, link) {
    this.root = root;
    this.context = context;
    this.parameters = parameters;
    this.values = fromLink(parameters, link);
    /** @type {Run | null} */
    this.run = null;
    this.opening = false;
    /** The last state on its way to this device. @type {Promise<void> | undefined} */
    this.storing = undefined;
    /** Whether it was paused because it went out of sight. */
    this.wentOut = false;
    this.said = 0;
    this.start = /** @type {HTMLButtonElement} */ (find(root, '#learn-start'));
    this.step = /** @type {HTMLButtonElement} */ (find(root, '#learn-step'));
    this.reset = /** @type {HTMLButtonElement} */ (find(root, '#learn-reset'));
    this.counter = find(root, '#learn-counter');
    this.progress = /** @type {HTMLProgressElement} */ (find(root, '#learn-progress'));
    this.problem = find(root, '#learn-problem');
    this.notes = find(root, '#learn-notes');
    this.background = /** @type {HTMLInputElement} */ (find(root, '#learn-background'));
    const numbers = { onChange: (/** @type {string} */ name, /** @type {number} */ value) => this.setValue(name, value), onRefused: (/** @type {import('../../strings.js').Saying} */ text) => this.tell(text) };
    const [near, far] = inSight(parameters);
    this.numbers = [new Numbers(find(root, '#learn-settings'), near, numbers), new Numbers(find(root, '#learn-advanced'), far, numbers)];
    this.source = new SourcePanel(root, { digit: () => context.store.state.clean, onChange: () => this.throwAway(), onProblem: (text) => this.tell(text) });
    this.charts = new Charts(root);
    const spawn = (/** @type {(error: Error) => void} */ onCrash) => context.session.spawn(onCrash, { model: false });
    this.spawn = spawn;
    this.compare = new ComparePanel(root, parameters, {
      spawn,
      what: async () => {
        await this.pause();
        return { source: this.run?.source ?? (await this.source.source(this.values.images, this.values.seed)), settings: this.settings };
      },
    });
    this.keep = new KeepPanel(root, {
      run: () => this.run,
      pause: () => this.pause(),
      onOpen: (checkpoint, kept) => this.open(checkpoint, kept),
      onModel: (files) => context.session.setOwnModel(files),
    });
    this.start.onclick = () => (this.run?.running ? this.pause() : this.goOn());
    this.step.onclick = () => this.oneStep();
    this.reset.onclick = () => this.throwAway();
    this.recipe = /** @type {HTMLSelectElement} */ (find(root, '#learn-recipe'));
    this.recipe.onchange = find(root, '#learn-defaults').onclick = () => {
      this.values = defaults(parameters, this.recipe.value === 'paper');
      this.throwAway();
    };
    this.draw();
    onLanguage(root, () => this.draw());
  }

  get settings() {
    const { images, seed, workers, h1_units, h2_units, ...training } = this.values;
    return { h1_units, h2_units, seed, training };
  }

  // ---- The contract of a bench ----

  update() {}

  show() {
    if (this.wentOut) this.goOn();
    this.wentOut = false;
  }

  hide() {
    this.compare.stop();
    if (this.background.checked || !this.run?.running) return;
    this.wentOut = true;
    this.pause();
  }

  close() {
    this.compare.stop();
    this.run?.close();
  }

  link() {
    return toLink(this.parameters, this.values);
  }

  // ---- What the visitor can do ----

  /** @param {string} name @param {number} value */
  async setValue(name, value) {
    this.values = { ...this.values, [name]: value };
    this.tell('');
    this.context.changed();
    if (name === 'epochs' && this.run) await this.run.setEpochs(value).catch((error) => this.refuse(error));
    this.draw();
  }

  /** Makes the workers and their network, anew or from a checkpoint. @param {Uint8Array} [checkpoint] @param {import('./storage.js').Kept} [kept] */
  async open(checkpoint, kept) {
    await this.pause();
    this.opening = true;
    this.tell('');
    this.draw();
    const old = this.run;
    const run = new Run((onCrash) => this.spawn(onCrash), {
      onChange: () => this.draw(),
      onSight: (sight) => this.showSight(sight),
      onReplaced: () => this.tell(() => t('learn.replaced')),
    });
    try {
      const source = kept?.source ?? (checkpoint && old?.source) ?? (await this.source.source(this.values.images, this.values.seed));
      await run.open(this.values.workers, checkpoint ? { source, checkpoint } : { source, settings: this.settings }, kept?.history);
      old?.close();
      this.run = run;
      if (run.opened) {
        const { training, ...rest } = run.opened.settings;
        Object.assign(this.values, training, rest);
        if (source.kind === 'synthetic') this.values.images = source.count;
      }
      return true;
    } catch (error) {
      run.close();
      this.refuse(error);
      return false;
    } finally {
      this.opening = false;
      this.draw();
    }
  }

  async goOn() {
    if (this.opening || this.run?.running) return;
    if (!this.run && !(await this.open())) return;
    const run = /** @type {Run} */ (this.run);
    this.tell('');
    this.keep.clearGoBack();
    const learning = run.start((now) => this.keep.save(now));
    this.draw();
    this.storing = learning.then(() => this.keep.save(Infinity), (error) => this.stopped(error)).catch((error) => {
      if (!(error instanceof Cancelled)) this.refuse(error);
    });
    await this.storing;
  }

  async oneStep() {
    if (this.opening || this.run?.running) return;
    if (!this.run && !(await this.open())) return;
    const run = /** @type {Run} */ (this.run);
    if (run.done) return;
    await run.steps(1).then(() => run.look(), (error) => this.stopped(error));
    this.draw();
  }

  /** Ends learning, and waits until its last state is stored. */
  async pause() {
    if (this.run?.running) {
      await this.run.pause();
      this.draw();
    }
    await this.storing;
  }

  /** Back to the start; the seed and the settings stay. */
  async throwAway() {
    await this.pause();
    this.run?.close();
    this.run = null;
    this.wentOut = false;
    this.tell('');
    this.keep.clearGoBack();
    this.context.changed();
    this.draw();
  }

  /** Learning came to an end that nobody wanted. @param {unknown} error */
  stopped(error) {
    this.refuse(error, 'learn.stopped');
    this.keep.offerGoBack();
  }

  /** @param {unknown} error @param {'learn.failed' | 'learn.stopped'} [key] */
  refuse(error, key = 'learn.failed') {
    this.tell(() => t(key, { reason: (error instanceof Error ? error.message : String(error)).replace(/\.$/, '') }));
  }

  /** @param {import('../../strings.js').Saying} text */
  tell(text) {
    write(this.problem, text);
  }

  // ---- What there is to see ----

  /** @param {import('../../protocol.js').LearnSight} sight */
  showSight({ digits, rebuilt, filters, dreams }) {
    const canvas = (/** @type {string} */ id) => /** @type {HTMLCanvasElement} */ (find(this.root, id));
    if (dreams) drawDigits(canvas('#learn-dreams'), dreams, 10);
    if (digits && rebuilt) drawPairs(canvas('#learn-rebuilt'), digits, rebuilt);
    if (filters) drawFilters(canvas('#learn-filters'), filters, 10);
    const point = this.run?.history.at(-1);
    if (point && this.run?.state && performance.now() - this.said > 10_000) {
      this.said = performance.now();
      const { epoch, epochs } = this.run.state;
      this.context.say(t('learn.said', { epoch: Math.min(epoch + 1, epochs), epochs, inpainting: point.inpainting.toFixed(4), log: point.logJoint.toFixed(2) }));
    }
  }

  draw() {
    const { run, opening } = this;
    const running = run?.running ?? false;
    this.start.textContent = t(running ? 'learn.pause' : run ? 'learn.go-on' : 'learn.start');
    this.start.disabled = opening || (run?.done ?? false);
    this.step.disabled = opening || running || (run?.done ?? false);
    this.reset.disabled = opening || !run;
    for (const numbers of this.numbers) numbers.update(this.values, opening || run !== null);
    this.source.update(opening || run !== null);
    this.recipe.disabled = opening || run !== null;
    this.counter.textContent = opening ? t('learn.opening') : this.status();
    const total = run?.opened && run.state ? run.state.epochs * run.opened.summary.images : 1;
    this.progress.value = (run?.images ?? 0) / total;
    this.charts.update(run?.history ?? [], run?.opened?.summary.mean_fill ?? 0);
    const summary = run?.opened?.summary;
    const lines = summary
      ? [t('learn.set', { images: grouped(summary.images), name: summary.name, held: summary.notes.includes('measured-on-training') ? 0 : summary.held_out }), ...summary.notes.map((note) => t(`learn.note.${note}`))]
      : [];
    this.notes.replaceChildren(...lines.map((text) => make('span', { textContent: text })));
    this.keep.update();
  }

  status() {
    const { run } = this;
    if (!run?.state || !run.opened) return '';
    const { epoch, epochs, batch, batches } = run.state;
    if (run.done) return t('learn.finished', { epochs, images: grouped(run.images) });
    const at = t('learn.counter', { epoch: epoch + 1, epochs, batch, batches });
    if (run.left === null) return at;
    const left = run.left < 90 ? t('learn.seconds', { count: Math.round(run.left) }) : t('learn.minutes', { count: Math.round(run.left / 60) });
    return `${at} · ${t('learn.speed', { rate: grouped(Math.round(run.rate)), left })}`;
  }
}
