// Numbers as the page shows them, everywhere: what is none, or beyond all bounds, is a dash.

const NONE = '–';

/** @param {(value: number) => string} format @returns {(value: number | null | undefined) => string} */
const where = (format) => (value) => (typeof value === 'number' && Number.isFinite(value) ? format(value) : NONE);

/** With so many decimals. @param {number | null | undefined} value @param {number} digits */
export const fixed = (value, digits) => where((value) => value.toFixed(digits))(value);

/** Rounded to so many figures, without zeros at the end. @param {number | null | undefined} value @param {number} figures */
export const figures = (value, figures) => where((value) => String(Number(value.toPrecision(figures))))(value);

/** A share in percent. @param {number | null | undefined} share */
export const percent = where((share) => String(Math.round(100 * share)));

/** A whole number whose thousands stand apart by a thin space: commas and points mean something else in other languages. */
export const grouped = where((value) => value.toLocaleString('en').replaceAll(',', '\u202f'));
