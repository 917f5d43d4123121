// Loading and failure: what is going on, why it went wrong, and a way to try again.

import { grouped, t } from '../strings/strings.js';
import { find } from './dom.js';

/** @typedef {import('../app/state.js').Loading} Loading */

/** @param {import('../client/protocol.js').Download} download */
const far = ({ what, received }) => t('loading.kilobytes', { what: t(`fetch.${what}`), count: grouped(Math.round(received / 1000)) });

export class NoticePanel {
  /** @param {HTMLElement} root @param {() => void} onRetry */
  constructor(root, onRetry) {
    this.root = root;
    this.title = find(root, 'h2');
    this.text = find(root, 'p');
    this.progress = /** @type {HTMLProgressElement} */ (find(root, 'progress'));
    this.retry = find(root, 'button');
    this.retry.onclick = onRetry;
  }

  /** @param {Loading} loading */
  update({ status, problem, download }) {
    this.root.hidden = status === 'ready' || status === 'reopening';
    this.root.classList.toggle('failed', status === 'failed');
    this.retry.hidden = status !== 'failed';
    this.progress.hidden = status !== 'loading';
    this.title.textContent = t(status === 'failed' ? 'loading.failed' : 'loading.title');
    this.text.textContent = status === 'failed' ? t('loading.kept', { problem }) : download ? far(download) : t('loading.start');
    if (download?.total) Object.assign(this.progress, { max: download.total, value: download.received });
    else this.progress.removeAttribute('value');
  }
}
