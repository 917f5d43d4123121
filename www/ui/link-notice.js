// What a link held that could not be used: said once, until the visitor closes it.

import { WHOLE, refused } from '../app/link.js';
import { t } from '../strings/strings.js';
import { write } from '../strings/written.js';
import { find } from './dom.js';

/** Longest value that is shown whole. */
const LONGEST = 24;

export class LinkNoticePanel {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.text = find(root, 'p');
    /** Fields that have been said. */
    this.said = 0;
    find(root, 'button').onclick = () => (root.hidden = true);
  }

  update() {
    if (refused.size === this.said) return;
    this.said = refused.size;
    const short = (/** @type {string} */ value) => (value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value);
    const whole = refused.get(WHOLE);
    const fields = [...refused].map(([name, value]) => `${name}=${short(value)}`).join(', ');
    write(this.text, () => (whole ? t('link.foreign', { fragment: short(whole) }) : t('link.refused', { fields })));
    this.root.hidden = false;
  }
}
