// Makes dist/, or the folder that is named: the page, its scripts merged, scripts and styles without comments, what hosts seldom
// compress packed, with a content hash in the name of every asset, and the list by which a browser keeps them; says what it weighs.
// With --compressed, a copy for servers that send such copies stands beside every file that becomes smaller: .br and .gz.

import { build, transform } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const SOURCE = fileURLToPath(new URL('..', import.meta.url));
const { values: { compressed: wantsCopies }, positionals: [TARGET = path.join(SOURCE, '..', 'dist')] } =
  parseArgs({ allowPositionals: true, options: { compressed: { type: 'boolean', default: false } } });
const ASSETS = 'assets';

/** The script of the page and those of its workers: each is merged with what it imports. */
const PAGE = 'main.js';
const WORKERS = ['worker/model-worker.js', 'worker/no-model-worker.js'];
/** `new URL('…', import.meta.url)`: how scripts name the worker, the core and the model. */
const ASSET_URL = /new URL\(\s*(['"])([^'"]+)\1\s*,\s*import\.meta\.url\s*\)/g;
/** What index.html refers to, but for texts and the manifest, which keep their names. */
const HTML_REFERENCE = /(href|src)="([^"#:]+)(?<!\.txt|\.webmanifest)"/g;
/** What the manifest refers to. */
const ICON = /("src": )"([^"]+)"/g;

/** What hosts seldom compress and pages can unpack: it is kept packed. */
const PACKED = ['.safetensors', '.wasm'];
/** Files that a script names and fetches only when they are asked for; those of lazily imported scripts are, too. */
const ON_REQUEST = /paper\.safetensors$|\.(mixture|restorer)\.safetensors$|no-model-worker\.js$/;
/** What the model that the page opens with restores by: fetched on request, and a part of what the first bench needs. */
const RESTORES = /^default\.(mixture|restorer)-.*\.safetensors/;
/** Another model than the one that the page opens with: kept on a device where its owner asks for it. */
const OTHER_MODEL = /^paper[.-].*\.safetensors/;
/** Words of another language, which its first load fetches. */
const LANGUAGE = /strings\/[a-z]{2}\.js$/;

/** Of every asset, by its path in the source or its name: its name, its weight, and what is fetched with it at once. */
const assets = new Map();
/** Names of assets that are written or on their way, by their path in the source: scripts ask for them side by side. */
const names = new Map();
/** Of every file, by its path in the target: the first digits of its hash, and its weight. */
const written = new Map();

/** What `pattern`, whose second group is a path, finds in `text`, as [start, end, path]. */
const referencesIn = (text, pattern) => [...text.matchAll(pattern)].map((match) => {
  const start = match.index + match[0].lastIndexOf(match[2]);
  return [start, start + match[2].length, match[2]];
});

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

/** A style sheet, or a script that imports nothing, without comments, line ends and the names that only it knows. */
async function lean(file) {
  const { code } = await transform(await readFile(file, 'utf8'), {
    loader: path.extname(file).slice(1), target: 'esnext', legalComments: 'inline', minify: true,
  });
  return code;
}

const hashOf = (content) => createHash('sha256').update(content).digest('hex').slice(0, 10);

/** Writes a file of the target, and returns its weight. */
async function write(name, content) {
  const weight = { bytes: content.length, compressed: gzipSync(content, { level: 9 }).length };
  written.set(name, { hash: hashOf(content), ...weight });
  await writeFile(path.join(TARGET, name), content);
  if (wantsCopies) await writeCopies(name, content);
  return weight;
}

/** Writes what servers send in place of a file, where that is smaller. */
async function writeCopies(name, content) {
  for (const [ending, copy] of [['.br', brotliCompressSync(content)], ['.gz', gzipSync(content, { level: 9 })]]) {
    if (copy.length < content.length) await writeFile(path.join(TARGET, name + ending), copy);
  }
}

/** The name of an asset, which is written when it is first asked for. @returns {Promise<string>} */
function asset(file) {
  if (!names.has(file)) names.set(file, assets.has(file) ? Promise.resolve(assets.get(file).name) : writeAsset(file));
  return names.get(file);
}

/** Writes one asset and returns its name. */
async function writeAsset(file) {
  const { name, ext } = path.parse(file);
  const packed = PACKED.includes(ext);
  const content = ['.css', '.js'].includes(ext) ? Buffer.from(await lean(file)) : await readFile(file);
  const hashed = `${name}-${hashOf(content)}${ext}${packed ? '.gzip' : ''}`;
  const body = packed ? gzipSync(content, { level: 9 }) : content;
  assets.set(file, { name: hashed, needs: [], ...(await write(`${ASSETS}/${hashed}`, body)) });
  return hashed;
}

/** Writes scripts, each merged with all that it imports at once; what it imports on request is merged for itself. */
async function merge(entries) {
  /** What the scripts of the source name by `ASSET_URL`. @type {Map<string, string[]>} */
  const named = new Map();
  const load = async ({ path: file }) => {
    const text = await readFile(file, 'utf8');
    const references = referencesIn(text, ASSET_URL);
    const pathOf = (reference) => path.join(path.dirname(file), reference);
    named.set(file, references.map(([, , reference]) => pathOf(reference)));
    return { contents: await rewrite(text, references, async (reference) => `./${await asset(pathOf(reference))}`) };
  };
  const { outputFiles, metafile } = await build({
    absWorkingDir: SOURCE, entryPoints: entries, outdir: ASSETS, entryNames: '[name]-[hash]', chunkNames: '[name]-[hash]',
    bundle: true, splitting: true, format: 'esm', target: 'esnext', minify: true, legalComments: 'inline', metafile: true, write: false,
    plugins: [{ name: 'assets', setup: ({ onLoad }) => onLoad({ filter: /\.js$/ }, load) }],
  });
  for (const { path: place, contents } of outputFiles) {
    const output = path.relative(SOURCE, place);
    const { imports, inputs, entryPoint } = metafile.outputs[output];
    const files = Object.keys(inputs).flatMap((input) => named.get(path.join(SOURCE, input)) ?? []);
    const imported = imports.filter(({ kind }) => kind === 'import-statement').map(({ path: name }) => path.basename(name));
    const needs = [...imported, ...files.filter((file) => !ON_REQUEST.test(file))];
    const name = path.basename(output);
    const known = { name, imports: imported, needs, ...(await write(output, contents)) };
    assets.set(name, known);
    if (entryPoint) assets.set(path.join(SOURCE, entryPoint), known);
  }
}

/** All that is fetched with some assets, and they themselves. */
function closureOf(found) {
  const all = new Set(found);
  for (const { needs } of all) needs.forEach((file) => all.add(assets.get(file)));
  return all;
}

await rm(TARGET, { recursive: true, force: true });
await mkdir(path.join(TARGET, ASSETS), { recursive: true });
await merge(WORKERS);
await merge([PAGE]);

/** Writes a file that keeps its name, after the assets that `pattern` finds in it; its weight, and those. */
async function entrance(name, pattern, finish = (text) => text) {
  const text = await readFile(path.join(SOURCE, name), 'utf8');
  const references = referencesIn(text, pattern);
  const named = await rewrite(text, references, async (reference) => `${ASSETS}/${await asset(path.join(SOURCE, reference))}`);
  return { ...(await write(name, Buffer.from(finish(named)))), needs: references.map(([, , reference]) => path.join(SOURCE, reference)) };
}

/** Names what the script of the page imports, so that all of it is fetched together. */
function preload(text) {
  const script = '<script type="module"';
  const page = assets.get(path.join(SOURCE, PAGE));
  if (!text.includes(`${script} src="${ASSETS}/${page.name}"`)) throw new Error(`index.html: expected ${script} with ${PAGE}`);
  const links = page.imports.map((name) => `<link rel="modulepreload" href="${ASSETS}/${name}">\n    `);
  return text.replace(script, links.join('') + script);
}

const index = await entrance('index.html', HTML_REFERENCE, preload);
await entrance('manifest.webmanifest', ICON);
for (const text of [path.join(SOURCE, '..', 'LICENSE'), path.join(SOURCE, 'THIRD-PARTY.txt')]) {
  await write(path.basename(text), await readFile(text));
}

/** What the browser fetches until a digit can be drawn and spoilt; what it fetches besides until it is restored. */
const first = closureOf([index]);
const restoring = [...assets.values()].filter(({ name }) => RESTORES.test(name));
/** What is kept on a device at once: the first load, in every language, and what restores. */
const atOnce = closureOf([...first, ...restoring, ...[...assets].filter(([file]) => LANGUAGE.test(file)).map(([, known]) => known)]);
const early = new Set(['index.html', ...[...atOnce].map(({ name }) => `${ASSETS}/${name}`)]);
const levelOf = (name) => (early.has(name) ? 1 : OTHER_MODEL.test(path.basename(name)) ? 3 : 2);
// In an order of its own: the same files are the same version.
const kept = [...written].sort(([one], [other]) => (one < other ? -1 : 1))
  .map(([name, weight]) => ({ name, level: levelOf(name), ...weight }));
const files = kept.map(({ name, hash, bytes, level }) => [name, hash, bytes, level]);
const list = JSON.stringify(files);
const worker = await lean(path.join(SOURCE, 'offline/service-worker.js'));
await write('sw.js', Buffer.from(`const VERSION="${hashOf(list)}",FILES=${list};\n${worker}`));

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(11);
for (const { name, bytes, compressed } of kept.toSorted((a, b) => b.compressed - a.compressed)) {
  console.log(path.basename(name).padEnd(48), kilobytes(bytes), kilobytes(compressed));
}
const sum = (weights, key) => weights.reduce((total, weight) => total + weight[key], 0);
const say = (what, weights) =>
  console.log(what.padEnd(48), kilobytes(sum(weights, 'bytes')), kilobytes(sum(weights, 'compressed')), '(gzip)');
say('everything', kept);
say('all that is kept unasked', kept.filter(({ level }) => level < 3));
say('until a digit is restored', [...first, ...restoring]);
say('first load', [...first]);
