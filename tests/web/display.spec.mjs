// The page on the screens and papers of its visitors: narrow windows, the keyboard, forced colours, print, lessons.

import { expect, test } from '@playwright/test';
import { BENCHES as ENTRIES } from '../../www/benches/manifest.js';
import { INFERENCE, open, restore, settled, spoilt } from './page.mjs';

const BENCHES = ENTRIES.map(({ name }) => name);
/** Phones upright and on their side, 1280 × 800 at 200 % and at 150 %, tablets, laptops. */
const SIZES = [
  [320, 640], [360, 740], [390, 844], [640, 400], [768, 1024], [844, 390], [853, 533],
  [1000, 700], [1024, 768], [1080, 700], [1160, 700], [1240, 800], [1280, 800], [1440, 900],
];

test.skip(({ isMobile }) => isMobile, 'windows are sized here');

async function show(page, bench) {
  await page.locator(`#tab-${bench}`).click();
  await expect(page.locator(`#bench-${bench} h2`).first()).toBeVisible({ timeout: 30_000 });
  await expect(page.locator('#bench-problem')).toBeEmpty();
  // What depends on the first answer of the core is there.
  if (bench !== 'inside') return;
  await expect(page.locator('#inside-effect tbody tr')).toHaveCount(5, { timeout: 30_000 });
  await expect(page.locator('#inside-up + figcaption')).toContainText('…');
  await expect(page.locator('#inside-drivers li').first()).toBeVisible();
}

/** In the page: what runs over the window's edge, and lists too narrow for one of their options. A model's own name may be of any length. */
function cutOff() {
  const shown = (selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility());
  // A row that scrolls holds what lies beyond its edge.
  const scrolls = (element) => element.closest('[role=tablist]')?.scrollWidth > element.closest('[role=tablist]')?.clientWidth;
  const outside = shown('header :is(h1, button, select)').filter((element) => !scrolls(element)).filter((element) => {
    const { left, right } = element.getBoundingClientRect();
    return left < 0 || right > innerWidth;
  });
  const tooNarrow = shown('select').filter((select) => {
    const copy = select.cloneNode(true);
    copy.style.cssText = 'position: absolute; width: auto; min-width: 0; max-width: none';
    select.after(copy);
    const { offsetWidth } = copy;
    copy.remove();
    return offsetWidth > select.offsetWidth;
  });
  const { scrollWidth, clientWidth } = document.documentElement;
  return [...(scrollWidth > clientWidth ? [`page of ${scrollWidth}`] : []), ...[...outside, ...tooNarrow].map((element) => element.id || element.outerHTML)];
}

for (const locale of ['en', 'de']) {
  test.describe(locale, () => {
    test.use({ locale });
    // One bench after the other in the same page: what one brings along leaves no mark on the next.
    test(`nothing is cut off in a window of any size, ${locale}`, async ({ page }) => {
      const usual = page.viewportSize();
      await open(page, '#v=1&mode=inpaint');
      await expect(page.locator('#error-spoilt')).not.toBeEmpty();
      for (const bench of BENCHES) {
        await show(page, bench);
        for (const [width, height] of SIZES) {
          await page.setViewportSize({ width, height });
          expect(await page.evaluate(cutOff), `${bench}, ${width} × ${height}`).toEqual([]);
        }
        await page.setViewportSize(usual);
      }
      // Denoise again, after all that the others have brought along.
      await show(page, 'denoise');
      await page.setViewportSize({ width: SIZES[0][0], height: SIZES[0][1] });
      expect(await page.evaluate(cutOff)).toEqual([]);
    });
  });
}

for (const locale of ['en', 'de']) {
  test(`on a laptop the drawing is large, and all of the first screen is in sight, ${locale}`, async ({ browser }) => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale });
    await page.goto('/#v=1');
    await expect(page.locator('#error-spoilt')).not.toBeEmpty();
    const { width, height } = await page.locator('#ink').boundingBox();
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(280);
    for (const part of ['.draw', '.spoil', '.network', '.result', '.transport']) {
      await expect(page.locator(`#bench-denoise ${part}`).first(), part).toBeInViewport({ ratio: 1 });
    }
    expect((await page.locator('#restored').boundingBox()).width).toBeGreaterThanOrEqual(280);
    await page.close();
  });
}

