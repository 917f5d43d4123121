import { expect, test } from '@playwright/test';
import { draw, handOverWorkers, open, ready, restore, spoilt } from './page.mjs';

const MODEL = '**/model/*.safetensors';
const problem = (page) => page.locator('#notice p');

for (const [name, response, reason] of [
  ['missing', { status: 404 }, 'the server answered 404'],
  ['foreign', { body: 'not a model, but long enough to look at' }, 'arrived damaged, twice: expected the file that belongs to this page, found another of 0 kB'],
  ['empty', { body: '' }, 'arrived damaged, twice: expected the file that belongs to this page, found another of 0 kB'],
]) {
  test(`a ${name} model file is explained, and Try again works`, async ({ page }) => {
    await page.route(MODEL, (route) => route.fulfill(response));
    await page.goto('/');
    await expect(problem(page)).toContainText(reason);
    await expect(page.locator('#play')).toBeDisabled();
    await page.unroute(MODEL);
    await page.getByRole('button', { name: 'Try again' }).click();
    await ready(page);
    await spoilt(page);
  });
}

test('a model file cut short is explained', async ({ page, request, baseURL }) => {
  const whole = await (await request.get(`${baseURL}/model/default.safetensors`)).body();
  await page.route(MODEL, (route) => route.fulfill({ body: whole.subarray(0, whole.length / 2) }));
  await page.goto('/');
  await expect(problem(page)).toContainText(/The model .* arrived damaged, twice: expected the file that belongs to this page, found another of 9\d\d kB/);
});

test('a worker that dies is replaced, one that dies again and again is explained; the drawing is kept, and Try again goes on', async ({ page }) => {
  await handOverWorkers(page);
  await open(page);
  await spoilt(page);
  await page.getByRole('button', { name: 'Clear' }).click();
  await draw(page);
  await spoilt(page);
  for (const time of [1, 2, 3]) {
    await page.evaluate((time) => {
      window.lastWorker.terminate();
      window.lastWorker.dispatchEvent(new ErrorEvent('error', { message: `out of memory, time ${time}` }));
    }, time);
    if (time < 3) {
      await expect(page.locator('#model-problem')).toContainText(`The worker stopped: out of memory, time ${time}. Another has taken its place`);
      await spoilt(page);
      await restore(page);
    }
  }
  await expect(problem(page)).toHaveText('The worker stopped: out of memory, time 3. Your drawing is kept.');
  await expect(page.locator('#ink')).toHaveAttribute('aria-label', 'Drawing canvas, 2 strokes');
  await page.getByRole('button', { name: 'Try again' }).click();
  await ready(page);
  await spoilt(page);
  await expect(page.locator('#ink')).toHaveAttribute('aria-label', 'Drawing canvas, 2 strokes');
});

test('a browser without WebAssembly or without its SIMD is told so', async ({ page }) => {
  await page.addInitScript(() => (WebAssembly.validate = () => false));
  await page.goto('/');
  await expect(problem(page)).toContainText('no WebAssembly SIMD');
  await page.addInitScript(() => delete window.WebAssembly);
  await page.goto('/?without');
  await expect(problem(page)).toContainText('no WebAssembly,');
});

test('another model that cannot be had leaves the page with the one it has', async ({ page }) => {
  await open(page);
  await spoilt(page);
  await page.route('**/model/paper.safetensors', (route) => route.fulfill({ body: 'not a model, but long enough to look at' }));
  await page.locator('#model').selectOption('paper');
  await expect(page.locator('#model-problem')).toContainText('arrived damaged, twice: expected the file that belongs to this page, found another of 0 kB');
  await expect(page.locator('#model')).toHaveValue('default');
  await restore(page);
  await page.unroute('**/model/paper.safetensors');
  await page.locator('#model').selectOption('paper');
  await expect(page.locator('#model-problem')).toBeEmpty();
  await restore(page);
});

test('what is taken back before it is asked, or asked of a worker that has ended, is refused at once', async ({ page }) => {
  await page.goto('/icon.svg');
  const answers = await page.evaluate(async () => {
    const [{ Cancelled, NO_MODEL_WORKER, ModelClient }, { ACTION }] = await Promise.all([import('/client/model-client.js'), import('/client/protocol.js')]);
    const client = new ModelClient(() => {}, NO_MODEL_WORKER);
    await client.request(ACTION.start);
    const nameOf = (answer) => answer.then(() => 'answered', (error) => error.name);
    const early = await nameOf(client.request(ACTION.start, null, { signal: AbortSignal.abort() }));
    const running = nameOf(client.latest(ACTION.start));
    const waiting = nameOf(client.latest(ACTION.start));
    client.close(new Cancelled());
    return [early, await running, await waiting, await nameOf(client.request(ACTION.start))];
  });
  expect(answers).toEqual(Array(4).fill('Cancelled'));
});

test('results that cannot be read are explained, and the next look tries again', async ({ page }) => {
  await page.route('**/model/results.json', (route) => route.fulfill({ status: 404 }));
  await open(page);
  await page.getByRole('tab', { name: 'Paper' }).click();
  await expect(page.locator('#results-problem')).toContainText('the server answered 404');
  await page.unroute('**/model/results.json');
  await page.getByRole('tab', { name: 'Denoise' }).click();
  await page.getByRole('tab', { name: 'Paper' }).click();
  await expect(page.locator('#results tbody tr').first()).toBeVisible();
  await expect(page.locator('#results-problem')).toBeEmpty();
});
