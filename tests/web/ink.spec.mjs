// Drawing as people do it: with fast mice, palms and pens, for long, with second thoughts, and coming back to it.

import { expect, test } from '@playwright/test';
import { GrowingStroke } from '../../www/pen/ink.js';
import { inkToText, roomFor, snap, textToInk } from '../../www/app/link.js';
import { draw, open, pixels, settled, spoilt } from './page.mjs';

/** Longest text of ink that the page reads. */
const MAX_INK = 40_000;
/** How far a point may lie from the line that is kept: about a link's own step. */
const TOLERANCE = 0.8 / 1023;

/** Numbers in [0,1), the same for the same seed. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** The path of a hand: loops of changing size around a place that moves, as a mouse tells it in whole pixels of a canvas of `side`. */
function handPath(points, seed, side = 264) {
  const next = random(seed);
  const [a, b, c] = [next(), next(), next()].map((value) => 6 * value);
  return Array.from({ length: points }, (_, i) => {
    const t = i / 1000;
    const x = 0.5 + 0.25 * Math.sin(3.1 * t + a) + 0.12 * Math.sin(11.7 * t + b) + 0.003 * next();
    const y = 0.5 + 0.3 * Math.cos(2.3 * t + c) + 0.1 * Math.cos(9.1 * t + a) + 0.003 * next();
    return [Math.round(x * side) / side, Math.round(y * side) / side];
  });
}

/** How far a point lies from a line through points. */
function distance([x, y], line) {
  const parts = line.length > 1 ? line.slice(1).map((to, i) => [line[i], to]) : [[line[0], line[0]]];
  return Math.min(...parts.map(([[x0, y0], [x1, y1]]) => {
    const [dx, dy] = [x1 - x0, y1 - y0];
    const along = dx || dy ? Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy))) : 0;
    return Math.hypot(x - x0 - along * dx, y - y0 - along * dy);
  }));
}

const inkOf = (page) => textToInk(new URLSearchParams(new URL(page.url()).hash.slice(1)).get('ink') ?? '');
const strokes = (page, count) => expect(page.locator('#ink')).toHaveAttribute('aria-label', new RegExp(`Drawing canvas, ${count === 0 ? 'empty' : `${count} stroke`}`));
const clear = (page) => page.getByRole('button', { name: 'Clear' }).click();

async function opened(page, hash) {
  await open(page, hash);
  await (/ink=(&|$)/.test(hash ?? '') ? strokes(page, 0) : spoilt(page));
}

/** The middle of the canvas under the mouse, pressed; then, without a pause, every point, so many of them an event. */
async function drawFast(page, points, perEvent = 16) {
  await page.locator('#ink').scrollIntoViewIfNeeded();
  const box = await page.locator('#ink').boundingBox();
  await page.mouse.move(box.x + points[0][0] * box.width, box.y + points[0][1] * box.height);
  await page.mouse.down();
  return page.evaluate(({ points, perEvent }) => {
    const canvas = document.querySelector('#ink');
    const box = canvas.getBoundingClientRect();
    const calls = { messages: 0, links: 0 };
    const { postMessage } = Worker.prototype;
    const { replaceState } = history;
    Worker.prototype.postMessage = function (...what) {
      calls.messages++;
      return postMessage.apply(this, what);
    };
    history.replaceState = (...what) => {
      calls.links++;
      return replaceState.apply(history, what);
    };
    const event = ([x, y], coalescedEvents) =>
      new PointerEvent('pointermove', { pointerId: 1, pointerType: 'mouse', buttons: 1, clientX: box.x + x * box.width, clientY: box.y + y * box.height, coalescedEvents });
    for (let i = 0; i < points.length; i += perEvent) {
      const part = points.slice(i, i + perEvent);
      canvas.dispatchEvent(event(part.at(-1), part.map((point) => event(point))));
    }
    Worker.prototype.postMessage = postMessage;
    history.replaceState = replaceState;
    return calls;
  }, { points, perEvent });
}

test('a stroke keeps what shows of it: ends, corners, every point within a link’s step, and no more than there is room for', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const next = random(seed);
    const path = seed % 2 ? handPath(1500, seed) : Array.from({ length: 200 }, () => [next(), next()]).flatMap((at) => [at, at, [at[0] + 0.001 * next(), at[1]]]);
    const points = path.map(([x, y]) => [snap(x), snap(y)]);
    const room = seed % 5 ? Infinity : 50;
    const growing = new GrowingStroke(points[0], snap(0.1), false, room);
    let compared = 0;
    const taken = points.slice(1).findIndex((point) => {
      const added = growing.add(point);
      compared = Math.max(compared, growing.passed.length);
      return !added;
    });
    // What a further point is compared with does not grow with the stroke.
    expect(compared).toBeLessThanOrEqual(64);
    const kept = growing.stroke.points;
    const drawn = taken < 0 ? points : points.slice(0, taken + 1);
    expect(kept.length).toBeLessThanOrEqual(Math.min(room, points.length));
    expect(taken < 0 || kept.length === room).toBe(true);
    expect([kept[0], kept.at(-1)]).toEqual([drawn[0], drawn.at(-1)]);
    expect(Math.max(...drawn.map((point) => distance(point, kept)))).toBeLessThan(TOLERANCE);
    expect(textToInk(inkToText([growing.stroke]))).toEqual([growing.stroke]);
  }
});

