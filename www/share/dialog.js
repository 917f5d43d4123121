// The Share dialog: the link, a lesson made of it, the page in a frame, the restoration as an animation, and how to cite.

import { SIDE } from '../client/pixels.js';
import { messageOf } from '../app/errors.js';
import { lessonFields } from '../app/lesson.js';
import { linkText } from '../app/link.js';
import { fill, find, make } from '../ui/dom.js';
import { t } from '../strings/strings.js';
import { write } from '../strings/written.js';
import { PAPER, page } from './cite.js';
import { copy } from './copy.js';
import { fileName } from './files.js';
import { LessonPicker } from './lesson-picker.js';
import { MARKUP } from './markup.js';

/** Sizes of an animation: pixels of the file for one of the picture. */
const TIMES = [5, 10, 20];
const USUAL_TIMES = 10;
/** Milliseconds that a button says what came of it. */
const SAID = 2000;
/** Size of the frame that the embedding code asks for. */
const FRAME = { width: 760, height: 720 };

export class ShareDialog {
  /** @param {import('./sharing.js').SharingPanel} sharing */
  constructor(sharing) {
    this.sharing = sharing;
    this.dialog = document.body.appendChild(make('dialog', { className: 'share-dialog' }));
    this.dialog.setAttribute('aria-labelledby', 'share-title');
    fill(this.dialog, MARKUP);
    for (const button of this.dialog.querySelectorAll('[data-copies]')) this.copies(/** @type {HTMLButtonElement} */ (button));
    this.picker = new LessonPicker(find(this.dialog, '#lesson-parts'), () => this.writeLesson());
    this.byHand = find(this.dialog, '#share-by-hand');
    this.note = /** @type {HTMLInputElement} */ (find(this.dialog, '#lesson-note'));
    this.note.oninput = () => this.writeLesson();
    this.size = /** @type {HTMLSelectElement} */ (find(this.dialog, '#animation-size'));
    this.size.append(...TIMES.map((times) => make('option', { value: String(times),
      textContent: () => t('save.pixels', { width: SIDE * times, height: SIDE * times }), selected: times === USUAL_TIMES })));
    this.make = /** @type {HTMLButtonElement} */ (find(this.dialog, '#animation-make'));
    this.make.onclick = () => this.animate().catch((error) => {
      this.make.disabled = false;
      this.progress.hidden = true;
      write(find(this.dialog, '#animation-lead'), () =>
        t('own.failed', { reason: messageOf(error) }));
    });
    this.progress = /** @type {HTMLProgressElement} */ (find(this.dialog, '#animation-progress'));
    this.image = /** @type {HTMLImageElement} */ (find(this.dialog, '#animation'));
    write(this.image, () => t('animation.title'), 'alt');
    this.save = /** @type {HTMLAnchorElement} */ (find(this.dialog, '#animation-save'));
    /** Whose animation is shown. @type {import('../client/protocol.js').Frame[] | null} */
    this.animated = null;
  }

  /** @param {string} id @param {string} text */
  write(id, text) {
    /** @type {HTMLInputElement | HTMLTextAreaElement} */ (find(this.dialog, `#${id}`)).value = text;
  }

  open() {
    const { state } = this.sharing.store;
    this.url = this.sharing.currentLink();
    this.write('share-link', this.url);
    const { model } = state;
    write(find(this.dialog, '#share-lead'), () => t(model === 'own' ? 'share.lead.own' : 'share.lead'));
    const address = new URL(this.url);
    address.search = 'embed';
    const size = `width="${FRAME.width}" height="${FRAME.height}"`;
    const how = 'title="Targetprop Playground" loading="lazy" allow="clipboard-write" style="border:0; max-width:100%"';
    this.write('embed-code', `<iframe src="${address.href.replaceAll('&', '&amp;')}" ${size} ${how}></iframe>`);
    this.picker.show(state.bench, this.sharing.lesson.hidden);
    this.note.value = this.sharing.lesson.note;
    this.writeLesson();
    const { frames, computing } = state.denoise;
    const steps = frames.length;
    if (frames !== this.animated) this.image.hidden = this.save.hidden = true;
    this.make.disabled = steps === 0 || computing;
    const none = this.make.disabled;
    write(find(this.dialog, '#animation-lead'), () => (none ? t('animation.none') : t('animation.lead', { steps })));
    this.write('cite-paper', PAPER);
    address.search = address.hash = '';
    this.write('cite-page', page(address.href, state.card?.date ?? ''));
    this.byHand.textContent = '';
    this.dialog.showModal();
  }

  writeLesson() {
    const url = new URL(/** @type {string} */ (this.url));
    const fields = new URLSearchParams(url.hash.slice(1));
    for (const name of ['lesson', 'note']) fields.delete(name);
    url.hash = linkText([...fields, ...Object.entries(lessonFields({ hidden: this.picker.hidden, note: this.note.value.trim() }))]);
    this.write('lesson-link', url.href);
  }

  /** @param {HTMLButtonElement} button copies the text that it stands beside */
  copies(button) {
    const field = /** @type {HTMLInputElement | HTMLTextAreaElement} */ (find(this.dialog, `#${button.dataset.copies}`));
    field.onfocus = () => field.select();
    button.onclick = async () => {
      const copied = await copy(field);
      write(button, () => t(copied ? 'share.copied' : 'share.by-hand'));
      write(this.byHand, () => (copied ? '' : t('share.by-hand.how')));
      setTimeout(() => write(button, () => t('share.copy')), SAID);
    };
  }

  async animate() {
    const { spoilt, denoise: { frames } } = this.sharing.store.state;
    if (!spoilt || !frames.length) return;
    const times = Number(this.size.value);
    this.animated = frames;
    this.make.disabled = true;
    this.image.hidden = this.save.hidden = true;
    this.progress.hidden = false;
    const { animate } = await import('./animation.js');
    const bytes = await animate(spoilt.image, frames.map(({ picture }) => picture), times, (share) => {
      this.progress.value = share;
      return this.dialog.open;
    });
    this.make.disabled = false;
    this.progress.hidden = true;
    if (!bytes) return;
    URL.revokeObjectURL(this.image.src);
    const url = URL.createObjectURL(new Blob([bytes], { type: 'image/gif' }));
    Object.assign(this.image, { src: url, width: SIDE * times, height: SIDE * times, hidden: false });
    Object.assign(this.save, { href: url, hidden: false });
    write(this.save, () => fileName(t('animation.file'), 'gif'), 'download');
    write(this.save, () => t('animation.save', { size: Math.ceil(bytes.length / 1000) }));
  }
}
