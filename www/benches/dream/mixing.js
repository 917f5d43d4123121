// How chains mix: the autocorrelation of their pixels, the digits they visit, how long they stay.

import { find, make, show } from '../../ui/dom.js';
import { Reads } from '../../ui/reads.js';
import { LinePlot, NumberTable } from '../../plots/lines.js';
import { grouped, t } from '../../strings/strings.js';
import { onLanguage, write } from '../../strings/written.js';
import { RENEWED } from './state.js';

/** @typedef {import('../../client/protocol.js').MixingReport} MixingReport */

export class MixingPanel {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.plot = new LinePlot(find(root, '#dream-autocorrelation'), () => ({
      lines: [{ label: t('dream.autocorrelation'), colour: '--line-1', width: 2, points: true }],
      x: t('dream.lag'), yRange: (low) => [Math.min(0, low ?? 0), 1],
    }));
    this.table = new NumberTable(find(root, '#dream-autocorrelation-table'), () => t('dream.autocorrelation'), () =>
      [t('dream.lag'), t('dream.autocorrelation')]);
    this.occupancy = new Reads(find(root, '#dream-occupancy'), find(root, '#dream-most'), true);
    this.numbers = find(root, '#dream-numbers');
    this.lead = find(root, '#dream-mixing-lead');
    this.unmixed = find(root, '#dream-unmixed');
    this.mixed = find(root, '#dream-mixed');
    /** @type {MixingReport | null | undefined} */
    this.report = undefined;
    /** @type {import('../../client/protocol.js').Sampler | null} */
    this.sampler = null;
    onLanguage(this.numbers, () => (this.report = undefined));
  }

  /** @param {import('./state.js').DreamState} state */
  update({ report, sampler }) {
    if (sampler !== this.sampler) {
      this.sampler = sampler;
      write(this.lead, () => t(RENEWED.includes(sampler) ? 'dream.mixing.renewed' : 'dream.mixing.lead'));
    }
    if (report === this.report) return;
    this.report = report;
    this.unmixed.hidden = !(this.mixed.hidden = !report?.observed);
    // Lag 0 is the picture itself; of the others, as many as there are samples for.
    const points = report ? [[0, 1], ...report.lags.map((lag, i) => [lag, report.autocorrelation[i]])].filter(([, value]) => value !== null)
      : [];
    this.plot.set(points.map(([lag]) => /** @type {number} */ (lag)), [points.map(([, value]) => value)]);
    this.table.clear();
    for (const [lag, value] of points) this.table.append([/** @type {number} */ (lag), Number(value).toFixed(3)]);
    this.occupancy.update(report?.counted ? Float32Array.from(report.occupancy) : undefined);
    const number = (/** @type {number | null | undefined} */ value) => (value === null || value === undefined ? '–' : show(value));
    const blank = report ? report.observed * report.chains - report.counted : 0;
    /** @type {[string, string][]} */
    const rows = [
      [t('dream.observed'), report ? t('dream.observed.value', { samples: report.observed, chains: report.chains }) : '–'],
      ...(blank ? [/** @type {[string, string]} */ ([t('dream.observed.blank'), grouped(blank)])] : []),
      [t('dream.stay'), number(report?.samples_per_change)],
      [t('dream.time-constant'), number(report?.autocorrelation_time)],
      [t('dream.effective'), number(report?.effective_samples)],
    ];
    this.numbers.replaceChildren(...rows.flatMap(([name, value]) =>
      [make('dt', { textContent: name }), make('dd', { textContent: value })]));
  }
}
