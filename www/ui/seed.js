// The number that seeds what is random, and the die that throws another: the same on every bench.

const DIE = `<svg viewBox="0 0 20 20" aria-hidden="true"><rect x="2" y="2" width="16" height="16" rx="3"/>${
  [[6.5, 6.5], [13.5, 6.5], [10, 10], [6.5, 13.5], [13.5, 13.5]].map(([x, y]) => `<circle cx="${x}" cy="${y}" r="1.4"/>`).join('')}</svg>`;

/** @param {string} id what the names of its field and its button begin with */
export const seedMarkup = (id) => `
  <label class="field seed"><span data-t="seed.label"></span>
    <input type="number" id="${id}-seed" data-t-title="seed.help" min="0" max="4294967295" step="1"></label>
  <button type="button" id="${id}-die" data-shortcut="seed" class="die" data-t-title="seed.die" data-t-label="seed.die">${DIE}</button>`;
