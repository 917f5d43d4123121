// The paper's numbers beside ours, what was tried, and what fails: fetched when first looked at.

import { messageOf } from '../../app/errors.js';
import { find, make } from '../../ui/dom.js';
import { tableRow } from '../../ui/table.js';
import { t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';

/**
 * @typedef {{ what: string, paper: string, ours: string, command: string, note: string }} Row
 * @typedef {'what' | 'paper' | 'ours' | 'note'} Column
 * @typedef {{ rows: Row[], tried: { what: string, outcome: string }[] }} Results
 */

const RESULTS = new URL('../../model/results.json', import.meta.url).href;
const FAILURES = Object.freeze({
  samples: new URL('../../model/failures-samples.png', import.meta.url).href,
  restorations: new URL('../../model/failures-restorations.png', import.meta.url).href,
});
/** @type {Column[]} */
const COLUMNS = ['what', 'paper', 'ours', 'note'];

/** What stands where the paper says nothing. */
const NONE = '–';

export class ResultsPanel {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.table = find(root, '#results');
    this.more = find(root, '#results-more');
    this.tried = find(root, '#tried');
    this.failures = find(root, '#failures');
    this.problem = find(root, '#results-problem');
    this.asked = false;
  }

  /** Fetches once; after a failure the next look tries again. */
  async update() {
    if (this.asked) return;
    this.asked = true;
    try {
      const response = await fetch(RESULTS);
      if (!response.ok) throw new Error(`the server answered ${response.status}`);
      this.show(await response.json());
      this.problem.textContent = '';
    } catch (error) {
      this.asked = false;
      write(this.problem, () => t('paper.results.problem', { reason: messageOf(error) }));
    }
  }

  /** Rows, each with its command below its note. @param {HTMLElement} table @param {Column[]} columns @param {Row[]} rows */
  fill(table, columns, rows) {
    const cell = (/** @type {Row} */ row, /** @type {Column} */ column) =>
      (column === 'note' ? make('div', {}, [row.note, make('code', { textContent: row.command })]) : row[column]);
    table.replaceChildren(
      make('thead', {}, [tableRow(columns.map((column) => () => t(`paper.results.${column}`)), 'th')]),
      make('tbody', {}, rows.map((row) => tableRow(columns.map((column) => cell(row, column))))),
    );
  }

  /** @param {Results} results */
  show({ rows, tried }) {
    this.fill(this.table, COLUMNS, rows.filter(({ paper }) => paper !== NONE));
    this.fill(this.more, COLUMNS.filter((column) => column !== 'paper'), rows.filter(({ paper }) => paper === NONE));
    this.tried.replaceChildren(...tried.map(({ what, outcome }) => make('li', {}, [make('b', { textContent: what }), ` ${outcome}`])));
    this.failures.replaceChildren(...Object.entries(FAILURES).map(([name, src]) => {
      const text = () => t(/** @type {import('../../strings/strings.js').Key} */ (`paper.failures.${name}`));
      return make('figure', {}, [make('img', { src, alt: text, loading: 'lazy' }), make('figcaption', { textContent: text })]);
    }));
  }
}
