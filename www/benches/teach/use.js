// Taking along what was taught: to the other benches, and as a file.

import { ACTION } from '../../client/protocol.js';
import { download } from '../../share/files.js';
import { t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';
import { find } from '../../ui/dom.js';

/** @import { Lessons } from '../../client/protocol.js' */

export class UsePanel {
  /**
   * @param {HTMLElement} root @param {import('../../app/session.js').Session} session
   * @param {() => Lessons} known what is taught now
   */
  constructor(root, session, known) {
    this.session = session;
    this.known = known;
    this.said = find(root, '#teach-used');
    this.busy = false;
    /** What the other benches were given. @type {Lessons | null} */
    this.given = null;
    this.buttons = ['#teach-hand-over', '#teach-download'].map((id) => /** @type {HTMLButtonElement} */ (find(root, id)));
    const [handOver, file] = this.buttons;
    handOver.onclick = () => this.withModel(async (bytes, given) => {
      if (!(await session.openTaughtModel(bytes))) return;
      this.given = given;
      write(this.said, () => t('teach.handed-over'));
    });
    file.onclick = () => this.withModel(async (bytes) => download(new Blob([bytes]), 'taught.safetensors'));
  }

  /** What goes wrong is told above all benches. @param {(bytes: Uint8Array<ArrayBuffer>, of: Lessons) => Promise<void>} work */
  async withModel(work) {
    if (this.busy) return;
    this.busy = true;
    this.said.textContent = '';
    const lessons = this.known();
    const bytes = await this.session.ask(ACTION.teachModel, { lessons });
    if (bytes) await work(bytes, lessons);
    this.busy = false;
  }

  /** @param {import('./bench.js').TeachState} state */
  update({ lessons }) {
    for (const button of this.buttons) button.disabled = !lessons.length;
    // What was taught since is not open there.
    if (this.given && this.given !== this.known()) this.said.textContent = '';
  }
}
