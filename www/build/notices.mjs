// Writes THIRD-PARTY.txt: whose work is shipped with the page, and under which terms. By the lock files, without the network. Fails
// where the terms of one are not among those that are allowed.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const WWW = fileURLToPath(new URL('..', import.meta.url));
const ROOT = path.join(WWW, '..');
/** Terms under which others' work may be shipped here: those that `./build.sh audit` allows. */
const ALLOWED = allowed(readFileSync(path.join(ROOT, '.github', 'deny.toml'), 'utf8'));
const TERMS = /^(licen[sc]e|copying|copyright|notice|unlicense)/i;

/** @typedef {{ name: string, license: string, from: string, folder: string | undefined }} Package */

/** The terms of the line `allow = ["…", …]`. @param {string} rules */
function allowed(rules) {
  const [, list = ''] = /^allow = \[(.*)\]$/m.exec(rules) ?? [];
  return [...list.matchAll(/"([^"]+)"/g)].map(([, terms]) => terms);
}

/** The npm packages that the page loads. @returns {Package[]} */
function modules() {
  const { packages } = JSON.parse(readFileSync(path.join(WWW, 'package-lock.json'), 'utf8'));
  return Object.entries(packages)
    .filter(([place, { dev }]) => place && !dev)
    .map(([place, { version, license }]) => {
      const name = place.replace(/^.*node_modules\//, '');
      return { name: `${name} ${version}`, license, from: `https://www.npmjs.com/package/${name}`, folder: path.join(WWW, place) };
    });
}

/** The crates that are linked into the core. @returns {Package[]} */
function crates() {
  const options = ['--locked', '--offline', '--target', 'wasm32-unknown-unknown', '--features', 'whole', '--edges', 'normal,no-proc-macro'];
  const lines = execFileSync('cargo',
    ['tree', ...options, '--prefix', 'none', '--no-dedupe', '--format', '{p}|{l}|{r}'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
  const registry = path.join(process.env.CARGO_HOME ?? path.join(homedir(), '.cargo'), 'registry', 'src');
  // The first is this package.
  return [...new Set(lines.slice(1))].sort().map((line) => {
    const [full, license, from] = line.split('|');
    const [name, version] = full.split(' v');
    const folders = readdirSync(registry).map((index) => path.join(registry, index, `${name}-${version}`));
    return { name: `${name} ${version}`, license, from, folder: folders.find((folder) => existsSync(folder)) };
  });
}

/** The terms that come with a package: those of MIT where it leaves the choice. @param {Package} one */
function termsOf({ license, folder }) {
  if (!folder) return [];
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) =>
    entry.isFile() && TERMS.test(entry.name)).map(({ name }) => name);
  const chosen = /\bMIT\b/.test(license) && !/\bAND\b/.test(license) ? files.filter((file) => /mit/i.test(file)) : [];
  return (chosen.length ? chosen : files).map((file) => readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
}

/** Whether a package may be shipped: of every choice it leaves, one is allowed. @param {Package} one */
function isAllowed({ license }) {
  const parts = String(license).replace(/[()]/g, '').split(' AND ');
  return parts.every((part) => part.split(/ OR |\//).some((terms) => ALLOWED.includes(terms.trim())));
}

const packages = [...modules(), ...crates()];
const refused = packages.filter((one) => !isAllowed(one));
if (refused.length) {
  const found = refused.map(({ name, license }) => `${name} (${license})`);
  console.error(`expected terms among ${ALLOWED.join(', ')}, found ${found.join(', ')}`);
  process.exit(1);
}

/** Packages by their terms, so that each text stands once. @type {Map<string, Package[]>} */
const byTerms = new Map();
for (const one of packages) {
  const terms = termsOf(one).join('\n\n') || `Its package holds no text of its licence, which is ${one.license}.`;
  byTerms.set(terms, [...(byTerms.get(terms) ?? []), one]);
}

const RULE = '-'.repeat(80);
const rust = execFileSync('rustc', ['--version'], { encoding: 'utf8' }).trim();
const parts = [...byTerms].map(([terms, packages]) =>
  `${packages.map(({ name, license, from }) => `${name} (${license}) ${from}`).join('\n')}\n\n${terms}`);
writeFileSync(path.join(WWW, 'THIRD-PARTY.txt'), [
  'Targetprop Playground ships the work of others: JavaScript modules from npm, and Rust crates linked into its WebAssembly core.',
  `The core also holds parts of the Rust standard library (${rust}; MIT OR Apache-2.0; ` +
    'Copyright (c) The Rust Project Contributors) https://github.com/rust-lang/rust',
  ...parts,
].join(`\n\n${RULE}\n`) + '\n');
