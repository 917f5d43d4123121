// Tooltips for the keyboard: what a control's `title` says, as soon as the keyboard reaches the control. Screen readers
// hear the title itself.

import { make } from '../ui/dom.js';

/** Pixels between a control and its tip, and between a tip and the window's edge. */
const GAP = 6;

export function showTips() {
  const tip = make('div', { id: 'tip', popover: 'manual' });
  tip.setAttribute('aria-hidden', 'true');
  document.body.append(tip);
  const hide = () => tip.matches(':popover-open') && tip.hidePopover();

  document.addEventListener('focusin', ({ target }) => {
    hide();
    const control = /** @type {HTMLElement} */ (target);
    const text = control.closest('[title]')?.getAttribute('title');
    if (!text || !control.matches(':focus-visible')) return;
    tip.textContent = text;
    // Above an open dialog.
    (control.closest('dialog') ?? document.body).append(tip);
    tip.showPopover();
    const box = control.getBoundingClientRect();
    const below = box.bottom + GAP + tip.offsetHeight <= innerHeight;
    tip.style.top = `${below ? box.bottom + GAP : Math.max(GAP, box.top - GAP - tip.offsetHeight)}px`;
    tip.style.left = `${Math.max(GAP, Math.min(box.left, innerWidth - tip.offsetWidth - GAP))}px`;
  });
  document.addEventListener('focusout', hide);
  // It lies over other controls, whose presses it lets through.
  document.addEventListener('pointerdown', hide, { capture: true });
  document.addEventListener('scroll', hide, { capture: true, passive: true });
  document.addEventListener('keydown', ({ key }) => key === 'Escape' && hide());
}
