// The learn bench: a network learns in workers of its own, in sight, and is kept.

import { reasonOf } from '../../app/errors.js';
import { Cancelled } from '../../client/model-client.js';
import { find, fill } from '../../ui/dom.js';
import { bringIntoSight, still } from '../../ui/screen.js';
import { ACTION } from '../../client/protocol.js';
import { said, t, textOf } from '../../strings/strings.js';
import { onLanguage, write } from '../../strings/written.js';
import { Charts } from './charts.js';
import { ComparePanel } from './compare.js';
import { KeepPanel } from './keep.js';
import { Learning } from './learning.js';
import { MARKUP } from './markup.js';
import { Numbers } from './numbers.js';
import { drawSight } from './pictures.js';
import { ProgressPanel } from './progress.js';
import { recorded, RecordingPanel } from './recording.js';
import { SourcePanel } from './source.js';
import { defaults, fields, fitting, inSight } from './state.js';
import { StoredPanel } from './stored.js';

/** @typedef {import('../../client/protocol.js').LearnParameters} LearnParameters */
/** @typedef {import('./run.js').Run} Run */

export const style = new URL('./bench.css', import.meta.url).href;

/** @type {import('../../app/benches.js').BenchModule['create']} */
export async function create(root, context) {
  const client = await context.session.spawn(() => {}, { model: false });
  // Without the recording the bench still learns.
  const [parameters, recording] = await Promise.all([client.request(ACTION.learnParameters, null), recorded(client).catch(() => null)]);
  client.close(new Error('its work is done'));
  fill(root, MARKUP);
  return new LearnBench(root, context, parameters, recording);
}

class LearnBench {
  /**
   * @param {HTMLElement} root @param {import('../../app/benches.js').Context} context @param {LearnParameters} parameters
   * @param {import('./recording.js').Recorded | null} recording
   */
  constructor(root, context, parameters, recording) {
    this.root = root;
    this.context = context;
    this.parameters = parameters;
    /** @type {import('../../app/store.js').Slice<Record<string, number>>} */
    this.slice = context.slice(fields(parameters));
    this.closing = new AbortController();
    /** What of the open checkpoint no field can hold, in words. @type {import('../../strings/strings.js').Saying[]} */
    this.beyond = [];
    this.said = 0;
    this.start = /** @type {HTMLButtonElement} */ (find(root, '#learn-start'));
    this.step = /** @type {HTMLButtonElement} */ (find(root, '#learn-step'));
    this.reset = /** @type {HTMLButtonElement} */ (find(root, '#learn-reset'));
    this.problem = find(root, '#learn-problem');
    this.background = /** @type {HTMLInputElement} */ (find(root, '#learn-background'));
    const numbers = { onChange: (/** @type {string} */ name, /** @type {number} */ value) => this.setValue(name, value),
      onRefused: (/** @type {import('../../strings/strings.js').Saying} */ text) => this.tell(text) };
    const [near, far] = inSight(parameters);
    this.numbers = [new Numbers(find(root, '#learn-settings'), near, numbers), new Numbers(find(root, '#learn-advanced'), far, numbers)];
    this.source = new SourcePanel(root, { digit: () => context.store.state.clean, onChange: () => this.throwAway(), onProblem: (text) =>
      this.tell(text) }, this.closing.signal);
    this.progress = new ProgressPanel(root);
    this.charts = new Charts(root);
    this.recording = recording && new RecordingPanel(root, recording, this.charts);
    const spawn = (/** @type {(error: Error) => void} */ onCrash) => context.session.spawn(onCrash, { model: false });
    const chosen = async () => ({ source: await this.source.source(this.values.images, this.values.seed), settings: this.settings });
    this.learning = new Learning(spawn, {
      changed: () => this.draw(),
      opened: (run) => this.takeOver(run),
      begins: () => this.sayNothing(),
      sight: (run, sight) => this.showSight(run, sight),
      replaced: () => this.tell(() => t('learn.replaced')),
      chosen,
      workers: () => this.values.workers,
      save: (run, now) => this.stored.save(run, now),
      stopped: (error) => {
        this.refuse(error, 'learn.stopped');
        this.stored.offerGoBack(true);
      },
    });
    this.compare = new ComparePanel(root, parameters, {
      spawn,
      what: () => this.learning.turn(async () =>
        (this.learning.run?.source ? { source: this.learning.run.source, settings: this.settings } : chosen())),
    });
    const elsewhere = () => t('learn.handing-over.elsewhere');
    this.keep = new KeepPanel(root, this.learning, (finishing) => {
      const { modelProblem } = context.store.state;
      if (finishing) context.store.set({ modelProblem: elsewhere });
      else if (modelProblem === elsewhere) context.store.set({ modelProblem: '' });
    }, async (files) => {
      if (!(await context.session.openLearnedModel(files))) {
        throw new Error(said(context.store.state.modelProblem) || t('learn.not-handed-over'));
      }
    });
    this.stored = new StoredPanel(root, this.learning, this.closing.signal);
    this.start.onclick = async () => {
      if (this.learning.running) return this.learning.pause();
      await this.goOn();
      this.bringIntoSight();
    };
    this.step.onclick = async () => {
      this.tell('');
      await this.learning.step().catch((error) => this.refuse(error));
      this.bringIntoSight();
    };
    this.reset.onclick = () => this.throwAway();
    this.restore = /** @type {HTMLButtonElement} */ (find(root, '#learn-defaults'));
    this.recipe = /** @type {HTMLSelectElement} */ (find(root, '#learn-recipe'));
    this.recipe.onchange = this.restore.onclick = () => {
      this.slice.set(defaults(parameters, this.recipe.value === 'paper'));
      this.throwAway();
    };
    this.draw();
    onLanguage(root, () => this.draw());
  }

