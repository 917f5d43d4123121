// What went wrong, in words.

/** @param {unknown} error */
export const messageOf = (error) => (error instanceof Error ? error.message || error.name : String(error));

/** As a sentence. @param {unknown} error */
export const sentence = (error) => messageOf(error).replace(/(?<![.!?])$/, '.');

/** As a part of a sentence. @param {unknown} error */
export const reasonOf = (error) => messageOf(error).replace(/\.$/, '');
