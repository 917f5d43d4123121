// A menu that has lost its choice, as extensions and restored forms bring it about, chooses nothing.

/** What a menu that no state holds begins with, and comes back to. @param {HTMLSelectElement} menu @param {string} value */
export function beginWith(menu, value) {
  for (const option of menu.options) option.defaultSelected = option.value === value;
}

/** @param {Document} page @param {() => void} draw shows again what is chosen, in the menus that show a part of the state */
export function keepMenusChosen(page, draw) {
  /** What the others held last. @type {WeakMap<HTMLSelectElement, number>} */
  const held = new WeakMap();
  const guard = (/** @type {Event} */ event) => {
    const menu = event.target;
    if (!(menu instanceof HTMLSelectElement)) return;
    if (menu.selectedIndex >= 0) return void held.set(menu, menu.selectedIndex);
    event.stopPropagation();
    draw();
    if (menu.selectedIndex < 0) {
      menu.selectedIndex = held.get(menu) ?? Math.max(0, [...menu.options].findIndex((option) => option.defaultSelected));
    }
  };
  for (const name of ['input', 'change']) page.addEventListener(name, guard, { capture: true });
}
