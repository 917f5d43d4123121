// A button beside every picture and chart that saves it: one helper for all benches, whatever they add later. A bench that has a menu for
// it, `.saves`, has an entry there for what is in sight instead.

import { t } from '../strings/strings.js';
import { make } from '../ui/dom.js';

/** What can be saved: pictures, charts, and grids of pictures as a whole. A canvas to draw on is none. */
const TARGETS = 'canvas[role="img"]:not(.ink, .grid *), .plot[role="img"], .grid:has(canvas)';

export class SaveButtons {
  /** @param {HTMLElement} root @param {(target: HTMLElement) => void} onSave */
  constructor(root, onSave) {
    this.root = root;
    this.onSave = onSave;
    /** @type {WeakMap<Element, HTMLElement>} */
    this.buttons = new WeakMap();
    this.waiting = false;
    const observer = new MutationObserver(() => this.soon());
    observer.observe(root, { childList: true, subtree: true });
    root.addEventListener('toggle', ({ target }) => {
      if (target instanceof HTMLDetailsElement && target.matches('.saves') && target.open) this.list(target);
    }, { capture: true });
    document.addEventListener('pointerdown', ({ target }) => this.close((menu) => !menu.contains(/** @type {Node} */ (target))));
    root.addEventListener('keydown', ({ key }) => key === 'Escape' && this.close(() => true));
    this.soon();
  }

  /** Closes those menus that are open; the focus does not stay in them. @param {(menu: HTMLDetailsElement) => boolean} which */
  close(which) {
    for (const menu of /** @type {NodeListOf<HTMLDetailsElement>} */ (this.root.querySelectorAll('.saves[open]'))) {
      if (!which(menu)) continue;
      if (menu.contains(document.activeElement)) menu.querySelector('summary')?.focus();
      menu.open = false;
    }
  }

  /** @param {HTMLDetailsElement} menu lists what can be saved of its bench now */
  list(menu) {
    const targets = /** @type {HTMLElement[]} */ ([...menu.closest('.bench')?.querySelectorAll(TARGETS) ?? []]);
    menu.querySelector('div')?.replaceChildren(...targets.filter((target) => target.checkVisibility()).map((target) => {
      const button = make('button', { type: 'button', textContent: shortName(target), onclick: () => {
        this.close(() => true);
        this.onSave(target);
      } });
      name(button, target);
      return button;
    }));
  }

  /** Tables and grids grow in many small changes: one look a frame is enough. */
  soon() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      for (const target of this.root.querySelectorAll(TARGETS)) this.offer(/** @type {HTMLElement} */ (target));
    });
  }

  /** @param {HTMLElement} target */
  offer(target) {
    if (target.closest('.bench')?.querySelector('.saves')) return;
    const known = this.buttons.get(target);
    if (known?.isConnected) return name(known, target);
    // What is shown only where two settings are compared, or only where not, has its button then.
    const shown = ['only-b', 'not-b'].filter((name) => target.classList.contains(name));
    const button = make('button', { type: 'button', className: ['save', ...shown].join(' '), title: () => t('save.open'), onclick: () =>
      this.onSave(target) });
    name(button, target);
    this.buttons.set(target, button);
    const figure = target.closest('figure');
    if (!figure) return target.before(button);
    const caption = figure.querySelector('figcaption') ?? figure.appendChild(make('figcaption'));
    caption.prepend(button);
  }
}

/** What follows a semicolon is for those who hear the page. @param {HTMLElement} target */
const shortName = (target) => (target.getAttribute('aria-label') ?? '').split(';')[0];

/** What is saved is called by the name of the moment. @param {HTMLElement} button @param {HTMLElement} target */
const name = (button, target) => button.setAttribute('aria-label', t('save.one', { name: target.getAttribute('aria-label') ?? '' }));
