// What mail and chat programs do to links, undone where it can mean one thing only.

/** Most times that a link is taken to have been encoded once more. */
const MOST_ENCODINGS = 4;
/** Fragments that begin as ours do, but for what stands before. */
const PLAIN = /^v=\d+(&|$)/;
/** Such ones of which `=` or `&` was encoded, once or several times. */
const ENCODED = /^v(=|%(25)*3D)\d+(&|%(25)*26|$)/i;
/** A percent sign that was encoded once only, which a note's own sign of that kind would stand among. */
const ONCE = /%(?!25[0-9a-f]{2})/i;
/** What ends a sentence, a quotation or an emphasis. */
const SIGNS = '.,;:!?)]}>"\'`’‘”“»«›‹*_~|。，、！？）」』';

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whether a fragment was encoded once more than ours are. @param {string} text */
const encoded = (text) => (!PLAIN.test(text) && ENCODED.test(text)) || (text.includes('%25') && !ONCE.test(text));

/** The fragment of a link as it was written. @param {string} fragment */
export function unspoilt(fragment) {
  // A second `#`, a slash or a quotation mark before, and a browser's own note of what it should mark.
  let text = fragment.replace(/^(%23|%22|[#/?!&"])+/, '').replace(/:~:.*$/, '');
  for (let i = 0; i < MOST_ENCODINGS && encoded(text); i++) text = decoded(text);
  // Quoted-printable, as mail programs keep it: `=` is encoded, and ends the lines.
  if (text.startsWith('v=3D')) text = text.replace(/=(\s|%0D|%0A|%20)+/gi, '').replaceAll('=3D', '=');
  return text
    // Line ends, and signs that show where a line may end.
    .replace(/%0D|%0A|%09|%C2%AD|%E2%80%8B|%E2%81%A0|%EF%BB%BF|[\r\n\t\u00ad\u200b\u2060\ufeff]/gi, '')
    // Text that was taken for HTML: `&` as it is written there, and `&not` as it is read there.
    .replace(/&((amp|#38|#x26)(;|%3B))+/gi, '&')
    .replace(/(¬|%C2%AC)e=/gi, '&note=');
}

/**
 * What a field may have held before its link was sent, the likeliest first: encoded once less, without what a web site
 * added, without spaces; and so without the signs that end a sentence or a quotation.
 * @param {string} text @returns {string[]}
 */
export function tidied(text) {
  const bare = decoded(text).replace(/\?\w+=.*$/s, '').replace(/\s/g, '');
  let end = bare.length;
  while (end > 0 && SIGNS.includes(bare[end - 1])) end--;
  // Several dots say that something is missing.
  const ended = bare.slice(end).includes('..') ? '' : bare.slice(0, end);
  return [bare, ended].filter((found) => found !== text && found !== '');
}
