// The digit that scenes and exercises are about.

import { Cancelled } from '../../client/model-client.js';
import { ACTION } from '../../client/protocol.js';

/**
 * The visitor's digit, or an example where the canvas is empty. Not by the session, of which only the newest request counts.
 * @param {import('../../app/benches.js').Context} context
 */
export async function digitOf({ session, store: { state } }) {
  if (state.clean) return state.clean;
  const client = clientOf(session);
  const ink = await client.request(ACTION.example, { digit: EXAMPLE, variant: 0 });
  const { clean } = await client.request(ACTION.digit, { ink, corruption: state.corruption });
  return /** @type {Float32Array} */ (clean);
}
const EXAMPLE = 5;

/** @param {import('../../app/session.js').Session} session */
export function clientOf({ client }) {
  if (!client) throw new Cancelled();
  return client;
}
