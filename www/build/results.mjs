// Writes model/RESULTS.md from model/results.json; with --check, fails where the file is not what this would write.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const place = (name) => fileURLToPath(new URL(`../model/${name}`, import.meta.url));
const SOURCE = place('results.json');
const TARGET = place('RESULTS.md');

const line = (cells) => `| ${cells.join(' | ')} |`;
const code = (text) => `\`${text}\``;

/** A table with `columns`, by name and heading; commands are set as code. */
function table(rows, columns) {
  const cells = (row) => Object.keys(columns).map((name) => (name === 'command' ? code(row.command) : row[name]));
  return [line(Object.values(columns)), line(Object.keys(columns).map(() => '---')), ...rows.map((row) => line(cells(row)))].join('\n');
}

const { rows, speed, precision, tried } = JSON.parse(readFileSync(SOURCE, 'utf8'));
const text = `# Results

Every number that this project reports, and the command that prints it. This file is made from \`results.json\`
by \`./build.sh results\`; \`./build.sh check\` fails where the two differ.

Two models are shipped. *Sharpest* is \`www/model/default.safetensors\`, with which the page opens; *paper's recipe* is
\`www/model/paper.safetensors\`. Where a note names neither, the number is about the data or the method alone.
\`evaluate\` stands for \`cargo run --release --bin evaluate --\` and needs MNIST (\`./build.sh mnist\`).

## Quality

${table(rows, { what: 'what', paper: 'paper', ours: 'ours', command: 'command', note: 'note' })}

## Speed and size

On two cores of a shared x86-64 machine.

${table(speed, { what: 'what', ours: 'ours', command: 'command', note: 'note' })}

## Bits of a weight

The sharpest model's weights are stored with 7 bits, because more buy nothing that can be measured; those of the paper's recipe
with 8. Integers of fewer bits take a byte each, which packs the better. The rows come from \`evaluate precision --model FILE\`,
where FILE was the sharpest model, trained with \`--precision f32\`.

${table(precision, {
  bits: 'bits', files: 'files', gzip: 'gzip', parzen: 'Parzen LL, mixture', inpainting: 'in-painting, half random, 1,000 digits',
})}

## What was tried

${tried.map(({ what, outcome, command }) =>
  `- **${what}** ${outcome}${command ? `\n\n  \`\`\`sh\n  ${command.join('\n  ')}\n  \`\`\`` : ''}`).join('\n')}

## Where ours is behind

With its Gaussian prior we do not reach the paper's 236. The prior holds the samples back, not the decoder: with the mixture as
prior the same decoder passes it. The mixture's samples are precise, but they cover less of the test digits than those of a
variational auto-encoder of the same size that we trained by back-propagation (PyTorch, 20 epochs, Parzen LL 191.1 ± 1.6).

Targetprop departs from the exact gradient for h1 (\`evaluate gradient\`): the cosine is near zero at first and negative later,
because the exact gradient holds the whole pull of g2(h2), which α = 0.001 all but switches off. The part that comes
from x keeps a cosine of 0.41 to 0.55.
`;

if (!process.argv.includes('--check')) writeFileSync(TARGET, text);
else if (readFileSync(TARGET, 'utf8') !== text) {
  console.error('www/model/RESULTS.md is not what www/model/results.json says: run ./build.sh results');
  process.exit(1);
}
