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

/** A letter in the hue that it has everywhere; h, any hidden layer, in that of the first. @param {string} letter @param {string} hue */
const hued = (letter, hue) => `<mi class="of-${hue}">${letter}</mi>`;
const [x, h, f, g] = [hued('x', 'x'), hued('h', 'h1'), hued('f', 'bottom-up'), hued('g', 'top-down')];
const [p, q, r] = [...'pqr'].map((letter) => i(letter));
const [comma, bar, minus] = [',', '|', '−'].map((sign) => o(sign));
/** Signs between two sides: an end of a line does not change the room around them. */
const [plus, equals, likes, about, least, drawn] = ['+', '=', '∝', '≈', '≥', '∼'].map((sign) => `<mo form="infix">${sign}</mo>`);
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
/** An equation in parts: where it is too long for one line, it breaks between them. @param {string[][]} parts */
const line = (...parts) => parts.map((children) => `<math displaystyle="true">${row(...children)}</math>`).join('');

/** Lines by the number in the paper. */
export const EQUATIONS = {
  1: [line([upright('Δ'), sub(i('W'), row(i('i'), i('j'))), likes, sub(i('S'), i('i')), sub(over(i('V'), o('˙')), i('j'))])],
  2: [
    line([logP(x), equals], [expectation(logP(x, comma, capital))], [plus, entropy(of(qStar, capital, bar, x))],
      [plus, i('KL'), o('\u2061'), group(of(qStar, capital, bar, x), o('‖'), of(p, capital, bar, x))]),
    line([logP(x), least], [expectation(logP(x, comma, capital))], [plus, entropy(of(qStar, capital, bar, x))]),
  ],
  5: [line([sub(h, n('0')), drawn, of(q, h, bar, x), comma, '<mspace width="1em"/>'],
    [sub(h, i('t')), equals, of(i('A'), x, comma, sub(h, row(i('t'), minus, n('1'))))])],
  6: [line([i('J'), equals, logP(x, comma, h)], [plus, alpha, log, of(q, h, bar, x)])],
  7: [
    line([of(p, x, comma, h), equals], [of(p, layer(i('M'))), under(o('∏'), k), of(p, hBelow, bar, hk)]),
    line([of(q, h, bar, x), equals], [under(o('∏'), k), of(q, hk, bar, hBelow)]),
  ],
  8: [line([upright('Δ'), hk, likes, slope(logP(hBelow, bar, hk), hk)],
    [plus, frac(partial, row(partial, hk)), o('['), logP(hk, bar, hAbove)], [plus, alpha, log, of(q, hk, bar, hBelow), o(']')])],
  9: [line([h, drawn, of(q, h, bar, noisy(x)), comma, '<mspace width="1em"/>'], [x, drawn, of(p, x, bar, noisy(h))])],
  10: [
    line([hk, drawn, of(q, hk, bar, sup(noisy(h), group(k, minus, n('1'))))]),
    line([hk, drawn, of(p, hk, bar, sup(noisy(h), group(k, plus, n('1'))))]),
  ],
  12: [line([slope(logP(x, bar, h), h), about], [frac(row(of(f, x), minus, of(f, row(of(g, h)))), both(i('σ'), h, n('2')))])],
  13: [line([slope(logP(x), x), about], [frac(row(of(r, x), minus, x), sup(i('σ'), n('2')))])],
  algorithm1: [
    line([h, o('←'), h, plus, delta, slope(i('J'), h)]),
    line([theta, o('←'), theta, plus, epsilon, slope(i('J'), theta)]),
  ],
};
