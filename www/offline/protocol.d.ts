// What the page and its service worker say to each other, and what `build/dist.mjs` tells the latter.

/** A wish of the page. */
export interface Keep {
  /** How much is to be kept, as the service worker counts; 0 leaves that as it is. */
  level: number;
  /** The script that the page was opened with. */
  main: string;
}

/** What is kept. */
export interface Kept {
  level: number;
  /** Whether all of that level is there. */
  complete: boolean;
  bytes: number;
  /** Bytes of the whole page. */
  all: number;
}

declare global {
  /** Which version of the page this is: a hash of `FILES`. */
  const VERSION: string;
  /** Every file of the page: its path, the first digits of its SHA-256, its bytes, and the level from which on it is kept. */
  const FILES: [path: string, hash: string, bytes: number, level: number][];
}
