// Tables of words and numbers.

import { make } from './dom.js';

/**
 * A row, whose first cell may be the head of it.
 * @param {readonly (Node | import('../strings/strings.js').Saying)[]} cells @param {'td' | 'th'} [tag] @param {'td' | 'th'} [first]
 */
export const tableRow = (cells, tag = 'td', first = tag) => make('tr', {}, cells.map((cell, i) => make(i ? tag : first, {}, [cell])));
