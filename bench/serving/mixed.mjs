// All kinds of calls of an app, for a long time, while stores fail one after the other. Is every call answered in time? Does
// memory grow?
//   node bench/serving/mixed.mjs '{"seconds":600,"rate":200,"deadlineMs":1000,"faultSeconds":5,…}'
import { machine, megabytes, print, rounded, say, settings, wait } from '../run.mjs';
import { slope } from '../times.mjs';
import { startGateway, startLoad, withShop } from './gateway.mjs';

const given = { stack: 'embedded', ...settings() };
const { items = 5000, users = 20_000, width = 64, json } = given;
const { seconds = 600, rate = 200, deadlineMs = 1000, faultSeconds = 5 } = given;
const shop = { items, users, run: process.pid };

/** In this order, each followed by a time without fault. Slow means slower than a caller waits. */
const FAULTS = ['profiles', 'catalog', 'vectors', 'bus'].flatMap((store) => [
  { store, kind: 'away' },
  { store, kind: 'slow', ms: 2 * deadlineMs },
]);
const NO_FAULT = { kind: 'none' };
/** Time between samples of memory. In the first third of the samples, the process still warms up. */
const SAMPLE_MS = 1000;
const SETTLED = 1 / 3;

/** Injects one fault after the other while `running()`. @returns the number of faults */
async function injectFaults(gateway, running) {
  let count = 0;
  while (running()) {
    const fault = FAULTS[count % FAULTS.length];
    say(`${fault.store} ${fault.kind}`);
    for (const each of [fault, NO_FAULT]) {
      gateway.child.send({ fault: each });
      await wait(faultSeconds * 1000);
    }
    count++;
  }
  return count;
}

async function sampleMemory(gateway, running) {
  const samples = [];
  for (const begun = Date.now(); running(); await wait(SAMPLE_MS)) {
    samples.push({ seconds: (Date.now() - begun) / 1000, ...(await gateway.usage()) });
  }
  return samples;
}

/** Bytes after a garbage collection; growth in bytes a second, once the process has settled. */
function memoryOf(samples) {
  const settled = samples.slice(Math.floor(samples.length * SETTLED));
  const growth = (name) => slope(settled.map((sample) => ({ seconds: sample.seconds, value: sample[name] })));
  const peak = (name) => Math.max(...samples.map((sample) => sample[name]));
  return {
    heapAtStart: settled[0].heapUsed,
    heapAtEnd: settled.at(-1).heapUsed,
    heapGrowth: growth('heapUsed'),
    rssPeak: peak('rss'),
    rssAtEnd: settled.at(-1).rss,
    rssGrowth: growth('rss'),
  };
}

/** The report as text: calls that were late or not answered, and memory. */
function show({ calls, faults, memory, machine: { load } }) {
  console.log(`${calls.sent} calls in ${seconds} s with ${faults} faults; load ${rounded(load, 1)}`);
  console.log(
    `p50 ${rounded(calls.p50)} ms, p99 ${rounded(calls.p99)}, most ${rounded(calls.max)}; by gRPC code (-1: no answer)`,
    calls.codes,
  );
  console.log(`${calls.overDeadline} later than their deadline of ${deadlineMs} ms and a tenth`);
  console.log(
    `heap ${megabytes(memory.heapAtStart)} to ${megabytes(memory.heapAtEnd)}, growing by ${rounded(memory.heapGrowth / 1024, 1)} KB/s; ` +
      `resident ${megabytes(memory.rssAtEnd)}, at most ${megabytes(memory.rssPeak)}`,
  );
}

await withShop({ items, users, width }, given, async (place) => {
  // Without this, every call that meets a fault would log it.
  const gateway = await startGateway(place, { log: 'silent' });
  const load = await startLoad(gateway);
  let running = true;
  const faults = injectFaults(gateway, () => running);
  const samples = sampleMemory(gateway, () => running);
  const calls = await load({ kind: 'mixed', shop, rate, seconds, deadlineMs }).finally(() => {
    running = false;
  });
  const settled = { calls, faults: await faults, memory: memoryOf(await samples) };
  print({ ...shop, seconds, rate, deadlineMs, ...settled, machine: machine() }, json, show);
});
