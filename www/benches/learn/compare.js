// Four rules against each other, in a worker of their own.

import { messageOf } from '../../app/errors.js';
import { Cancelled } from '../../client/model-client.js';
import { find, make } from '../../ui/dom.js';
import { tableRow } from '../../ui/table.js';
import { LinePlot, keyOf } from '../../plots/lines.js';
import { ACTION } from '../../client/protocol.js';
import { t } from '../../strings/strings.js';
import { onLanguage, write } from '../../strings/written.js';

/** @typedef {import('../../client/protocol.js').RuleFrame} RuleFrame */
/** @typedef {import('../../client/protocol.js').LearnParameters} LearnParameters */

/** Seconds that each rule learns. */
const SECONDS = 15;
const LOOKS = [{ colour: '--line-1' }, { colour: '--line-2', dash: [6, 4] }, { colour: '--line-3', dash: [2, 3] },
  { colour: '--line-4', dash: [8, 3, 2, 3] }];

export class ComparePanel {
  /**
   * @param {HTMLElement} root @param {LearnParameters} parameters
   * @param {{ spawn: (onCrash: (error: Error) => void) => Promise<import('../../client/model-client.js').ModelClient>,
   *           what: () => Promise<{ source: import('../../client/protocol.js').LearnSource, settings: any }> }} events `what` is to be
   *           learned
   */
  constructor(root, parameters, events) {
    this.events = events;
    this.rules = parameters.rules;
    this.button = /** @type {HTMLButtonElement} */ (find(root, '#learn-compare-start'));
    this.measure = /** @type {HTMLSelectElement} */ (find(root, '#learn-compare-measure'));
    this.axis = /** @type {HTMLSelectElement} */ (find(root, '#learn-compare-axis'));
    this.problem = find(root, '#learn-compare-problem');
    this.table = /** @type {HTMLTableElement} */ (find(root, '#learn-compare-table'));
    /** @type {RuleFrame[][]} */
    this.frames = this.rules.map(() => []);
    this.measuring = find(root, '#learn-compare-measuring');
    this.chart = find(root, '#learn-chart-compare');
    this.plot = new LinePlot(this.chart, () => ({
      lines: this.rules.map((rule, i) => ({ label: t(`learn.rule.${rule}`), ...LOOKS[i], width: 2 })),
    }));
    /** @type {AbortController | null} */
    this.job = null;
    this.button.onclick = () => (this.job ? this.stop() : this.start());
    this.measure.onchange = this.axis.onchange = () => this.draw();
    this.draw();
    onLanguage(root, () => this.draw());
  }

  stop() {
    this.job?.abort();
  }

  async start() {
    const job = new AbortController();
    this.job = job;
    this.problem.textContent = '';
    this.frames = this.rules.map(() => []);
    this.draw();
    /** @type {import('../../client/model-client.js').ModelClient | null} */
    let client = null;
    try {
      const { source, settings } = await this.events.what();
      client = await this.events.spawn(() => {});
      const onFrame = (/** @type {RuleFrame} */ frame) => {
        this.frames[frame.index].push(frame);
        this.draw();
      };
      await client.request(ACTION.learnCompare, { source, settings, rules: this.rules.length, seconds: SECONDS }, { onFrame,
        signal: job.signal });
    } catch (error) {
      if (!(error instanceof Cancelled)) {
        write(this.problem, () => t('learn.failed', { reason: messageOf(error) }));
      }
    } finally {
      client?.close(new Cancelled());
      this.job = null;
      this.draw();
    }
  }

  draw() {
    this.button.textContent = t(this.job ? 'learn.compare.stop' : 'learn.compare.start');
    const measure = /** @type {'through_h2' | 'inpainting_through_h2'} */ (this.measure.value);
    const place = (/** @type {RuleFrame} */ frame) => (this.axis.value === 'images' ? frame.images / 1000 : frame.seconds);
    // A point is no line yet.
    const drawn = this.frames.some((frames) => frames.length > 1);
    this.chart.hidden = !drawn;
    this.measuring.textContent = this.job && !drawn ? t('learn.compare.measuring') : '';
    // One axis for all: every line has gaps where others have points.
    const xs = [...new Set(this.frames.flat().map(place))].sort((a, b) => a - b);
    const columns = this.frames.map((frames) => {
      const at = new Map(frames.map((frame) => [place(frame), frame[measure]]));
      return xs.map((x) => at.get(x));
    });
    this.plot.set(xs, /** @type {any} */ (columns));
    this.showTable();
  }

  showTable() {
    const heads = [t('learn.compare.rule'), t('learn.compare.seconds'), t('learn.compare.images'), t('learn.compare.through-h2'),
      t('learn.compare.inpainting')];
    const rows = this.rules.map((rule, i) => {
      const last = this.frames[i].at(-1);
      const name = make('span', { className: `key ${keyOf(LOOKS[i])}`, textContent: t(`learn.rule.${rule}`) });
      if (!last) return tableRow([name, '–', '–', '–', '–']);
      if (last.problem) write(this.problem, () => `${t(`learn.rule.${rule}`)}: ${last.problem}`);
      return tableRow([name, last.seconds.toFixed(1), (last.images / 1000).toFixed(1), last.through_h2.toFixed(2),
        last.inpainting_through_h2.toFixed(4)]);
    });
    this.table.replaceChildren(tableRow(heads, 'th'), ...rows);
  }
}
