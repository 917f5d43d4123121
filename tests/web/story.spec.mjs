import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { words as german } from '../../www/strings/de/story.js';
import { words as exercises } from '../../www/strings/en/exercise.js';
import { words as english } from '../../www/strings/en/story.js';
import { asked, open, pixels, settled, spoilt } from './page.mjs';

/** Scenes, and the benches behind their doors. */
const SCENES = { spoil: 'Denoise', explain: 'Look inside', push: 'Paper', learn: 'Learn', dream: 'Dream' };
const NAMES = Object.keys(SCENES);

const openStory = async (page, fields = '') => {
  await open(page, `#v=1&bench=story${fields}`);
  await expect(page.locator('#story-spoil')).toBeVisible();
};
const figureOf = (page, name) => page.locator(`#story-${name} .story-figure`);
const playOf = (page, name) => page.locator(`#story-${name} .story-play`);
const lookAt = (page, name) => figureOf(page, name).evaluate((figure) => figure.scrollIntoView({ block: 'start', behavior: 'instant' }));

/** Waits until a scene has come to its end, or for the one without end. */
const played = (page, name) =>
  (name === 'dream' ? expect(playOf(page, name)).toHaveText('Pause', { timeout: 60_000 })
    : expect(playOf(page, name)).toHaveText('Play again', { timeout: 60_000 }));
/** Exercises of the scenes that have some. */
const EXERCISES = { spoil: ['noise', 'trust', 'half'], explain: ['rounds', 'pull'], push: ['gradient'] };

/** Unfolds an exercise where it is not, makes a prediction, and runs it. */
async function runOf(page, scene, name, choice = 0) {
  const fold = page.locator(`#story-${scene} .fold`);
  if (!(await fold.evaluate(({ open }) => open))) await fold.locator('summary').click();
  await expect(fold.locator('.exercise')).toBeVisible();
  const question = fold.getByText(exercises[`exercise.${name}`]);
  while (!(await question.isVisible())) {
    const number = await fold.locator('small').textContent();
    await fold.getByRole('button', { name: 'Next' }).click();
    await expect(fold.locator('small')).not.toHaveText(number);
  }
  await expect(fold.getByRole('button', { name: 'Run' })).toBeDisabled();
  await fold.getByRole('radio').nth(choice).check();
  await fold.getByRole('button', { name: 'Run' }).click();
  await expect(fold.locator('.outcome p')).toHaveCount(3, { timeout: 60_000 });
  return fold;
}
const numbersIn = (text) => text.match(/[-−]?\d+\.\d+/g).map((number) => Number(number.replace('−', '-')));

const inked = (canvas) =>
  canvas.evaluate((canvas) => new Set(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data).size > 3);

test('each scene plays when it comes into view, and rests elsewhere', { tag: '@phone' }, async ({ page }) => {
  test.setTimeout(240_000);
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await openStory(page);
  await expect(playOf(page, 'dream')).toHaveText('Play');
  for (const name of NAMES) {
    await lookAt(page, name);
    await expect(playOf(page, name)).toHaveText('Pause', { timeout: 30_000 });
    await played(page, name);
    for (const canvas of await figureOf(page, name).locator('figure:visible canvas').all()) await expect.poll(() => inked(canvas)).toBe(true);
  }
  await lookAt(page, 'spoil');
  await expect(playOf(page, 'dream')).toHaveText('Play');
  // What has come to its end stays there until somebody asks.
  await expect(playOf(page, 'spoil')).toHaveText('Play again');
  await expect(figureOf(page, 'spoil').locator('.story-said')).toContainText('salt and pepper');
  await expect(page.locator('.story-figure output.why')).toHaveText(['', '', '', '', '']);
  expect(complaints).toEqual([]);
});

test('no scene says more than 120 words, in either language', () => {
  for (const words of [english, german]) {
    for (const name of NAMES) {
      const text = ['text', 'surprise', 'try'].map((part) => words[`story.${name}.${part}`]).join(' ');
      expect(text.split(/\s+/).length, text).toBeLessThanOrEqual(120);
    }
  }
});

test('every door leads where it says, and the way back to the scene', async ({ page }) => {
  test.setTimeout(240_000);
  await openStory(page);
  for (const [name, bench] of Object.entries(SCENES)) {
    await page.locator(`#story-${name} .door`).first().click();
    await expect(page.getByRole('tab', { name: bench })).toHaveAttribute('aria-selected', 'true');
    await page.getByRole('tab', { name: 'Story' }).click();
    await expect(page.locator(`#story-${name} h2`)).toBeInViewport();
  }
  await page.getByRole('button', { name: 'Both slopes in Look inside' }).click();
  await expect(page.getByRole('heading', { name: 'Is targetprop honest?' })).toBeInViewport();
});

