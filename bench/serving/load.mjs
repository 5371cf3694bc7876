// The load generator, in its own process. Messages say what to request; it answers with the times.
import { Times } from '../times.mjs';
import { GrpcCaller, HttpCaller } from './callers.mjs';
import { Clock, now } from './clock.mjs';

const CALLERS = { http: HttpCaller, grpc: GrpcCaller };

const clock = new Clock();

/**
 * Open loop: requests go out when they are due, at random intervals, whether or not earlier ones are answered. A time counts
 * from when its request was due, so a pause of the server counts for all requests during the pause.
 */
async function openLoop(pace, send) {
  const calls = new Set();
  await clock.run(pace, (due) => {
    const call = send(due).then(() => calls.delete(call));
    calls.add(call);
  });
  await Promise.all(calls);
}

/** Closed loop: each connection asks once it has its answer, for so many seconds, or until every request was sent once. */
async function closedLoop({ connections, seconds, requests }, send) {
  const end = seconds && now() + 1000 * seconds;
  let begun = 0;
  const goesOn = () => (end ? now() < end : begun++ < requests.length);
  const askOn = async () => {
    while (goesOn()) await send(now());
  };
  await Promise.all(Array.from({ length: connections }, askOn));
}

async function load({ protocol, address, authorization, connections, ...asked }) {
  const caller = new CALLERS[protocol](address, connections, authorization);
  const requests = asked.requests.map((request) => caller.prepare(request));
  const times = new Times();
  let [sent, answered, failure] = [0, 0];
  const send = async (due) => {
    const failed = await caller.call(requests[sent++ % requests.length]);
    if (failed) failure = failed;
    else answered++;
    times.add(now() - due);
  };
  const begun = now();
  if (asked.rate) await openLoop(asked, send);
  else await closedLoop({ connections, seconds: asked.seconds, requests }, send);
  const perSecond = (1000 * answered) / (now() - begun);
  caller.close();
  return { sent, answered, failure, perSecond, ...times.summary() };
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
