// The load generator, in its own process. Messages say what to request; it answers with the times.
import { Times } from '../times.mjs';
import { Clock, now } from './clock.mjs';
import { GrpcCaller } from './grpc-caller.mjs';
import { KINDS } from './requests.mjs';

const GRPC_OK = 0;
const DEADLINE_MS = 10_000;
/** Requests that are prepared. A longer run repeats them. */
const PREPARED = 20_000;

const clock = new Clock();

/**
 * Open loop: requests go out when they are due, at random intervals, whether or not earlier ones are answered. A time counts
 * from when its request was due, so a pause of the server counts for all requests during the pause.
 */
async function load({ address, authorization, kind, shop, rate, seconds, deadlineMs = DEADLINE_MS, seed = 0 }) {
  const requests = Array.from({ length: PREPARED }, (_, n) => KINDS[kind](n, shop));
  const caller = new GrpcCaller(address, 4, authorization);
  const [times, late] = [new Times(), new Times()];
  const calls = new Set();
  const codes = {};
  const begun = performance.now();
  let [sent, overDeadline] = [0, 0];
  await clock.run({ rate, seconds, seed }, (due) => {
    const at = now();
    late.add(at - due);
    const call = caller.call(requests[sent++ % PREPARED], deadlineMs).then((status) => {
      times.add(now() - due);
      codes[status] = (codes[status] ?? 0) + 1;
      if (now() - at > deadlineMs * 1.1) overDeadline++;
      calls.delete(call);
    });
    calls.add(call);
  });
  await Promise.all(calls);
  caller.close();
  const took = (performance.now() - begun) / 1000;
  const ok = codes[GRPC_OK] ?? 0;
  return { sent, late: late.summary(), seconds: took, ok, codes, overDeadline, ...times.summary() };
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