test('contents lead to scenes, and the link keeps which one is read', async ({ page }) => {
  await openStory(page, '&story.scene=push');
  await expect(page.locator('#story-push h2')).toBeInViewport();
  const contents = page.getByRole('navigation', { name: 'Scenes of the story' });
  await expect(contents.getByRole('button', { name: 'Push' })).toHaveAttribute('aria-current', 'step');
  await contents.getByRole('button', { name: 'What it dreams' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('#story-dream h2')).toBeInViewport();
  await expect(contents.locator('[aria-current]')).toHaveText(/dreams/);
  await expect.poll(() => page.url()).toContain('story.scene=dream');
  expect(await page.locator('#bench-story h2').allTextContents()).toEqual(NAMES.map((name) => english[`story.${name}`]));
});

test('another noise, silent units, push and exact gradient, other dreams: what there is to try', async ({ page }) => {
  test.setTimeout(240_000);
  await openStory(page);
  await played(page, 'spoil');
  await figureOf(page, 'spoil').getByRole('button', { name: 'Lower half gone' }).click();
  await expect(playOf(page, 'spoil')).toHaveText('Pause');
  await played(page, 'spoil');
  await expect(figureOf(page, 'spoil').locator('.story-said')).toContainText('spoilt in one place');

  await lookAt(page, 'explain');
  await played(page, 'explain');
  const says = figureOf(page, 'explain').locator('.story-said');
  await expect(says).toContainText('read as 5');
  await figureOf(page, 'explain').getByRole('button', { name: '5 %', exact: true }).click();
  await expect(says).toContainText('Iteration 0:');
  const total = async () => Number((await says.textContent()).match(/= ([−\d.]+)/)[1].replace('−', '-'));
  const before = await total();
  await played(page, 'explain');
  expect(await total()).toBeGreaterThan(before + 5);
  await expect(says).toContainText('read as 5');
  await expect(figureOf(page, 'explain').getByText('white in h1: 50 silent units')).toBeVisible();
  await figureOf(page, 'explain').getByRole('button', { name: '50 %', exact: true }).click();
  await expect(says).toContainText(/Iteration 15: read as 3.*best at iteration \d/, { timeout: 60_000 });
  await page.getByRole('slider', { name: 'Iteration' }).fill('3');
  await expect(says).toContainText('Iteration 3:');

  await lookAt(page, 'push');
  await played(page, 'push');
  expect(Number((await figureOf(page, 'push').getByText(/^cosine/).textContent()).match(/0\.\d+/)[0])).toBeGreaterThan(0.2);
  const onH1 = figureOf(page, 'push').locator('.of-difference .oblong');
  expect(new Set(await onH1.evaluateAll((list) => list.map((canvas) => canvas.toDataURL()))).size).toBe(2);

  await lookAt(page, 'learn');
  await played(page, 'learn');
  await page.getByRole('slider', { name: 'After' }).fill('2');
  await expect(figureOf(page, 'learn').locator('.slider output')).toHaveText(/^2.000 digits$/);

  await lookAt(page, 'dream');
  await figureOf(page, 'dream').getByRole('button', { name: '4', exact: true }).click();
  await expect(figureOf(page, 'dream').getByRole('button', { name: /read as 4, to Denoise/ }).nth(9)).toBeAttached({ timeout: 30_000 });
  await playOf(page, 'dream').click();
  await expect(playOf(page, 'dream')).toHaveText('Play');
  await figureOf(page, 'dream').getByRole('button', { name: /^Take dream 1,/ }).click();
  await expect(page.getByRole('tab', { name: 'Denoise' })).toHaveAttribute('aria-selected', 'true');
});

test('what the visitor pauses stays, and nothing runs behind another bench', async ({ page }) => {
  await openStory(page, '&story.scene=dream');
  await lookAt(page, 'dream');
  await expect(playOf(page, 'dream')).toHaveText('Pause', { timeout: 30_000 });
  await page.keyboard.press('Space');
  await expect(playOf(page, 'dream')).toHaveText('Play');
  await lookAt(page, 'spoil');
  await lookAt(page, 'dream');
  await expect(playOf(page, 'dream')).toHaveText('Play');
  await playOf(page, 'dream').click();
  await expect(playOf(page, 'dream')).toHaveText('Pause');
  await page.getByRole('tab', { name: 'Denoise' }).click();
  await settled(page);
  expect(await asked(page)).toBe(0);
});

test('without motion the end stands beside the start', async ({ page }) => {
  test.setTimeout(120_000);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openStory(page);
  for (const name of NAMES) {
    await lookAt(page, name);
    await expect(playOf(page, name)).toHaveText('Play again', { timeout: 60_000 });
    expect(await page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length)).toBe(0);
    const [start] = await figureOf(page, name).locator('.before canvas').all();
    if (start) await expect(start).toBeVisible();
  }
  await expect(figureOf(page, 'explain').locator('.story-said')).toContainText('Iteration 15:');
});

