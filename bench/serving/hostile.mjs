// Well-behaved requests at a rate, without and beside hostile connections (silent, slow, half sent, malformed, flooding with one key).
//   node bench/serving/hostile.mjs '{"connections":5000,"rate":200,"seconds":20,"rounds":3,…}'

import { join } from 'node:path';
import { createKey } from '@stars/access';
import { ask, start } from '../children.mjs';
import { TENANT } from '../made-up.mjs';
import { machine, median, print, rounded, say, settings, table, wait } from '../run.mjs';
import { startGateway, startLoad, withShop } from './gateway.mjs';

const given = { stack: 'embedded', ...settings() };
const { items = 5000, users = 20_000, width = 64, json } = given;
const { connections = 5000, mode = 'default', rate = 200, seconds = 20, rounds = 3, warmUp = 10, profile } = given;
const shop = { items, users, mode, run: process.pid };
/** Works a second of the key that floods: a tenth of what the others ask for. */
const FLOOD_LIMIT = rate / 10;
/** Between the two sides: until connections have come, or have gone, ms. */
const SETTLE_MS = 2000;

function authorizationOf(keys, name, limit) {
  const now = Date.now();
  const key = { name, rights: ['recommend', 'track'], tenants: [TENANT], expires: now + 86_400_000, limit };
  return `Bearer ${createKey(keys, key, now).token}`;
}

async function measure(place) {
  const keys = join(place.folder, `keys-${process.pid}.json`);
  const authorization = authorizationOf(keys, 'shop', 1e6);
  const flooding = authorizationOf(keys, 'flood', FLOOD_LIMIT);
  Object.assign(process.env, { STARS_KEYS_FILE: keys, STARS_TENANT_LIMIT: '1e6' });
  const gateway = await startGateway(place, { profile });
  const load = await startLoad(gateway);
  const { grpcPort, httpPort } = gateway;
  const clientsOf = { grpcPort, httpPort, connections, authorization: flooding };
  const hostile = await start('serving/hostile-clients.mjs', clientsOf);
  const run = (length, seed) => load({ authorization, kind: 'page', shop, rate, seconds: length, seed });
  if (warmUp > 0) await run(warmUp, 0);
  const sides = { without: [], beside: [] };
  const clients = [];
  for (let round = 1; round <= rounds; round++) {
    sides.without.push(await run(seconds, round));
    await ask(hostile, { begin: true }, 'begun');
    await wait(SETTLE_MS);
    sides.beside.push(await run(seconds, round));
    clients.push(await ask(hostile, { stop: true }, 'stopped'));
    say(
      `p99 ${sides.without.at(-1).p99.toFixed(1)} ms, beside hostile clients ${sides.beside.at(-1).p99.toFixed(1)} ms`,
    );
    await wait(SETTLE_MS);
  }
  return { ...sides, clients: clients.at(-1), refused: countsOf(await gateway.metrics()) };
}

/** What the server counted of connections and calls that it refused. */
const countsOf = (text) =>
  Object.fromEntries(
    [...text.matchAll(/^(stars_gateway_(?:limited|connections_refused)_total{[^}]*}) (\d+)$/gm)].map(
      ([, name, count]) => [name.replace(/service="\w+",?|,service="\w+"/, ''), Number(count)],
    ),
  );

function show({ without, beside, ratio, ratios, clients, refused, machine: { cores, load } }) {
  console.log(
    `${rate}/s, mode ${mode}, for ${seconds} s, ${connections} hostile connections; ${cores} cores, load ${rounded(load, 1)}`,
  );
  const rows = Object.entries({ without, beside }).flatMap(([side, runs]) =>
    runs.map(({ sent, ok, p50, p90, p99, max, cpuShare, rss }, round) => [
      `${side}, ${round + 1}`,
      {
        ...{ sent, answered: ok, 'p50 ms': rounded(p50), p90: rounded(p90), p99: rounded(p99), most: rounded(max) },
        ...{ 'cores of the server': rounded(cpuShare), MB: rounded(rss / 2 ** 20, 0) },
      },
    ]),
  );
  table(rows);
  console.log(
    `p99 beside them, of that without: ${rounded(ratio)} (${ratios.map((each) => rounded(each)).join(', ')})`,
  );
  console.log('hostile clients, all rounds:', clients, 'refused by the server:', refused);
}

await withShop({ items, users, width }, given, async (place) => {
  const { without, beside, ...more } = await measure(place);
  const ratios = beside.map(({ p99 }, round) => p99 / without[round].p99);
  const sides = { without, beside, ratio: median(ratios), ratios };
  print({ rate, mode, connections, ...sides, ...more, machine: machine() }, json, show);
});
