// Requests without and beside hostile connections (silent, slow, half sent, malformed, flooding with one key), interleaved, since a
// machine is not always as fast. The server is `./stars up` on a data folder; nothing is written to its log of events.
//   node bench/serving/hostile.mjs '{"data":".stars","rate":200,"seconds":20,"rounds":4,…}'
import { join } from 'node:path';
import { ask, childFailed, endChildren, start } from '../children.mjs';
import { machine, median, print, rounded, say, settings, table, wait, workFolder } from '../run.mjs';
import { authorizationOf, cpuOf, expectWholeAnswer, memoryOf, startServer } from './server.mjs';
import { readShop } from './shop.mjs';

const { data, now, json, rate = 200, seconds = 20, rounds = 4, connections = 5000 } = settings();
const SIDES = ['without', 'beside'];
const WARM_UP_SECONDS = 10;
/** Works a second of the key that floods: a tenth of what the others ask for. */
const FLOOD_LIMIT = rate / 10;
/** Until connections have come, or have gone, ms. */
const SETTLE_MS = 2000;

/** Measures the sides interleaved, forwards and backwards. */
async function inTurns(server, users, authorization, clients) {
  const generator = await start('serving/load.mjs', {});
  const requests = users.map((user) => ({ body: { user_id: user, k: 20 } }));
  const load = async (length, seed) => {
    const before = cpuOf(server.pid);
    const asked = { protocol: 'grpc', address: server.grpc, connections: 4, authorization, requests };
    const result = await ask(generator, { ...asked, rate, seconds: length, seed }, 'result');
    return { ...result, bytes: memoryOf(server.pid).resident, cpuMs: (cpuOf(server.pid) - before) / result.sent };
  };
  await load(Math.min(seconds, WARM_UP_SECONDS), 0);
  const runs = Object.fromEntries(SIDES.map((side) => [side, []]));
  let met;
  for (let round = 1; round <= rounds; round++) {
    for (const side of round % 2 === 1 ? SIDES : SIDES.toReversed()) {
      if (side === 'beside') await ask(clients, { begin: true }, 'begun').then(() => wait(SETTLE_MS));
      runs[side].push(await load(seconds, round));
      if (side === 'beside') met = await ask(clients, { stop: true }, 'stopped');
      if (side === 'beside') await wait(SETTLE_MS);
      say(
        `${side}: CPU ${runs[side].at(-1).cpuMs.toFixed(1)} ms an answer, p99 ${runs[side].at(-1).p99.toFixed(1)} ms`,
      );
    }
  }
  return { runs, clients: met };
}

/** What the server counted of connections and calls that it refused. */
const refusedIn = (text) =>
  Object.fromEntries(
    [...text.matchAll(/^(stars_gateway_(?:limited|connections_refused)_total{[^}]*}) (\d+)$/gm)].map(
      ([, name, count]) => [name.replace(/service="\w+",?|,service="\w+"/, ''), Number(count)],
    ),
  );

async function measure() {
  const { users } = await readShop(data, 0);
  const keys = join(workFolder(), 'keys.json');
  const authorization = authorizationOf(keys, 'shop', 1e6);
  const flooding = authorizationOf(keys, 'flood', FLOOD_LIMIT);
  const server = await startServer({ data, now, keys });
  await expectWholeAnswer(server, users[0], authorization);
  const [grpcPort, httpPort] = [server.grpc, server.http].map((address) => Number(address.split(':')[1]));
  const meant = { grpcPort, httpPort, connections, authorization: flooding, user: users[0] };
  const measured = await inTurns(server, users, authorization, await start('serving/hostile-clients.mjs', meant));
  const [first, second] = SIDES.map((side) => measured.runs[side]);
  const ratiosOf = (name) => second.map((run, round) => run[name] / first[round][name]);
  const ratios = { cpuMs: ratiosOf('cpuMs'), p99: ratiosOf('p99') };
  const refused = refusedIn(await server.metrics());
  return { data, users: users.length, rate, seconds, ...measured, ratios, refused, machine: machine() };
}

function show({ users, runs, ratios, clients, refused, machine: { cores, load } }) {
  console.log(`${rate}/s for ${seconds} s, ${users} users of ${data}; ${cores} cores, load ${rounded(load, 1)}`);
  const rows = Object.entries(runs).flatMap(([side, all]) =>
    all.map(({ sent, answered, p50, p90, p99, max, cpuMs, bytes }, round) => [
      `${side}, ${round + 1}`,
      {
        ...{ sent, answered, 'p50 ms': rounded(p50), p90: rounded(p90), p99: rounded(p99), most: rounded(max) },
        ...{ 'CPU ms': rounded(cpuMs), MB: rounded(bytes / 2 ** 20, 0) },
      },
    ]),
  );
  table(rows);
  for (const [name, all] of Object.entries(ratios)) {
    const each = all.map((ratio) => rounded(ratio)).join(', ');
    console.log(`${name}, ${SIDES[1]} by ${SIDES[0]}: ${rounded(median(all))} (${each})`);
  }
  console.log('hostile clients, all rounds:', clients, 'refused by the server:', refused);
}

try {
  print(await Promise.race([measure(), childFailed]), json, show);
} finally {
  await endChildren();
}