  get values() {
    return this.slice.state;
  }

  get settings() {
    const { images, seed, workers, h1_units, h2_units, ...training } = this.values;
    return { h1_units, h2_units, seed, training };
  }

  // ---- The contract of a bench ----

  update() {}

  show() {
    this.learning.inSight = true;
    if (this.learning.wentOut) this.goOn();
  }

  hide() {
    const { learning } = this;
    learning.inSight = false;
    this.compare.stop();
    if (this.background.checked || !learning.running) return;
    learning.wentOut = true;
    learning.pause();
  }

  close() {
    this.closing.abort();
    this.compare.stop();
    this.learning.close();
  }

  link() {
    return this.slice.link();
  }

  // ---- What the visitor can do ----

  /** @param {string} name @param {number} value */
  async setValue(name, value) {
    this.slice.set({ [name]: value });
    this.tell('');
    if (name === 'epochs') await this.learning.run?.setEpochs(value).catch((error) => this.refuse(error));
    this.draw();
  }

  goOn() {
    this.tell('');
    return this.learning.goOn(this.background.checked).catch((error) => this.refuse(error));
  }

  /** Back to the start; the seed and the settings stay. */
  async throwAway() {
    await this.learning.throwAway();
    this.beyond = [];
    this.draw();
  }

  /** Shows what the run is set to. @param {Run} run */
  takeOver({ opened, source }) {
    if (!opened) return;
    const { training, ...rest } = opened.settings;
    /** @type {Record<string, number>} */
    const found = { ...training, ...rest, ...(source?.kind === 'synthetic' && { images: source.count }) };
    const { values, beyond } = fitting(this.parameters, found);
    this.beyond = beyond.map(({ name }) =>
      () => t('learn.beyond', { label: textOf(`learn.param.${name}`, name), found: found[name], value: values[name] }));
    this.slice.set(values);
    this.sayNothing();
  }

  /** What was said of another run no longer holds. */
  sayNothing() {
    this.tell('');
    this.stored.offerGoBack(false);
  }

  /** @param {unknown} error @param {'learn.failed' | 'learn.stopped'} [key] */
  refuse(error, key = 'learn.failed') {
    if (!(error instanceof Cancelled)) this.tell(() => t(key, { reason: reasonOf(error) }));
  }

  /** @param {import('../../strings/strings.js').Saying} text */
  tell(text) {
    write(this.problem, text);
  }

  // ---- What there is to see ----

  /** The pictures, once there are any. */
  bringIntoSight() {
    if (this.learning.run) bringIntoSight(find(this.root, '.learn-pictures'), still() ? 'instant' : 'smooth');
  }

  /** @param {Run} run @param {import('../../client/protocol.js').LearnSight} sight */
  showSight({ history, state }, sight) {
    drawSight(this.root, sight);
    const point = history.at(-1);
    if (!point || !state || performance.now() - this.said < 10_000) return;
    this.said = performance.now();
    const { epoch, epochs } = state;
    this.context.say(t('learn.said', { epoch: Math.min(epoch + 1, epochs), epochs, inpainting: point.inpainting.toFixed(4),
      log: point.logJoint.toFixed(2) }));
  }

  draw() {
    const { run, running, busy, opening } = this.learning;
    const over = run?.done ?? false;
    this.start.parentElement?.classList.toggle('at-hand', Boolean(run));
    this.start.textContent = t(running ? 'learn.pause' : run ? 'learn.go-on' : 'learn.start');
    this.start.disabled = !running && (busy || over);
    this.step.disabled = busy || running || over;
    this.reset.disabled = busy || !run;
    for (const numbers of this.numbers) numbers.update(this.values, run !== null, busy);
    this.source.update(busy || run !== null);
    this.recipe.disabled = busy || run !== null;
    this.restore.disabled = busy;
    this.progress.update(run, opening, this.beyond);
    this.recording?.update(!run);
    if (run || !this.recording) {
      this.charts.update(run?.history ?? [], run?.opened?.summary.mean_fill ?? 0);
      this.charts.moveTo(null);
    }
    this.keep.update();
    this.stored.update();
  }
}
