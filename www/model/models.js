// The models beside the page, with the checksums (CRC-32) of their files. Only the one that is asked for is fetched, its
// mixture and its restorer when something needs them.

/** @type {Record<'default' | 'paper', import('../client/protocol.js').ModelSource>} */
export const MODELS = Object.freeze({
  default: {
    url: new URL('./default.safetensors', import.meta.url).href,
    crc32: 0xb02dd094,
    mixture: { url: new URL('./default.mixture.safetensors', import.meta.url).href, crc32: 0x9d121ce1 },
    restorer: { url: new URL('./default.restorer.safetensors', import.meta.url).href, crc32: 0x36ae1cc3 },
  },
  paper: {
    url: new URL('./paper.safetensors', import.meta.url).href,
    crc32: 0x043916ce,
    mixture: { url: new URL('./paper.mixture.safetensors', import.meta.url).href, crc32: 0xaf2acb23 },
  },
});
