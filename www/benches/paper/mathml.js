// The paper's equations in MathML, written by hand from its elements.

/** @param {string} name @returns {(...children: string[]) => string} */
const element = (name) => (...children) => `<${name}>${children.join('')}</${name}>`;
const row = element('mrow');
const sub = element('msub');
const sup = element('msup');
const both = element('msubsup');
const frac = element('mfrac');
const over = element('mover');
const under = element('munder');
const i = element('mi');
const n = element('mn');
const o = element('mo');
const upright = (/** @type {string} */ text) => `<mi mathvariant="normal">${text}</mi>`;
/** A group in brackets. @param {string[]} children */
const group = (...children) => row(o('('), ...children, o(')'));
const square = (/** @type {string[]} */ ...children) => row(o('['), ...children, o(']'));
/** A function of something. @param {string} name @param {string[]} children */
const of = (name, ...children) => row(name, o('\u2061'), group(...children));

const [x, h, f, g, p, q, r] = [...'xhfgpqr'].map((letter) => i(letter));
const [comma, bar, plus, minus, equals, likes] = [',', '|', '+', '−', '=', '∝'].map((sign) => o(sign));
const [alpha, delta, epsilon, theta, partial] = ['α', 'δ', 'ε', 'θ', '∂'].map((letter) => i(letter));
const capital = upright('H');
const log = '<mspace width="0.17em"/><mi>log</mi><mo>\u2061</mo><mspace width="0.17em"/>';
const qStar = sup(q, o('*'));
const noisy = (/** @type {string} */ symbol) => over(symbol, o('~'));
/** Layer k of h, or k plus something. @param {string[]} k */
const layer = (...k) => sup(h, group(...k));
const k = i('k');
const [hk, hBelow, hAbove] = [layer(k), layer(k, minus, n('1')), layer(k, plus, n('1'))];
const logP = (/** @type {string[]} */ ...children) => row(log, of(p, ...children));
const slope = (/** @type {string} */ what, /** @type {string} */ by) => frac(row(partial, what), row(partial, by));
const expectation = (/** @type {string} */ what) => row(sub(i('E'), qStar), o('\u2061'), square(what));
const entropy = (/** @type {string} */ inner) => row(upright('H'), o('\u2061'), square(inner));
const block = (/** @type {string[]} */ ...children) => `<math display="block">${row(...children)}</math>`;

/** Blocks by the number in the paper. */
export const EQUATIONS = {
  1: [block(upright('Δ'), sub(i('W'), row(i('i'), i('j'))), likes, sub(i('S'), i('i')), sub(over(i('V'), o('˙')), i('j')))],
  2: [
    block(logP(x), equals, expectation(logP(x, comma, capital)), plus, entropy(of(qStar, capital, bar, x)), plus,
      i('KL'), o('\u2061'), group(of(qStar, capital, bar, x), o('‖'), of(p, capital, bar, x))),
    block(logP(x), o('≥'), expectation(logP(x, comma, capital)), plus, entropy(of(qStar, capital, bar, x))),
  ],
  5: [block(sub(h, n('0')), o('∼'), of(q, h, bar, x), comma, '<mspace width="1em"/>', sub(h, i('t')), equals,
    of(i('A'), x, comma, sub(h, row(i('t'), minus, n('1')))))],
  6: [block(i('J'), equals, logP(x, comma, h), plus, alpha, log, of(q, h, bar, x))],
  7: [
    block(of(p, x, comma, h), equals, of(p, layer(i('M'))), under(o('∏'), k), of(p, hBelow, bar, hk)),
    block(of(q, h, bar, x), equals, under(o('∏'), k), of(q, hk, bar, hBelow)),
  ],
  8: [
    block(upright('Δ'), hk, likes, slope(logP(hBelow, bar, hk), hk)),
    block(plus, frac(partial, row(partial, hk)), square(logP(hk, bar, hAbove), plus, alpha, log, of(q, hk, bar, hBelow))),
  ],
  9: [block(h, o('∼'), of(q, h, bar, noisy(x)), comma, '<mspace width="1em"/>', x, o('∼'), of(p, x, bar, noisy(h)))],
  10: [
    block(hk, o('∼'), of(q, hk, bar, sup(noisy(h), group(k, minus, n('1'))))),
    block(hk, o('∼'), of(p, hk, bar, sup(noisy(h), group(k, plus, n('1'))))),
  ],
  12: [block(slope(logP(x, bar, h), h), o('≈'), frac(row(of(f, x), minus, of(f, row(of(g, h)))), both(i('σ'), h, n('2'))))],
  13: [block(slope(logP(x), x), o('≈'), frac(row(of(r, x), minus, x), sup(i('σ'), n('2'))))],
  algorithm1: [
    block(h, o('←'), h, plus, delta, slope(i('J'), h)),
    block(theta, o('←'), theta, plus, epsilon, slope(i('J'), theta)),
  ],
};
