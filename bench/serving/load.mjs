// The load generator, in its own process. Messages say what to request; it answers with the times.
import { RecommendMode, RecommendRequest } from '@stars/contracts';
import { unit } from '../made-up.mjs';
import { Times } from '../times.mjs';
import { Clock, now } from './clock.mjs';
import { GrpcCaller } from './grpc-caller.mjs';

const GRPC_OK = 0;
const DEADLINE_MS = 10_000;
/** Requests that are prepared. A longer run repeats them. */
const PREPARED = 20_000;
/** `default` is a request that names no mode. */
const MODES = { default: RecommendMode.RECOMMEND_MODE_UNSPECIFIED, rr: RecommendMode.RECOMMEND_MODE_ROUND_ROBIN };

const clock = new Clock();

/** k = 20 for any of the users. */
const requestOf = (n, users, mode) =>
  RecommendRequest.encode(
    RecommendRequest.fromPartial({ userId: users[Math.floor(users.length * unit(n, 90))], k: 20, mode: MODES[mode] }),
  ).finish();

/**
 * Open loop: requests go out when they are due, at random intervals, whether or not earlier ones are answered. A time counts
 * from when its request was due, so a pause of the server counts for all requests during the pause.
 */
async function load({ address, authorization, users, mode, rate, seconds, seed }) {
  const requests = Array.from({ length: PREPARED }, (_, n) => requestOf(n, users, mode));
  const caller = new GrpcCaller(address, 4, authorization);
  const times = new Times();
  const calls = new Set();
  let [sent, answered] = [0, 0];
  await clock.run({ rate, seconds, seed }, (due) => {
    const call = caller.recommend(requests[sent++ % PREPARED], DEADLINE_MS).then((status) => {
      times.add(now() - due);
      if (status === GRPC_OK) answered++;
      calls.delete(call);
    });
    calls.add(call);
  });
  await Promise.all(calls);
  caller.close();
  return { sent, answered, ...times.summary() };
}

process.on('message', async (message) => {
  if (message.end) process.exit(0);
  try {
    process.send({ result: await load(message) });
  } catch (error) {
    process.send({ failed: error.stack });
  }
});
process.on('disconnect', () => process.exit(1));
process.send({ ready: true });