test('as many points as there is room for are as many as a link holds', () => {
  const next = random(7);
  const ink = [];
  for (let room = roomFor(ink); room > 0; room = roomFor(ink)) {
    const length = Math.min(room, 1 + Math.floor(3000 * next()));
    ink.push({ points: Array.from({ length }, () => [snap(next()), snap(next())]), width: snap(next()), erase: next() < 0.5 });
    expect(textToInk(inkToText(ink))).toEqual(ink);
  }
  expect(inkToText(ink).length).toBeGreaterThan(MAX_INK - 8);
  expect(inkToText(ink).length).toBeLessThanOrEqual(MAX_INK);
});

test('twelve seconds with a mouse of 1000 Hz: a link holds them, the picture is that of all points, and meanwhile little is done', async ({ page, context }) => {
  await opened(page, '#v=1&strength=0&ink=');
  const path = handPath(12_000, 3);
  const calls = await drawFast(page, path);
  // The worker is asked once and then only when it has answered; the link waits for a pause.
  expect(calls.messages).toBeLessThanOrEqual(1);
  expect(calls.links).toBe(0);
  await page.mouse.up();
  await strokes(page, 1);
  await expect.poll(() => inkOf(page)[0]?.points.length).toBeGreaterThan(500);
  expect(inkOf(page)).toHaveLength(1);
  expect(inkOf(page)[0].points.length).toBeLessThan(path.length / 2);
  await expect(page.locator('#ink-full')).toBeEmpty();
  const other = await context.newPage();
  await other.goto(page.url());
  await spoilt(other);
  await expect(other.locator('#link-notice')).toBeHidden();
  const seen = await pixels(other, '#clean');
  await expect.poll(() => pixels(page, '#clean')).toEqual(seen);
  // What the network would have seen of every point.
  const whole = await other.evaluate(async (points) => {
    const core = await import('/pkg/targetprop.js');
    await core.default();
    return [...core.ink_to_image([{ points, width: Number(document.querySelector('#pen-width').value), erase: false }])];
  }, path);
  expect(Math.max(...whole.map((ink, i) => Math.abs(255 * (1 - ink) - seen[i])))).toBeLessThan(13);
});

test('a drawing that a link cannot hold is not drawn: it ends where it is full, which is said, and undoing makes room', async ({ page, context }) => {
  await opened(page, '#v=1&ink=');
  const next = random(5);
  await drawFast(page, Array.from({ length: 12_000 }, () => [next(), next()]));
  await page.mouse.up();
  await expect(page.locator('#ink-full')).toContainText('a link can hold no more');
  await expect.poll(() => inkToText(inkOf(page)).length).toBeGreaterThan(MAX_INK - 8);
  const seen = await pixels(page, '#clean');
  await draw(page);
  await strokes(page, 1);
  const other = await context.newPage();
  await other.goto(page.url());
  await spoilt(other);
  await expect(other.locator('#link-notice')).toBeHidden();
  expect(await pixels(other, '#clean')).toEqual(seen);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('#ink-full')).toBeEmpty();
  await draw(page);
  await strokes(page, 2);
});

