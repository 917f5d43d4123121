// What there is to see on, and what the visitor wants of it.

/** Whether the visitor wants no motion. */
export const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Whether benches are one column, as their style sheets have it. */
export const narrow = () => matchMedia('(max-width: 999px)').matches;

/** On a narrow screen what one looks at lies below what one presses. @param {Element} element @param {ScrollBehavior} [behavior] */
export function bringIntoSight(element, behavior) {
  if (narrow()) element.scrollIntoView({ block: 'start', behavior });
}

export const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
