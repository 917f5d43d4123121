// What went wrong, as a part of a sentence.

/** @param {unknown} error */
export const reasonOf = (error) => (error instanceof Error ? error.message || error.name : String(error)).replace(/\.$/, '');