/** Notes, before each Tab moves on, what the keyboard has reached, as `stops`, and whether a part of it can be seen; null once it has left the page. Runs in it. */
function noteStops() {
  window.stops = [];
  addEventListener('keydown', () => {
    const element = document.activeElement;
    if (!element || element === document.body) return window.stops.push(null);
    const part = element.closest('label') ?? element;
    const { left, top, width, height } = part.getBoundingClientRect();
    const places = [0.02, 0.25, 0.5, 0.75, 0.98];
    const seen = places.some((x) => places.some((y) => part.contains(document.elementFromPoint(left + x * width, top + y * height))));
    window.stops.push({ name: element.id || element.outerHTML.slice(0, 120), seen });
  }, { capture: true });
}

/** Tabs between two looks whether the keyboard has left the page. */
const TABS = 10;
for (const [width, height] of [[853, 533], [1280, 800], [390, 844], [640, 400]]) {
  test(`what the keyboard reaches is in sight at ${width} × ${height}`, async ({ page }) => {
    test.setTimeout(240_000);
    await page.setViewportSize({ width, height });
    await open(page);
    await spoilt(page);
    await page.evaluate(noteStops);
    for (const bench of BENCHES) {
      await show(page, bench);
      // Answers that come later move what has been reached.
      await settled(page);
      await page.locator(`#tab-${bench}`).focus();
      await page.evaluate(() => window.stops.splice(0));
      let stops = [];
      while (!stops.includes(null) && stops.length < 400) {
        for (let i = 0; i < TABS; i++) await page.keyboard.press('Tab');
        stops = await page.evaluate(() => window.stops);
      }
      if (stops.includes(null)) stops = stops.slice(0, stops.indexOf(null));
      // Before anything is drawn there is nothing to be said of it.
      expect(stops.length, bench).toBeGreaterThan(bench === 'teach' ? 7 : 20);
      expect(stops.filter(({ seen }) => !seen).map(({ name }) => name), bench).toEqual([]);
    }
  });
}

test('buttons that save stay while pictures are drawn anew', async ({ page }) => {
  await open(page);
  await spoilt(page);
  await show(page, 'inside');
  const buttons = await page.locator('#bench-inside .save:visible').elementHandles();
  expect(buttons.length).toBeGreaterThan(5);
  await page.locator('#inside-play').click();
  await expect(page.locator('#inside-at')).toHaveText(/iteration (\d+)\/\1$/, { timeout: 30_000 });
  for (const button of buttons) expect(await button.evaluate((element) => element.isConnected)).toBe(true);
});

