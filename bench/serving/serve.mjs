// What an answer takes: the default beside mode rr, or requests without and beside hostile connections (silent, slow, half sent,
// malformed, flooding with one key). The server is `./stars up` on a data folder; nothing is written to its log of events.
//   node bench/serving/serve.mjs '{"data":".stars","rate":50,"seconds":5,"rounds":4,"hostile":true,…}'
import { join } from 'node:path';
import { createKey } from '@stars/access';
import { DEFAULT_TENANT } from '@stars/contracts';
import { pagesOfUsers } from '@stars/profile-store';
import { openPorts } from '@stars/stack';
import { ask, childFailed, endChildren, start } from '../children.mjs';
import { configOf } from '../places.mjs';
import { machine, median, print, rounded, say, settings, table, wait, workFolder } from '../run.mjs';
import { startServer } from './server.mjs';

const { data, hostile = false, now, json, ...given } = settings();
const { rate = hostile ? 200 : 50, seconds = hostile ? 20 : 5, rounds = 4, warmUp = 10, connections = 5000 } = given;
/** What is compared, in turns, since a machine is not always as fast. The second counts as a multiple of the first. */
const SIDES = hostile ? ['without', 'beside'] : ['rr', 'default'];
/** Most users that are asked for. */
const USERS = 10_000;
/** Works a second of the key that floods: a tenth of what the others ask for. */
const FLOOD_LIMIT = rate / 10;
/** Until connections have come, or have gone, ms. */
const SETTLE_MS = 2000;

async function usersOf() {
  const { profiles, close } = await openPorts(configOf({ ...process.env, STARS_DATA: data }), ['profiles']);
  try {
    for await (const users of pagesOfUsers(profiles, DEFAULT_TENANT, USERS)) if (users.length > 0) return users;
    throw new Error(`${data} has no users`);
  } finally {
    await close();
  }
}

function authorizationOf(keys, name, limit) {
  const at = Date.now();
  const key = { name, rights: ['recommend', 'track'], tenants: [DEFAULT_TENANT], expires: at + 86_400_000, limit };
  return `Bearer ${createKey(keys, key, at).token}`;
}

/** Errors: an answer that is less than it could be, whose time would say nothing. */
async function expectWholeAnswer({ httpPort }, user, authorization) {
  const url = `http://127.0.0.1:${httpPort}/v1/recommend?k=20&user_id=${encodeURIComponent(user)}`;
  const { items = [], degradations = [] } = await (await fetch(url, { headers: { authorization } })).json();
  if (items.length === 0 || degradations.length > 0)
    throw new Error(`not a whole answer: ${JSON.stringify(degradations)}`);
}

/** Measures the sides in turns, forwards and backwards. */
async function inTurns(server, users, authorization, clients) {
  const generator = await start('serving/load.mjs', {});
  const address = `127.0.0.1:${server.grpcPort}`;
  const load = async (mode, length, seed) => {
    const before = await server.usage();
    const asked = { address, authorization, users, mode, rate, seconds: length, seed };
    const result = await ask(generator, asked, 'result');
    const { cpuSeconds, bytes } = await server.usage();
    return { ...result, bytes, cpuMs: (1000 * (cpuSeconds - before.cpuSeconds)) / result.sent };
  };
  if (warmUp > 0) await load('default', warmUp, 0);
  const runs = Object.fromEntries(SIDES.map((side) => [side, []]));
  let met;
  for (let round = 1; round <= rounds; round++) {
    for (const side of round % 2 === 1 ? SIDES : SIDES.toReversed()) {
      if (side === 'beside') await ask(clients, { begin: true }, 'begun').then(() => wait(SETTLE_MS));
      runs[side].push(await load(side === 'rr' ? 'rr' : 'default', seconds, round));
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
  const users = await usersOf();
  const keys = join(workFolder(), 'keys.json');
  const authorization = authorizationOf(keys, 'shop', 1e6);
  const flooding = authorizationOf(keys, 'flood', FLOOD_LIMIT);
  const server = await startServer({ data, now, env: { STARS_KEYS_FILE: keys, STARS_TENANT_LIMIT: '1e6' } });
  await expectWholeAnswer(server, users[0], authorization);
  const { grpcPort, httpPort } = server;
  const meant = { grpcPort, httpPort, connections, authorization: flooding, user: users[0] };
  const clients = hostile ? await start('serving/hostile-clients.mjs', meant) : undefined;
  const measured = await inTurns(server, users, authorization, clients);
  const [first, second] = SIDES.map((side) => measured.runs[side]);
  const ratiosOf = (name) => second.map((run, round) => run[name] / first[round][name]);
  const ratios = { cpuMs: ratiosOf('cpuMs'), p99: ratiosOf('p99') };
  const refused = hostile ? refusedIn(await server.metrics()) : undefined;
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
  if (clients) console.log('hostile clients, all rounds:', clients, 'refused by the server:', refused);
}

try {
  print(await Promise.race([measure(), childFailed]), json, show);
} finally {
  await endChildren();
}
