// The load generator, in its own process. Messages say what to request; it answers with the times.
import { Clock, now } from './clock.mjs';
import { GrpcCaller } from './grpc-caller.mjs';
import { HttpConnection } from './http-caller.mjs';
import { KINDS } from './requests.mjs';
import { Times } from './times.mjs';

const GRPC_OK = 0;
const HTTP_OK = 200;
const DEADLINE_MS = 10_000;
/** Requests that are prepared. A longer run repeats them. */
const PREPARED = 20_000;

/** Requests of a kind, or one request that all share. */
function requestsOf({ kind, shop, body, path }) {
  if (kind === 'same') {
    const same = { path, body: Buffer.from(body, 'base64') };
    return () => same;
  }
  const made = Array.from({ length: PREPARED }, (_, n) => KINDS[kind](n, shop));
  return (n) => made[n % made.length];
}

const clock = new Clock();

class Outcome {
  times = new Times();
  codes = {};
  bytes = 0;
  overDeadline = 0;

  /** @param ms the time that counts; @param onWay ms since the call was sent, which is compared with its deadline */
  add(ms, { status, bytes }, onWay, deadlineMs) {
    this.times.add(ms);
    this.codes[status] = (this.codes[status] ?? 0) + 1;
    this.bytes += bytes;
    if (onWay > deadlineMs * 1.1) this.overDeadline++;
  }
}

/**
 * Open loop: requests go out when they are due, at random intervals, whether or not earlier ones are answered. A time counts
 * from when its request was due, so a pause of the server counts for all requests during the pause.
 */
async function open({
  address,
  authorization,
  rate,
  seconds,
  connections = 4,
  deadlineMs = DEADLINE_MS,
  seed = 0,
  ...what
}) {
  const requestOf = requestsOf(what);
  const caller = new GrpcCaller(address, connections, authorization);
  const outcome = new Outcome();
  const late = new Times();
  const calls = new Set();
  const begun = performance.now();
  let sent = 0;
  await clock.run({ rate, seconds, seed }, (due) => {
    const at = now();
    late.add(at - due);
    const call = caller.call(requestOf(sent++), deadlineMs).then((answer) => {
      outcome.add(now() - due, answer, now() - at, deadlineMs);
      calls.delete(call);
    });
    calls.add(call);
  });
  await Promise.all(calls);
  caller.close();
  return { sent, late: late.summary(), ...resultOf(outcome, (performance.now() - begun) / 1000) };
}

/** Closed loop: so many callers. Each sends its next request as soon as it has an answer. */
async function closed({ seconds, concurrency, ...what }) {
  const requestOf = requestsOf(what);
  const { ask, close } = await (what.http ? overHttp : overGrpc)(what, concurrency);
  const outcome = new Outcome();
  const begun = performance.now();
  let sent = 0;
  await Promise.all(
    Array.from({ length: concurrency }, async (_, who) => {
      while (performance.now() - begun < seconds * 1000) {
        const at = performance.now();
        const answer = await ask(requestOf(sent++), who);
        const ms = performance.now() - at;
        outcome.add(ms, answer, ms, DEADLINE_MS);
      }
    }),
  );
  close();
  return { sent, ...resultOf(outcome, (performance.now() - begun) / 1000) };
}

async function overGrpc({ address, connections = 4 }, concurrency) {
  const caller = new GrpcCaller(address, Math.min(connections, concurrency));
  return { ask: (request) => caller.call(request, DEADLINE_MS), close: () => caller.close() };
}

async function overHttp({ port }, concurrency) {
  const connections = await Promise.all(Array.from({ length: concurrency }, () => HttpConnection.open(port)));
  return {
    ask: ({ path, body }, who) => connections[who].post(path, body.toString()),
    close: () => {
      for (const connection of connections) connection.close();
    },
  };
}

function resultOf({ times, codes, bytes, overDeadline }, seconds) {
  const { count } = times.summary();
  const ok = (codes[GRPC_OK] ?? 0) + (codes[HTTP_OK] ?? 0);
  return {
    seconds,
    ok,
    codes,
    overDeadline,
    perSecond: ok / seconds,
    bytes: bytes / Math.max(1, count),
    ...times.summary(),
  };
}

process.on('message', async (message) => {
  if (message.end) process.exit(0);
  try {
    process.send({ result: await (message.rate ? open : closed)(message) });
  } catch (error) {
    process.send({ failed: error.stack });
  }
});
process.on('disconnect', () => process.exit(1));
process.send({ ready: true });