/** The strongest contrast (WCAG) that the pixels of a place on the screen have with the ground of the page. */
async function contrast(page, clip) {
  const png = await page.screenshot({ clip });
  return page.evaluate(async (letters) => {
    const luminance = (rgb) => {
      const [r, g, b] = rgb.map((level) => (level / 255 <= 0.04045 ? level / 255 / 12.92 : ((level / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = luminance(getComputedStyle(document.body).backgroundColor.match(/\d+/g).slice(0, 3).map(Number));
    const image = await createImageBitmap(new Blob([Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0))]));
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    let most = 1;
    for (let i = 0; i < data.length; i += 4) {
      const other = luminance([...data.subarray(i, i + 3)]);
      most = Math.max(most, (Math.max(ground, other) + 0.05) / (Math.min(ground, other) + 0.05));
    }
    return most;
  }, png.toString('base64'));
}

/** Where elements are on the screen: the first `width` pixels of each, or all. */
const placesOf = (locator, width = Infinity) =>
  locator.evaluateAll((list, width) => list.filter((element) => element.checkVisibility()).map((element) => {
    const box = element.getBoundingClientRect();
    return { x: box.x, y: box.y, width: Math.min(width ?? box.width, box.width), height: box.height };
  }).filter((box) => box.height > 0), Number.isFinite(width) ? width : null);

/** Captions, arrows, wires and symbols by the token of their hue. */
const HUED = {
  story: [['.at-h1 figcaption', '--h1'], ['.encoder', '--bottom-up'], ['.wires .of-top-down', '--top-down', 'stroke']],
  denoise: [
    ['.layer-x figcaption', '--x'], ['.layer-h1 figcaption', '--h1'], ['.layer-h2 figcaption', '--h2'], ['.arrows :first-child', '--bottom-up'],
    ['.arrows :last-child', '--top-down'], ['.wires .of-bottom-up', '--bottom-up', 'stroke'], ['.wires .of-top-down', '--top-down', 'stroke'],
  ],
  inside: [
    ['.stack-x figcaption', '--x'], ['.stack-h1 figcaption', '--h1'], ['.stack-h2 figcaption', '--h2'], ['[data-map=f1]', '--bottom-up'],
    ['[data-map=g2]', '--top-down'], ['#inside-up + figcaption', '--bottom-up'],
  ],
  paper: [['#equation-12 .of-x > figcaption', '--x'], ['#equation-12 mi.of-top-down', '--top-down'], ['.of-difference > figcaption', '--difference']],
};
test('x, the layers, the ways up and down and differences have the same hues on every bench', async ({ page }) => {
  await open(page);
  await spoilt(page);
  for (const [bench, parts] of Object.entries(HUED)) {
    await show(page, bench);
    for (const [selector, token, property = 'color'] of parts) {
      const [shown, meant] = await page.locator(`#bench-${bench} ${selector}`).first().evaluate((element, [token, property]) => {
        const probe = document.body.appendChild(document.createElement('i'));
        probe.style.color = `var(${token})`;
        const { color } = getComputedStyle(probe);
        probe.remove();
        return [getComputedStyle(element)[property], color];
      }, [token, property]);
      expect(shown, `${bench}: ${selector}`).toBe(meant);
    }
  }
});

/** Of what is told by a colour: the bar of the likeliest digit, buttons that save, scales, and keys of charts, which are the first pixels of their line. */
const TELLING = {
  denoise: [['#reads li:nth-child(6) i:first-child', 3], ['.legend i', 3], ['.signed span', 3, 12], ['.series span', 3, 18]],
  inside: [['.save', 3], ['.legend i', 3], ['.series span', 3, 18]],
  learn: [['.legend i', 3], ['.series span', 3, 22], ['.key', 3, 22]],
  stdp: [['.save', 3], ['.series span', 3, 18], ['.stdp-hand input', 3]],
};
for (const colorScheme of ['light', 'dark']) {
  test(`in forced colours bars, keys, scales, arrows and pressed states are seen, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ forcedColors: 'active', colorScheme });
    await page.setViewportSize({ width: 1280, height: 3200 });
    await open(page, INFERENCE);
    await spoilt(page);
    await restore(page);
    for (const [bench, parts] of Object.entries(TELLING)) {
      await show(page, bench);
      for (const [selector, least, width] of parts) {
        const places = await placesOf(page.locator(`#bench-${bench} ${selector}`), width);
        expect(places.length, selector).toBeGreaterThan(0);
        for (const place of places) expect(await contrast(page, place), `${bench}: ${selector} at ${JSON.stringify(place)}`).toBeGreaterThan(least);
      }
    }
    // A button that is pressed has another ground than one that is not.
    await show(page, 'denoise');
    const ground = (selector) => page.locator(selector).evaluate((element) => getComputedStyle(element).backgroundColor);
    for (const [pressed, other] of [['[data-tool=pen]', '[data-tool=eraser]'], ['#tab-denoise', '#tab-dream'], ['#play', '#step']]) {
      expect(await ground(pressed), pressed).not.toBe(await ground(other));
    }
  });
}