test.describe('on a screen that is touched', () => {
  test.use({ hasTouch: true });

  /** Touches an element at places in its sides, by fingers with names, `touch('Move', { 1: [0.5, 0.5] })`; an end names those that leave, or all. */
  async function toucher(page, selector) {
    await page.locator(selector).scrollIntoViewIfNeeded();
    const box = await page.locator(selector).boundingBox();
    const client = await page.context().newCDPSession(page);
    return (type, fingers = {}) =>
      client.send('Input.dispatchTouchEvent', {
        type: `touch${type}`,
        touchPoints: Object.entries(fingers).map(([id, [x, y]]) => ({ id: Number(id), x: box.x + x * box.width, y: box.y + y * box.height })),
      });
  }

  test('a palm and a second finger neither end nor join a stroke', async ({ page }) => {
    await opened(page, '#v=1&ink=');
    const touch = await toucher(page, '#ink');
    await touch('Start', { 1: [0.2, 0.2] });
    await touch('Move', { 1: [0.4, 0.2] });
    await touch('Start', { 1: [0.4, 0.2], 2: [0.9, 0.9] });
    await touch('Move', { 1: [0.5, 0.3], 2: [0.8, 0.9] });
    await touch('Start', { 1: [0.5, 0.3], 2: [0.8, 0.9], 3: [0.1, 0.9] });
    await touch('End', { 2: [0.8, 0.9] });
    await touch('Move', { 1: [0.6, 0.5], 3: [0.2, 0.9] });
    await touch('End', { 3: [0.2, 0.9] });
    await touch('Move', { 1: [0.6, 0.7] });
    await touch('End');
    await expect.poll(() => inkOf(page)?.length).toBe(1);
    const [{ points }] = inkOf(page);
    expect(points[0]).toEqual([expect.closeTo(0.2, 2), expect.closeTo(0.2, 2)]);
    expect(points.at(-1)).toEqual([expect.closeTo(0.6, 2), expect.closeTo(0.7, 2)]);
    // Nothing where the others were.
    for (const [x, y] of points) expect(x > 0.75 || y > 0.75).toBe(false);
    // A finger that stays when the first has gone draws nothing; the next one that comes does.
    await touch('Start', { 1: [0.2, 0.2] });
    await touch('Start', { 1: [0.2, 0.2], 2: [0.8, 0.8] });
    await touch('End', { 1: [0.2, 0.2] });
    await touch('Move', { 2: [0.8, 0.3] });
    await touch('End');
    await strokes(page, 2);
    await expect.poll(() => inkOf(page)[1]?.points.length).toBe(1);
    // What the system takes away ends the stroke, and keeps it.
    await touch('Start', { 1: [0.2, 0.8] });
    await touch('Move', { 1: [0.3, 0.8] });
    await touch('Cancel');
    await touch('Start', { 1: [0.7, 0.8] });
    await touch('End');
    await strokes(page, 4);
  });

  test('nor do they mark pixels', async ({ page }) => {
    await opened(page, `#v=1&mode=inpaint&mask=${'0'.repeat(196)}`);
    const marked = (count) => expect(page.locator('#mask-help')).toContainText(`marked: ${count}.`);
    const touch = await toucher(page, '#seen');
    const at = (column, row) => [(column + 0.5) / 28, (row + 0.5) / 28];
    await touch('Start', { 1: at(5, 5) });
    await marked(9);
    await touch('Start', { 1: at(5, 5), 2: at(20, 20) });
    await touch('Move', { 1: at(5, 5), 2: at(22, 20) });
    await touch('End', { 2: at(22, 20) });
    await touch('Move', { 1: at(6, 5) });
    await touch('End');
    await marked(12);
    expect((await pixels(page, '#seen')).length).toBe(784);
  });
});

test('who loses the pointer ends the stroke, and another button does not begin one', async ({ page }) => {
  await opened(page, '#v=1&ink=');
  const box = await page.locator('#ink').boundingBox();
  const move = (x, y) => page.mouse.move(box.x + x * box.width, box.y + y * box.height);
  await move(0.3, 0.3);
  await page.mouse.down();
  await move(0.4, 0.3);
  // As where another element takes the pointer.
  await page.locator('#ink').evaluate((canvas) => canvas.releasePointerCapture(1));
  await move(0.5, 0.3);
  await move(0.6, 0.6);
  await page.mouse.up();
  await strokes(page, 1);
  await expect.poll(() => inkOf(page)?.[0]?.points.at(-1)?.[1]).toBeCloseTo(0.3, 2);
  await page.mouse.down({ button: 'middle' });
  await move(0.7, 0.7);
  await page.mouse.up({ button: 'middle' });
  await strokes(page, 1);
  // Drawn over the edge and back.
  await move(0.5, 0.5);
  await page.mouse.down();
  await move(1.3, 0.5);
  await move(0.8, 0.8);
  await page.mouse.up();
  await strokes(page, 2);
  await expect.poll(() => inkOf(page)?.[1]?.points.length).toBe(3);
  expect(inkOf(page)[1].points[1][0]).toBe(1);
});

