// Ctrl+Z and its kin, where the page has no text field that would use them.

const TEXT = 'input:not([type=range], [type=checkbox], [type=radio]), textarea, [contenteditable]';

/** @param {() => boolean} active whether what they undo is in sight @param {{ undo: () => void, redo: () => void }} drawing */
export function onUndoKeys(active, { undo, redo }) {
  document.addEventListener('keydown', (event) => {
    const { ctrlKey, metaKey, altKey, shiftKey, defaultPrevented } = event;
    const key = event.key.toLowerCase();
    const wanted = key === 'z' ? (shiftKey ? redo : undo) : key === 'y' && !shiftKey ? redo : null;
    if (!wanted || defaultPrevented || altKey || ctrlKey === metaKey || !active()) return;
    if (/** @type {Element} */ (event.target).matches(TEXT) || document.querySelector('dialog[open], .driver-active')) return;
    event.preventDefault();
    wanted();
  });
}