/** Width of A4 between the browser's usual margins, in CSS pixels. */
const PAPER_WIDTH = 718;
for (const colorScheme of ['light', 'dark']) {
  test(`on paper everything is dark on white, nothing is cut, and what colours tell is printed, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 1280, height: 3200 });
    await open(page, INFERENCE);
    await spoilt(page);
    await restore(page);
    for (const bench of BENCHES) await show(page, bench);
    await show(page, 'denoise');
    await page.emulateMedia({ media: 'print', colorScheme });
    await page.setViewportSize({ width: PAPER_WIDTH, height: 11_000 });
    for (const bench of BENCHES) {
      // The tabs stay on paper, to say which bench it is.
      await show(page, bench);
      const found = await page.evaluate((name) => {
        const shown = [...document.querySelectorAll(`header *, #bench-${name}, #bench-${name} *`)].filter((element) => element.checkVisibility());
        const filters = shown.filter((element) => getComputedStyle(element).filter !== 'none');
        const unprinted = shown.filter((element) => getComputedStyle(element).printColorAdjust !== 'exact');
        const within = [0, innerWidth];
        const cut = shown.filter((element) => element.matches('math, table, canvas, pre, button, select') && !element.closest('.sr-only')).filter((element) => {
          const { left, right } = element.getBoundingClientRect();
          return left < within[0] || right > within[1] + 1;
        });
        const scrolling = shown.filter((element) => element.matches('.statement, .scroll') && ['auto', 'scroll', 'hidden'].includes(getComputedStyle(element).overflowX));
        const kept = shown.filter((element) => element.matches('.save, .header-tools') || getComputedStyle(element).position === 'sticky');
        return [filters, unprinted, cut, scrolling, kept].map((list) => list.map((element) => element.outerHTML.slice(0, 100)));
      }, bench);
      expect(found, bench).toEqual([[], [], [], [], []]);
      // Words, grounds, and charts where there are numbers to draw: the darkest of each stands out from white.
      expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)');
      const charts = ['denoise', 'inside'].includes(bench) ? ', .plot' : '';
      const places = await placesOf(page.locator(`#bench-${bench} :is(h2${charts})`));
      expect(places.length).toBeGreaterThan(1);
      for (const place of places) await expect.poll(() => contrast(page, place), `${bench} at ${JSON.stringify(place)}`).toBeGreaterThan(4.5);
    }
  });
}

/** Lessons by what they hide: every panel alone, columns as a whole, and all but one. */
const LESSONS = {
  denoise: ['draw', 'spoil', 'network', 'result', 'draw_spoil', 'draw_spoil_network', 'draw_spoil_result_network'],
  dream: [
    'dream-controls', 'dream-settings', 'dream-mixing', 'dream-along',
    'dream-controls_dream-settings', 'dream-mixing_dream-along', 'generated_dream-chain',
  ],
  inside: ['inside-network', 'inside-unit', 'inside-lesions_inside-effect', 'inside-settings'],
  learn: ['learn-controls', 'learn-pictures', 'learn-charts_learn-keep', 'learn-compare'],
  teach: ['teach-progress', 'teach-rule', 'teach-guess_teach-rule'],
  stdp: ['stdp-controls', 'stdp-trial', 'stdp-curve', 'stdp-controls_stdp-trial', 'stdp-reward'],
};
for (const [bench, lessons] of Object.entries(LESSONS)) {
  test(`a lesson that hides panels leaves no empty column: ${bench}`, async ({ page }) => {
    for (const lesson of lessons) {
      await page.goto('about:blank');
      await open(page, `#v=1&bench=${bench}&lesson=${lesson.split('_').map((name) => `${bench}.${name}`).join('_')}`);
      await expect(page.locator(`#bench-${bench} h2:visible, #bench-${bench} .transport`).first()).toBeVisible({ timeout: 30_000 });
      // Runs of the bench's width that no panel covers at any height.
      const empty = await page.locator(`#bench-${bench}`).evaluate((root) => {
        const panels = [...root.querySelectorAll(':scope > .panel')].filter((panel) => panel.checkVisibility());
        const boxes = panels.map((panel) => panel.getBoundingClientRect()).sort((a, b) => a.left - b.left);
        const { left, right } = root.getBoundingClientRect();
        const runs = [];
        let at = left;
        for (const box of boxes) {
          if (box.left > at) runs.push(Math.round(box.left - at));
          at = Math.max(at, box.right);
        }
        return [...runs, Math.round(right - at)];
      });
      // Margins at both sides alike, and gaps between.
      expect(Math.abs(empty[0] - empty.at(-1)), `${lesson}: ${empty}`).toBeLessThan(2);
      for (const gap of empty.slice(1, -1)) expect(gap, `${lesson}: ${empty}`).toBeLessThan(20);
    }
  });
}

test('a lesson that hides the settings gives their room to the network', async ({ page }) => {
  await open(page, '#v=1&lesson=denoise.settings-list');
  await spoilt(page);
  const [panel, layers] = await Promise.all(['.network', '.layers'].map((part) => page.locator(part).boundingBox()));
  expect(layers.width).toBeGreaterThan(0.9 * panel.width);
});
