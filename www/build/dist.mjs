// Makes dist/, or the folder that is named: the page, scripts and styles without comments, with a content hash in every name but
// index.html, and says what it weighs.

import { init, parse } from 'es-module-lexer';
import { transform } from 'esbuild';
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const SOURCE = fileURLToPath(new URL('..', import.meta.url));
const TARGET = process.argv[2] ?? path.join(SOURCE, '..', 'dist');
const ASSETS = 'assets';

/** `new URL('…', import.meta.url)`: how scripts name the worker, the core and the model. */
const ASSET_URL = /new URL\(\s*(['"])([^'"]+)\1\s*,\s*import\.meta\.url\s*\)/g;
/** What index.html refers to, but for texts, which keep their names. */
const HTML_REFERENCE = /(href|src)="([^"#:]+)(?<!\.txt)"/g;

/** Files that a script names and fetches only when they are asked for; those of lazily imported scripts are, too. */
const ON_REQUEST = /paper\.safetensors$|\.(mixture|restorer)\.safetensors$|no-model-worker\.js$/;

/** Of every asset, by its path in the source: hashed name, weight, and what is fetched with it at once. */
const assets = new Map();

/** Replaces the parts of `text` that `references` gives as [start, end, path]. */
async function rewrite(text, references, rename) {
  let out = '';
  let at = 0;
  for (const [start, end, reference] of references) {
    out += text.slice(at, start) + (await rename(reference));
    at = end;
  }
  return out + text.slice(at);
}

/** A script or style sheet without its comments, its line ends and the names that only it knows. */
async function lean(file) {
  const { code } = await transform(await readFile(file, 'utf8'), {
    loader: path.extname(file).slice(1), target: 'esnext', legalComments: 'inline', minify: true,
  });
  return code;
}

/** The text of a script with the names of its references replaced, and those of them that are fetched with it. */
async function script(file) {
  const text = await lean(file);
  const found = parse(text)[0].filter((i) => i.n?.startsWith('.'));
  const imports = found.map((i) => {
    // The place of a dynamic import's name includes its quotes.
    const quote = i.d >= 0 ? 1 : 0;
    return [i.s + quote, i.e - quote, i.n];
  });
  const urls = [...text.matchAll(ASSET_URL)].map((match) => {
    const start = match.index + match[0].indexOf(match[2]);
    return [start, start + match[2].length, match[2]];
  });
  const references = [...imports, ...urls].sort((a, b) => a[0] - b[0]);
  const pathOf = (reference) => path.join(path.dirname(file), reference);
  const lazy = new Set(found.filter((i) => i.d >= 0).map((i) => i.n));
  const needs = references.map(([, , reference]) => reference).filter((reference) => !lazy.has(reference) && !ON_REQUEST.test(reference));
  return { needs: needs.map(pathOf), text: await rewrite(text, references, async (reference) => `./${await asset(pathOf(reference))}`) };
}

const weigh = (content) => ({ bytes: content.length, compressed: gzipSync(content, { level: 9 }).length });

/** Writes one asset, after those it refers to, and returns its hashed name. */
async function asset(file) {
  const known = assets.get(file);
  if (known) return known.name;
  const { name, ext } = path.parse(file);
  const { needs, text } = ext === '.js' ? await script(file) : { needs: [], text: ext === '.css' ? await lean(file) : null };
  const content = text === null ? await readFile(file) : Buffer.from(text);
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10);
  const hashed = `${name}-${hash}${ext}`;
  assets.set(file, { name: hashed, needs, ...weigh(content) });
  await writeFile(path.join(TARGET, ASSETS, hashed), content);
  return hashed;
}

await init;
await rm(TARGET, { recursive: true, force: true });
await mkdir(path.join(TARGET, ASSETS), { recursive: true });
const html = await readFile(path.join(SOURCE, 'index.html'), 'utf8');
const references = [...html.matchAll(HTML_REFERENCE)].map((match) => {
  const start = match.index + match[1].length + 2;
  return [start, start + match[2].length, match[2]];
});
const page = await rewrite(html, references, async (reference) => `${ASSETS}/${await asset(path.join(SOURCE, reference))}`);
await writeFile(path.join(TARGET, 'index.html'), page);
await cp(path.join(SOURCE, '..', 'LICENSE'), path.join(TARGET, 'LICENSE'));
await cp(path.join(SOURCE, 'THIRD-PARTY.txt'), path.join(TARGET, 'THIRD-PARTY.txt'));

const index = { ...weigh(Buffer.from(page)), needs: references.map(([, , reference]) => path.join(SOURCE, reference)) };
const rows = [['index.html', index], ...assets];
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(11);
for (const [file, { bytes, compressed }] of rows.sort((a, b) => b[1].compressed - a[1].compressed)) {
  console.log(path.relative(SOURCE, path.resolve(SOURCE, file)).padEnd(28), kilobytes(bytes), kilobytes(compressed));
}
/** What the browser fetches until a digit can be denoised. */
const first = new Set([index]);
for (const { needs } of first) needs.forEach((file) => first.add(assets.get(file)));
const sum = (key) => [...first].reduce((total, weights) => total + weights[key], 0);
console.log('first load'.padEnd(28), kilobytes(sum('bytes')), kilobytes(sum('compressed')), '(gzip)');
