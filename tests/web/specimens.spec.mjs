// The visual language by itself: what tokens.css defines, that it can be read and told apart, and that nothing else defines it again.

import { expect, test } from '@playwright/test';
import { readFile, readdir } from 'node:fs/promises';

const WWW = new URL('../../www/', import.meta.url);
const SPECIMENS = new URL('./specimens.html', import.meta.url).href;
const HUES = ['--x', '--h1', '--h2', '--bottom-up', '--top-down', '--difference'];

const defined = (css) => new Set([...css.matchAll(/(--[\w-]+):/g)].map(([, name]) => name));
const tokens = defined(await readFile(new URL('tokens.css', WWW), 'utf8'));

/** The page's own files of a kind, by path. */
async function sources(ending) {
  const names = (await readdir(WWW, { recursive: true })).filter((name) => name.endsWith(ending) && !/^(node_modules|pkg|vendor)\//.test(name));
  return Promise.all(names.map(async (name) => [name, await readFile(new URL(name, WWW), 'utf8')]));
}

/** Colours in CIELAB, as sight has them that lacks a kind of cones (Machado, Oliveira, Fernandes 2009), or none. */
const SIGHT = {
  full: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  'without red cones': [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  'without green cones': [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  'without blue cones': [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};
const linear = (level) => (level / 255 <= 0.04045 ? level / 255 / 12.92 : ((level / 255 + 0.055) / 1.055) ** 2.4);
const times = (matrix, vector) => matrix.map((row) => row.reduce((sum, factor, i) => sum + factor * vector[i], 0));
function lab(rgb, sight) {
  const seen = times(sight, rgb.map(linear)).map((level) => Math.min(1, Math.max(0, level)));
  const xyz = times([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]], seen);
  const [x, y, z] = xyz.map((value, i) => value / [0.95047, 1, 1.08883][i])
    .map((t) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116));
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** In the page: the contrast (WCAG) of every text with what it stands on. */
function contrasts() {
  const rgba = (colour) => colour.match(/[\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = rgba(colour).map((level) => (level / 255 <= 0.04045 ? level / 255 / 12.92 : ((level / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const groundOf = (element) => {
    const { backgroundColor } = getComputedStyle(element);
    return rgba(backgroundColor)[3] === 0 ? groundOf(element.parentElement) : backgroundColor;
  };
  const said = (element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  return [...document.querySelectorAll('main *')].filter((element) => said(element) && element.checkVisibility() && !element.closest(':disabled'))
    .map((element) => {
      const [a, b] = [getComputedStyle(element).color, groundOf(element)].map(luminance);
      return { text: element.textContent.slice(0, 40), contrast: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) };
    });
}

for (const [name, media] of Object.entries({
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  'forced colours, light': { colorScheme: 'light', forcedColors: 'active' },
  'forced colours, dark': { colorScheme: 'dark', forcedColors: 'active' },
  print: { media: 'print', colorScheme: 'dark' },
})) {
  test(`every token has a specimen, every text can be read, and hues are told apart: ${name}`, async ({ page }) => {
    await page.emulateMedia(media);
    await page.goto(SPECIMENS);
    const shown = await page.locator('[data-token]').evaluateAll((list) => list.map((element) => element.dataset.token));
    expect(shown.toSorted()).toEqual([...tokens].toSorted());
    const texts = await page.evaluate(contrasts);
    expect(texts.length).toBeGreaterThan(50);
    expect(texts.filter(({ contrast }) => !(contrast >= 4.5))).toEqual([]);
    // The system has fewer colours than there are hues: names, sides and signs tell them apart.
    if (media.forcedColors) return;
    const colours = await page.evaluate((names) => names.map((name) => {
      document.body.style.color = `var(${name})`;
      return getComputedStyle(document.body).color.match(/\d+/g).map(Number);
    }), HUES);
    for (const [sight, matrix] of Object.entries(SIGHT)) {
      const seen = colours.map((colour) => lab(colour, matrix));
      seen.forEach((one, i) => seen.slice(0, i).forEach((other, j) =>
        expect(Math.hypot(...one.map((value, k) => value - other[k])), `${HUES[i]} and ${HUES[j]}, ${sight}`).toBeGreaterThan(20)));
    }
  });
}

test('on a phone no specimen runs over the edge', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(SPECIMENS);
  const wide = await page.locator('main *').evaluateAll((list) =>
    list.filter((element) => element.getBoundingClientRect().right > innerWidth || element.scrollWidth > Math.max(element.clientWidth, innerWidth))
      .map((element) => element.outerHTML.slice(0, 80)));
  expect(wide).toEqual([]);
});

test('colours, sizes of type and borders are defined once, and all that are used are defined', async () => {
  const sheets = (await sources('.css')).filter(([name]) => name !== 'tokens.css');
  expect(sheets.length).toBeGreaterThan(5);
  const used = new Set();
  const shared = defined(await readFile(new URL('style.css', WWW), 'utf8'));
  for (const [name, css] of sheets) {
    expect(css.match(/#[0-9a-f]{3,8}\b(?=[^{}]*\})|\b(rgb|hsl)a?\(|font(-size)?: [^;]*\d(px|rem)|1px solid var\(--rule\)/gi), name).toBeNull();
    const here = defined(css);
    for (const [, property] of css.matchAll(/var\((--[\w-]+)/g)) {
      expect([here, shared, tokens].some((known) => known.has(property)), `${name} uses ${property}`).toBe(true);
      used.add(property);
    }
    // What only one bench means, as the side of its canvas, is its own; it takes no name from all.
    expect([...here].filter((property) => tokens.has(property)), name).toEqual([]);
  }
  for (const [name, script] of await sources('.js')) {
    for (const [, property] of script.matchAll(/'(--[\w-]+)'/g)) {
      expect(tokens.has(property), `${name} uses ${property}`).toBe(true);
      used.add(property);
    }
  }
  const own = await readFile(new URL('tokens.css', WWW), 'utf8');
  for (const [, property] of own.matchAll(/var\((--[\w-]+)/g)) used.add(property);
  expect([...tokens].filter((name) => !used.has(name))).toEqual([]);
});