test('the story can be read by all', { tag: '@phone' }, async ({ page }) => {
  test.setTimeout(120_000);
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openStory(page);
    for (const name of NAMES) {
      await lookAt(page, name);
      await expect(playOf(page, name)).toHaveText('Play again', { timeout: 60_000 });
    }
    await runOf(page, 'spoil', 'half');
    await runOf(page, 'push', 'gradient');
    expect((await new AxeBuilder({ page }).include('#bench-story').analyze()).violations).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  }
});

test('where the canvas is empty the story is one of an example', async ({ page }) => {
  await openStory(page);
  await page.getByRole('tab', { name: 'Denoise' }).click();
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('tab', { name: 'Story' }).click();
  await played(page, 'spoil');
  expect(await inked(page.locator('#story-spoil .pair canvas').nth(1))).toBe(true);
});

/** What is answered where these numbers stand under the pictures: of the spoilt digit and of what was restored, or cosines. */
const nearer = (first, second) => (second < 0.9 * first ? 'nearer' : second > 1.1 * first ? 'farther' : 'same');
const ANSWERS = {
  noise: ([before, after]) => (after < 0.2 * before ? 'little' : after < 0.5 * before ? 'some' : 'most'),
  trust: ([, blind, told]) => (told > 0.9 * blind ? 'hardly' : told > 0.5 * blind ? 'some' : 'much'),
  half: ([, noise, mixture]) => ({ nearer: 'mixture', same: 'same', farther: 'noise' })[nearer(noise, mixture)],
  rounds: ([, one, ten]) => nearer(one, ten),
  pull: ([, weak, strong]) => nearer(weak, strong),
  gradient: ([, last]) => (last > 0.8 ? 'high' : last > 0.2 ? 'middle' : 'low'),
};

test('exercises show both runs, are answered by what was measured, and change nothing of the visitor’s', async ({ page }) => {
  test.setTimeout(240_000);
  const fetched = [];
  page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
  const kept = () => [...new URLSearchParams(new URL(page.url()).hash.slice(1))].filter(([key]) => !key.startsWith('story.'));
  const mine = async () => {
    await page.getByRole('tab', { name: 'Denoise' }).click();
    await spoilt(page);
    const digit = await pixels(page, '#clean');
    await page.getByRole('tab', { name: 'Story' }).click();
    await expect.poll(() => page.url()).toMatch(/bench=story.*&ink=/);
    return { digit, link: kept() };
  };
  await openStory(page, '&seed=2&mode=denoise&denoise.n_steps=20');
  const before = await mine();
  expect(fetched.filter((name) => /story\/(exercise|measure)|en\/exercise/.test(name))).toEqual([]);
  let choice = 0;
  for (const [scene, names] of Object.entries(EXERCISES)) {
    for (const [i, name] of names.entries()) {
      choice = (choice + 1) % 3;
      const fold = await runOf(page, scene, name, choice);
      if (names.length > 1) await expect(fold.locator('.exercise')).toContainText(`${i + 1} of ${names.length}`);
      await expect.poll(() => page.url()).toContain(`story.exercise=${name}`);
      const pictures = await fold.locator('.runs canvas').evaluateAll((list) => list.map((canvas) => canvas.toDataURL()));
      expect(pictures).toHaveLength(name === 'noise' ? 3 : 4);
      expect(new Set(pictures).size).toBe(pictures.length);
      const numbers = numbersIn((await fold.locator('.runs .measured').allTextContents()).join(' '));
      expect(numbers).toHaveLength(name === 'noise' || name === 'gradient' ? 2 : 3);
      const outcome = fold.locator('.outcome');
      const answer = await outcome.getAttribute('data-answer');
      expect(answer, name).toBe(ANSWERS[name](numbers));
      const predicted = await fold.getByRole('radio').nth(choice).getAttribute('value');
      await expect(outcome).toContainText(answer === predicted ? 'As you predicted.' : `Not as you predicted: it is ${exercises[`exercise.${name}.${answer}`]}.`);
      await expect(outcome).toContainText(exercises[`exercise.${name}.${answer}.why`]);
      // What is told is what stands under the pictures, but for terms of the objective.
      const told = numbersIn(await outcome.locator('p').nth(1).textContent());
      expect(told).toEqual(expect.arrayContaining(name === 'noise' || name === 'gradient' ? numbers : numbers.slice(1)));
    }
  }
  expect(await mine()).toEqual(before);
  await expect(page.locator('#counter')).toHaveText('not started');
});