test('the other end of a pen erases, whatever is chosen, and unmarks pixels', async ({ page }) => {
  await opened(page, '#v=1&ink=');
  const pen = await page.context().newCDPSession(page);
  const place = async (selector) => {
    await page.locator(selector).scrollIntoViewIfNeeded();
    const box = await page.locator(selector).boundingBox();
    return (type, x, y) => pen.send('Input.dispatchMouseEvent', { type: `mouse${type}`, x: box.x + x * box.width, y: box.y + y * box.height, button: 'left', buttons: 1, pointerType: 'pen', clickCount: 1 });
  };
  const stroke = async (at, from, to) => {
    await at('Pressed', ...from);
    await at('Moved', ...to);
    await at('Released', ...to);
  };
  await draw(page);
  const ink = await place('#ink');
  await stroke(ink, [0.2, 0.2], [0.4, 0.2]);
  // Browsers number that end as the button 5.
  await page.evaluate(() => addEventListener('pointerdown', (event) => event.pointerType === 'pen' && Object.defineProperty(event, 'button', { value: 5 }), { capture: true }));
  await stroke(ink, [0.45, 0.3], [0.5, 0.7]);
  await strokes(page, 4);
  await expect.poll(() => inkOf(page)?.map(({ erase }) => erase)).toEqual([false, false, false, true]);
  await expect(page.getByRole('button', { name: 'Pen', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await page.locator('#told').check();
  await page.getByRole('button', { name: 'None' }).click();
  const marked = (count) => expect(page.locator('#mask-help')).toContainText(`marked: ${count}.`);
  await page.locator('#seen').click({ position: { x: 30, y: 30 } });
  await marked(9);
  const box = await page.locator('#seen').boundingBox();
  await stroke(await place('#seen'), [30 / box.width, 30 / box.height], [30 / box.width, 30 / box.height]);
  await marked(0);
});

test('keys take back and redo what was drawn, cleared or replaced, but not while somebody types', async ({ page }) => {
  await opened(page, '#v=1&ink=');
  await expect(page.locator('#ink')).toHaveAttribute('aria-label', /empty/);
  await draw(page);
  await strokes(page, 2);
  await page.keyboard.press('Control+z');
  await strokes(page, 1);
  await page.keyboard.press('Meta+Shift+z');
  await strokes(page, 2);
  await page.keyboard.press('Meta+z');
  await page.keyboard.press('Control+Z');
  await page.keyboard.press('Control+z');
  await strokes(page, 0);
  for (let i = 0; i < 3; i++) await page.keyboard.press('Control+y');
  await strokes(page, 2);
  await settled(page);
  const drawn = await pixels(page, '#clean');
  await clear(page);
  await strokes(page, 0);
  await page.locator('#corruption-seed').focus();
  await page.keyboard.press('Control+z');
  await page.locator('#open-about').click();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Escape');
  await page.locator('#tab-dream').click();
  await expect(page.locator('#bench-dream')).toBeVisible();
  await page.keyboard.press('Control+z');
  await page.locator('#tab-denoise').click();
  await strokes(page, 0);
  await page.locator('#speed').focus();
  await page.keyboard.press('Control+z');
  await strokes(page, 2);
  await expect.poll(() => pixels(page, '#clean')).toEqual(drawn);
  // An example takes the place of a drawing, which comes back.
  await page.locator('.digits button').nth(1).click();
  await expect.poll(() => pixels(page, '#clean')).not.toEqual(drawn);
  await page.getByRole('button', { name: 'Undo' }).click();
  await strokes(page, 2);
  await expect.poll(() => pixels(page, '#clean')).toEqual(drawn);
  await page.keyboard.press('Control+Shift+z');
  await expect.poll(() => pixels(page, '#clean')).not.toEqual(drawn);
});

test('a picture from elsewhere that is cleared or drawn over comes back, too', async ({ page }) => {
  const levels = Array.from({ length: 784 }, (_, i) => (i % 28 > 10 && i % 28 < 15 && i > 140 && i < 600 ? 'e6' : '00')).join('');
  await opened(page, `#v=1&image=${levels}`);
  const picked = await pixels(page, '#clean');
  await clear(page);
  await expect(page.locator('#why')).not.toBeEmpty();
  await page.keyboard.press('Control+z');
  await expect.poll(() => pixels(page, '#clean')).toEqual(picked);
  await draw(page);
  await strokes(page, 2);
  await expect.poll(() => pixels(page, '#clean')).not.toEqual(picked);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect.poll(() => pixels(page, '#clean')).toEqual(picked);
  await expect.poll(() => page.url()).toContain(`image=${levels}`);
});

test('a drawing survives a reload in the same moment, and going away and coming back', async ({ page }) => {
  await opened(page, '#v=1&ink=&strength=0');
  await draw(page);
  // The link is still to be written, of the last stroke at least.
  expect(inkOf(page).length).toBeLessThan(2);
  await page.reload();
  await spoilt(page);
  await strokes(page, 2);
  const drawn = await pixels(page, '#clean');
  await expect.poll(() => inkOf(page)?.length).toBe(2);
  await draw(page);
  await page.goto('/icon.svg');
  await page.goBack();
  await strokes(page, 4);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await strokes(page, 2);
  // A link that is pasted while ours waits is followed; the drawing is one step back.
  await page.evaluate(() => (location.hash = '#v=1&seed=77&strength=0'));
  await expect(page.locator('#corruption-seed')).toHaveValue('77');
  await spoilt(page);
  expect(await pixels(page, '#clean')).not.toEqual(drawn);
  await page.goBack();
  await expect(page.locator('#corruption-seed')).toHaveValue('1');
  await page.goForward();
  await expect(page.locator('#corruption-seed')).toHaveValue('77');
});
