// Dragging by one pointer: until it ends, a palm, a second finger or another mouse button changes nothing.

/** The end of a pen that rubs out, as browsers number the buttons. */
const ERASER = 5;

/**
 * @param {HTMLElement} surface
 * @param {{ onDown: (event: PointerEvent, erasing: boolean) => void, onMove: (event: PointerEvent) => void, onEnd?: () => void }} events
 *   erasing: it is the other end of a pen
 */
export function onDrag(surface, { onDown, onMove, onEnd = () => {} }) {
  /** The pointer that drags. @type {number | null} */
  let dragging = null;
  surface.addEventListener('pointerdown', (event) => {
    // Whose end was never told holds the surface no longer.
    if (dragging !== null && surface.hasPointerCapture(dragging)) return;
    const erasing = event.pointerType === 'pen' && event.button === ERASER;
    if (event.button !== 0 && !erasing) return;
    surface.setPointerCapture(event.pointerId);
    dragging = event.pointerId;
    onDown(event, erasing);
  });
  surface.addEventListener('pointermove', (event) => event.pointerId === dragging && onMove(event));
  for (const end of ['pointerup', 'pointercancel', 'lostpointercapture']) {
    surface.addEventListener(end, (event) => {
      if (/** @type {PointerEvent} */ (event).pointerId !== dragging) return;
      dragging = null;
      onEnd();
    });
  }
}
