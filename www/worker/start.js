// The start of a file, as much of it as its reader needs.

/** Bytes that are read first; as long as they tell too little, eight times as many. */
const FIRST = 65_536;

/**
 * @template Found
 * @param {Blob} file @param {number} size told apart, so that a large file is refused unread
 * @param {(start: Uint8Array) => Found | null} read null where more must be seen
 * @returns {Promise<Found | null>}
 */
export async function fromStart(file, size, read) {
  for (let bytes = FIRST; ; bytes *= 8) {
    const found = read(new Uint8Array(await file.slice(0, bytes).arrayBuffer()));
    if (found !== null || bytes >= size) return found;
  }
}