test('what an exercise has measured is seen on its bench', async ({ page }) => {
  test.setTimeout(240_000);
  await openStory(page, '&seed=2&story.exercise=pull');
  await expect(page.locator('#story-explain .exercise fieldset')).toBeInViewport();
  const pull = await runOf(page, 'explain', 'pull');
  const [, weak, strong] = await pull.locator('.measured').allTextContents();
  await pull.getByRole('button', { name: 'See it in Denoise' }).click();
  await expect(page.locator('#error-restored')).toHaveText(weak, { timeout: 60_000 });
  await expect(page.locator('#error-restored-b')).toHaveText(strong);
  await page.getByRole('tab', { name: 'Story' }).click();
  // Whoever comes back finds what was measured.
  await expect(pull.locator('.outcome p').first()).toBeInViewport();
  const trust = await runOf(page, 'spoil', 'trust');
  const [, blind] = await trust.locator('.measured').allTextContents();
  await trust.getByRole('button', { name: 'See it in Denoise' }).click();
  await expect(page.locator('#error-restored')).toHaveText(blind, { timeout: 60_000 });
  await expect(page.locator('#corruption-seed')).toHaveValue('2');
  await page.getByRole('tab', { name: 'Story' }).click();
  const gradient = await runOf(page, 'push', 'gradient');
  const cosines = numbersIn((await gradient.locator('.measured').allTextContents()).join(' '));
  await gradient.getByRole('button', { name: 'See it in Look inside' }).click();
  await expect(page.locator('#inside-input')).toHaveValue('clean');
  const table = () => page.locator('#inside-honesty-table tr').evaluateAll((rows) => rows.slice(1).map((row) => Number(row.cells[1].textContent)));
  await expect.poll(async () => (await table()).length, { timeout: 30_000 }).toBeGreaterThan(2);
  const [first, last] = [(await table())[0], (await table()).at(-1)];
  expect(cosines[0]).toBeCloseTo(first, 1);
  expect(cosines[1]).toBeCloseTo(last, 1);
});

test('an exercise ends with its bench, and tells what goes wrong', async ({ page }) => {
  await page.route('**/story/exercise.js', (route) => route.abort());
  await openStory(page, '&story.exercise=trust');
  const fold = page.locator('#story-spoil .fold');
  await expect(fold).toContainText('could not be fetched');
  await page.unroute('**/story/exercise.js');
  for (let i = 0; i < 2; i++) await fold.locator('summary').click();
  await fold.getByRole('radio').first().check();
  await page.evaluate(() => {
    document.querySelector('#story-spoil .primary').click();
    document.querySelector('#tab-denoise').click();
  });
  await expect(page.locator('#bench-denoise')).toBeVisible();
  await settled(page);
  expect(await asked(page)).toBe(0);
  await page.getByRole('tab', { name: 'Story' }).click();
  await expect(fold.getByRole('button', { name: 'Run' })).toBeEnabled();
  await expect(fold.locator('.outcome')).toBeEmpty();
  // That model has not learned to restore.
  await page.locator('#model').selectOption('paper');
  await expect(page.locator('#model-problem')).toBeEmpty();
  await fold.getByRole('button', { name: 'Run' }).click();
  await expect(fold.locator('.outcome')).toContainText('It could not be run: expected the restorer', { timeout: 30_000 });
  await expect(fold.getByRole('button', { name: 'Run' })).toBeEnabled();
});

test('where the canvas is empty an exercise takes an example, and to its bench, too', async ({ page }) => {
  await openStory(page);
  await page.getByRole('tab', { name: 'Denoise' }).click();
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('tab', { name: 'Story' }).click();
  const fold = await runOf(page, 'spoil', 'noise');
  const after = await fold.locator('.measured').last().textContent();
  await fold.getByRole('button', { name: 'See it in Denoise' }).click();
  await expect(page.locator('#error-restored')).toContainText(/error \d/, { timeout: 60_000 });
  const [measured] = numbersIn(after);
  // The digit that is handed over has the levels of a link.
  await expect.poll(async () => Math.abs(numbersIn(await page.locator('#error-restored').textContent())[0] - measured)).toBeLessThan(0.2);
});
