// How fast and how steadily the gateway answers:
//   node bench/serving/serve.mjs '{"stack":"embedded"|"servers",…}'
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { recommendationClient } from '@stars/contracts';
import { machine, megabytes, print, rounded, say, settings, table } from '../run.mjs';
import { startGateway, startLoad, withShop } from './gateway.mjs';
import { modesOf } from './modes.mjs';
import { pageRequest } from './requests.mjs';
import { stagesBetween } from './stages.mjs';

const given = { stack: 'embedded', ...settings() };
const { stack, items = 50_000, users = 1_000_000, width = 128, profile, json } = given;
const { rates = '500,1000', seconds = 30, warmUp = 10, rounds = 3 } = given;
const { mode = 'default', histories = '20,200,1000', modeRate = 100 } = given;
const lengths = histories.split(',').map(Number);
/** Of the requests whose modes are not compared. */
const history = lengths.includes(200) ? 200 : lengths[0];
const shop = { items, users, run: process.pid, history, mode };
/** Seconds of one run of one mode: short, so that the machine is in the same state for all modes of a turn. */
const ROUND_SECONDS = Math.min(5, seconds);

/** Errors: an answer that is less than it could be, whose time would say nothing. */
async function expectWholeAnswer({ address }) {
  const client = recommendationClient(address);
  const { items: listed, degradations } = await client.recommend(pageRequest(0, shop));
  client.close();
  if (listed.length !== 20 || degradations.length > 0)
    throw new Error(`not a whole answer: ${JSON.stringify(degradations)}`);
}

async function underLoad(place) {
  const gateway = await startGateway(place, { profile });
  const load = await startLoad(gateway);
  const atStart = await gateway.usage();
  const page = { kind: 'page', shop };
  const asked = rates.split(',').map(Number);
  if (warmUp > 0) {
    say(`warming up, ${warmUp} s`);
    await load({ ...page, rate: asked[0], seconds: warmUp });
  }
  await expectWholeAnswer(gateway);
  const opened = [];
  for (const rate of asked) {
    const before = await gateway.metrics();
    const result = await load({ ...page, rate, seconds, seed: rate });
    opened.push({ rate, ...result, stages: stagesBetween(before, await gateway.metrics()) });
    say(`${rate}/s: p50 ${result.p50.toFixed(2)} ms, p99 ${result.p99.toFixed(2)} ms`);
  }
  const modes = await modesOf(load, { ...page, rate: modeRate, seconds: ROUND_SECONDS }, { lengths, rounds });
  return { opened, modes, memory: { atStart, atEnd: await gateway.usage() } };
}

/** The report as text: the rates, the time of each stage, the modes, and memory. */
function show({ opened, modes, memory, databaseBytes, machine: { cores, load } }) {
  console.log(
    `${stack}: ${items} items of width ${width}, ${users} users, mode ${mode}, histories of ${history} events; ${cores} cores, load ${rounded(load, 1)}`,
  );
  table(
    opened.map(({ rate, sent, ok, p50, p90, p99, max, late, cpuMs, collections }) => [
      `${rate}/s`,
      {
        ...{ sent, answered: ok, 'p50 ms': rounded(p50), p90: rounded(p90), p99: rounded(p99), most: rounded(max) },
        ...{ 'sent late, p99': rounded(late.p99), 'CPU ms': rounded(cpuMs), 'full GCs': collections },
      },
    ]),
  );
  // Parallel parts of one request, such as both of its searches, are one stage.
  table(
    Object.entries(opened.at(-1).stages).map(([name, { calls, ms }]) => [name, { ms: rounded(ms, 3), times: calls }]),
  );
  table(
    modes.map(({ history: events, mode: name, cpuMs, ratio, p50, p99, sent, answered }) => [
      `${events} events, ${name}`,
      {
        ...{ 'CPU ms': rounded(cpuMs), 'of rr': rounded(ratio), 'p50 ms': rounded(p50), p99: rounded(p99) },
        ...{ sent, answered },
      },
    ]),
  );
  const file = databaseBytes === undefined ? '' : `; file ${megabytes(databaseBytes)}`;
  console.log(
    `memory: ${megabytes(memory.atStart.rss)} at the start, ${megabytes(memory.atEnd.rss)} at the end${file}`,
  );
}

await withShop({ items, users, width }, given, async (place) => {
  const measured = await underLoad(place);
  const databaseBytes = stack === 'embedded' ? statSync(join(place.folder, 'stars.db')).size : undefined;
  print({ stack, ...shop, width, seconds, ...measured, databaseBytes, machine: machine() }, json, show);
});
