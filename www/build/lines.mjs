// Fails where a line of code is too long to be read at a glance. Words are no code: theirs are as long as their sentences.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const WWW = fileURLToPath(new URL('..', import.meta.url));
const MOST = 140;

const list = ['ls-files', '--cached', '--others', '--exclude-standard', '*.js', '*.mjs'];
const listed = execFileSync('git', list, { cwd: WWW, encoding: 'utf8' });
const files = listed.trim().split('\n').filter((file) => !/^strings\/(de|en)[./]/.test(file));
const long = files.flatMap((file) => {
  const lines = readFileSync(path.join(WWW, file), 'utf8').split('\n');
  return lines.flatMap((line, i) => (line.length > MOST ? [`www/${file}:${i + 1}: ${line.length}`] : []));
});
if (long.length) {
  console.error(`expected lines of at most ${MOST} characters, found longer ones:\n${long.join('\n')}`);
  process.exit(1);
}
