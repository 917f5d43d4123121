// Whether this browser can run the core at all.

/** A module of one function that uses a 128-bit instruction. */
const SIMD_MODULE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]);

/** What is missing, in words, or an empty text. */
export function whatIsMissing() {
  if (typeof WebAssembly !== 'object') return 'This browser has no WebAssembly, or it is switched off.';
  if (!WebAssembly.validate(SIMD_MODULE)) {
    return 'This browser has no WebAssembly SIMD. Chrome 91, Firefox 89, Safari 16.4 and later have it.';
  }
  return '';
}
