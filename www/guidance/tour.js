// The tour: six steps over the Denoise bench, each of which can be the last.

import { addStyle } from '../ui/dom.js';
import { t } from '../strings/strings.js';
import { driver } from '../vendor/driver.esm.js';

/** Steps by the name of their words, and what they point at. */
const STEPS = /** @type {const} */ ([
  ['draw', '#bench-denoise .draw'],
  ['spoil', '#bench-denoise .spoil'],
  ['play', '#bench-denoise .transport'],
  ['network', '#bench-denoise .network'],
  ['result', '#bench-denoise .result'],
  ['benches', 'header [role=tablist]'],
]);

/** @param {import('../app/benches.js').Page} context */
export async function startTour({ goTo }) {
  await Promise.all([goTo({ bench: 'denoise' }), addStyle(new URL('../vendor/driver.css', import.meta.url).href),
    addStyle(new URL('./tour.css', import.meta.url).href)]);
  const moving = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  driver({
    animate: moving,
    smoothScroll: moving,
    popoverClass: 'tour',
    overlayOpacity: 0.55,
    disableActiveInteraction: true,
    skipMissingElement: true,
    showProgress: true,
    progressText: t('tour.progress', { current: '{{current}}', total: '{{total}}' }),
    nextBtnText: t('tour.next'),
    prevBtnText: t('tour.back'),
    doneBtnText: t('tour.done'),
    onPopoverRender({ closeButton, title, footer }) {
      closeButton.setAttribute('aria-label', t('tour.close'));
      // Its header and footer are not those of the page.
      for (const part of [title, footer]) part.setAttribute('role', 'presentation');
    },
    steps: STEPS.map(([name, element]) => ({ element, popover: { title: t(`tour.${name}`), description: t(`tour.${name}.text`) } })),
  }).drive();
}
