// Files that come with the page, fetched whole: silence ends the waiting, and where that may help a second try follows.

/**
 * @import { Download, Fetched, Words } from '../client/protocol.js'
 * @import { Job } from './job.js'
 */

/** Milliseconds without a byte after which a fetch is given up. */
const SILENCE = 20_000;
const TRIES = 2;
/** How packed files begin. */
const GZIP = [0x1f, 0x8b];

/** A file that did not come, in words of the page. */
export class FetchProblem extends Error {
  /** @param {Words['key']} key @param {Record<string, string | number>} values */
  constructor(key, values) {
    super(key);
    this.words = { key, values };
  }
}

/**
 * The bytes of a file, unpacked where it is packed and the host has not done so; `tell` hears how far it has come.
 * @param {string} url @param {Fetched} what @param {(download: Download) => void} tell
 * @param {(bytes: Uint8Array<ArrayBuffer>) => boolean | Promise<boolean>} [whole] whether it is as it was shipped
 */
export async function fetchWhole(url, what, tell, whole = () => true) {
  for (let attempt = 1; ; attempt++) {
    try {
      // What the browser keeps may be what was wrong.
      const bytes = await fetchOnce(url, what, attempt > 1 ? 'reload' : 'default', tell);
      if (!(await whole(bytes))) throw new FetchProblem('fetch.damaged', { what, url, far: far(bytes.length, 0) });
      return bytes;
    } catch (error) {
      const hopeless = !(error instanceof FetchProblem) || error.words.key === 'fetch.status';
      if (hopeless || attempt === TRIES) throw error;
    }
  }
}

/** @param {string} url @param {Fetched} what @param {RequestCache} cache @param {(download: Download) => void} tell */
async function fetchOnce(url, what, cache, tell) {
  const silence = new AbortController();
  let timer = 0;
  const listen = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), SILENCE);
  };
  let received = 0;
  let total = 0;
  const heard = () => {
    tell({ what, received, total });
    listen();
  };
  try {
    heard();
    const response = await fetch(url, { cache, signal: silence.signal });
    if (!response.ok) throw new FetchProblem('fetch.status', { what, url, status: response.status });
    // The length of a compressed body is not that of the file.
    if (!response.headers.get('content-encoding')) total = Number(response.headers.get('content-length') ?? 0);
    /** @type {Uint8Array<ArrayBuffer>[]} */
    const chunks = [];
    for (const reader = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (response.body).getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      received += value.length;
      heard();
    }
    const body = new Blob(chunks);
    const start = new Uint8Array(await body.slice(0, GZIP.length).arrayBuffer());
    const packed = GZIP.every((byte, i) => start[i] === byte);
    return new Uint8Array(await new Response(packed ? body.stream().pipeThrough(new DecompressionStream('gzip')) : body).arrayBuffer());
  } catch (error) {
    if (error instanceof FetchProblem) throw error;
    const key = silence.signal.aborted ? 'fetch.silent' : received ? 'fetch.cut' : 'fetch.offline';
    throw new FetchProblem(key, { what, url, seconds: SILENCE / 1000, far: far(received, total) });
  } finally {
    clearTimeout(timer);
  }
}

/** How far a file has come. @param {number} received @param {number} total 0 where that is not known */
function far(received, total) {
  const kilobytes = (/** @type {number} */ bytes) => Math.round(bytes / 1000);
  return `${total ? `${kilobytes(received)} / ${kilobytes(total)}` : kilobytes(received)} kB`;
}

/**
 * Makes what starts the core, which is fetched once; a start that failed can be tried again.
 * @param {(source: { module_or_path: Uint8Array<ArrayBuffer> }) => Promise<unknown>} init @param {string} url
 * @returns {(job: Job) => Promise<unknown>}
 */
export function starter(init, url) {
  /** @type {Promise<unknown> | null} */
  let started = null;
  return (job) =>
    (started ??= fetchWhole(url, 'core', (download) => job.post(download))
      .then((bytes) => init({ module_or_path: bytes }))
      .catch((error) => {
        started = null;
        throw error;
      }));
}
