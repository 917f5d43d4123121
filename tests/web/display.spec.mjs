// The page on the screens and papers of its visitors: narrow windows, the keyboard, forced colours, print, lessons.

import { expect, test } from '@playwright/test';
import { open, restore, spoilt } from './page.mjs';

const BENCHES = ['denoise', 'dream', 'inside', 'learn', 'stdp', 'paper'];
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
  if (bench === 'inside') await expect(page.locator('#inside-effect tbody tr')).toHaveCount(5, { timeout: 30_000 });
}

/** In the page: what runs over the window's edge, and lists too narrow for one of their options. A model's own name may be of any length. */
function cutOff() {
  const shown = (selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility());
  const outside = shown('header :is(h1, button, select)').filter((element) => {
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
    for (const bench of BENCHES) {
      test(`nothing is cut off in a window of any size, ${locale}, ${bench}`, async ({ page }) => {
        await open(page, '#v=1&mode=inpaint');
        await expect(page.locator('#error-spoilt')).not.toBeEmpty();
        await show(page, bench);
        for (const [width, height] of SIZES) {
          await page.setViewportSize({ width, height });
          expect(await page.evaluate(cutOff), `${width} × ${height}`).toEqual([]);
        }
      });
    }
  });
}

/** In the page: what the keyboard has reached, and whether a part of it can be seen. */
function focused() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const part = element.closest('label') ?? element;
  const { left, top, width, height } = part.getBoundingClientRect();
  const places = [0.02, 0.25, 0.5, 0.75, 0.98];
  const seen = places.some((x) => places.some((y) => part.contains(document.elementFromPoint(left + x * width, top + y * height))));
  return { name: element.id || element.outerHTML.slice(0, 120), seen };
}

for (const [width, height] of [[853, 533], [1280, 800], [390, 844], [640, 400]]) {
  test(`what the keyboard reaches is in sight at ${width} × ${height}`, async ({ page }) => {
    test.setTimeout(240_000);
    await page.setViewportSize({ width, height });
    await open(page);
    await spoilt(page);
    for (const bench of BENCHES) {
      await show(page, bench);
      await page.locator(`#tab-${bench}`).focus();
      const stops = [];
      for (let stop = await page.evaluate(focused); stop && stops.length < 400; stop = await page.evaluate(focused)) {
        stops.push(stop);
        await page.keyboard.press('Tab');
      }
      expect(stops.length, bench).toBeGreaterThan(20);
      expect(stops.filter(({ seen }) => !seen).map(({ name }) => name), bench).toEqual([]);
    }
  });
}

for (const [bench, play, done] of [['denoise', '#play', '#counter'], ['inside', '#inside-play', '#inside-at']]) {
  test(`buttons that save stay while pictures are drawn anew: ${bench}`, async ({ page }) => {
    await open(page);
    await spoilt(page);
    await show(page, bench);
    const buttons = await page.locator(`#bench-${bench} .save:visible`).elementHandles();
    expect(buttons.length).toBeGreaterThan(5);
    await page.locator(play).click();
    await expect(page.locator(done)).toHaveText(/iteration (\d+)\/\1$/, { timeout: 30_000 });
    for (const button of buttons) expect(await button.evaluate((element) => element.isConnected)).toBe(true);
  });
}
