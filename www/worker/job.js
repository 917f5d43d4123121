// How a long action runs: in slices, with frames on the way, until it is done or cancelled.

/** @typedef {{ cancelled: boolean, post: (frame: Record<string, any>) => void }} Job */
/** @typedef {Record<string, (payload: any, job: Job) => any>} Actions */

/** Milliseconds a job computes before it looks whether it has been cancelled. */
const SLICE = 12;

export class Cancelled extends Error {}

/** Lets waiting messages in, a cancellation among them. */
const breath = () => new Promise((resolve) => setTimeout(resolve, 0));

/**
 * Calls `advance` until it returns false, with a breath after every slice.
 * @param {Job} job @param {() => boolean} advance @param {() => void} [pause] called before every breath and at the end
 */
export async function inSlices(job, advance, pause = () => {}) {
  let since = performance.now();
  do {
    if (job.cancelled) throw new Cancelled();
    if (performance.now() - since > SLICE) {
      pause();
      await breath();
      since = performance.now();
    }
  } while (advance());
  pause();
}
