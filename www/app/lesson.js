// Lesson links hide parts of the page: `lesson=dream_denoise.spoil`, with a note of the teacher in `note`.
//
// A part is a bench (`dream`), a class of elements inside one (`denoise.spoil`), or of the header (`page.model`).

/** @typedef {{ hidden: string[], note: string }} Lesson */

const PART = /^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)?$/;
/** Longest list of parts and longest note that are read. */
const MOST_PARTS = 100;
const MOST_NOTE = 280;

/** @param {string} text @returns {string[] | null} null where the text names no parts */
function partsFrom(text) {
  const parts = text.split('_');
  return parts.length <= MOST_PARTS && parts.every((part) => PART.test(part)) ? parts : null;
}

/** @param {import('./link.js').LinkFields} link @returns {Lesson} */
export const lessonFrom = (link) => ({
  hidden: link.read('lesson', partsFrom) ?? [],
  note: link.read('note', (text) => (text.length <= MOST_NOTE ? text : null)) ?? '',
});

/** The fields of a link that keep a lesson. @param {Lesson} lesson @returns {Record<string, string>} */
export const lessonFields = ({ hidden, note }) => ({ ...(hidden.length && { lesson: hidden.join('_') }), ...(note && { note }) });

/** The elements of a part, as a selector. @param {string} part */
function selectorOf(part) {
  const [place, name] = part.split('.');
  if (!name) return `#tab-${place}`;
  return place === 'page' ? `header .${name}` : `#bench-${place} .${name}`;
}

/** Hides parts, those that are added later among them; the content security policy allows such a sheet. @param {string[]} parts */
export function hideParts(parts) {
  if (!parts.length) return;
  const sheet = new CSSStyleSheet();
  for (const part of parts) {
    sheet.insertRule(`${selectorOf(part)} { display: none !important; }`);
    // The style sheets give its room to others.
    const [place, name] = part.split('.');
    if (name) document.querySelector(`#bench-${place}`)?.classList.add(`without-${name}`);
  }
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
