// Profiles in Redis on this machine: loading, reading and changing them through the profile store, beside
// redis-benchmark and the bare client, and the bytes a profile takes.
//
//   node --max-semi-space-size=64 bench/profiles/redis-profiles.mjs [--users 1000000] [--events 20] [--width 64]
//        [--durable] [--listpack 16384] [--seconds 3] [--rounds 3]
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { createClient, RESP_TYPES } from '@redis/client';
import { openRedisProfileStore } from '../../libs/profile-store/dist/index.js';
import { startRedis } from '../../tools/servers/dist/index.js';
import { bytesOf, sampleProfiles, userIdOf, VERSION } from './sample-profiles.mjs';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '1000000' },
    events: { type: 'string', default: '20' },
    width: { type: 'string', default: '64' },
    listpack: { type: 'string', default: '16384' },
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    durable: { type: 'boolean', default: false },
  },
});
const [users, events, width, seconds, rounds] = ['users', 'events', 'width', 'seconds', 'rounds'].map((name) =>
  Number(values[name]),
);
const TENANT = 'default';
const CONNECTIONS = 50;
const PAGE = 200;

const anyUser = () => userIdOf(Math.floor(Math.random() * users));
const rate = (n, ms) => Math.round((n / ms) * 1000);
const line = (label, value) => console.log(`${label.padEnd(44)} ${value}`);
const thousands = (n) => n.toLocaleString('en');

/** Calls a second of `work`, so many at once. */
async function callsASecond(atOnce, work) {
  let calls = 0;
  const start = performance.now();
  const until = start + seconds * 1000;
  const caller = async () => {
    while (performance.now() < until) {
      await work();
      calls++;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, caller));
  return rate(calls, performance.now() - start);
}

/** Users a second of `work`, which is given a page of them. */
const usersASecond = async (work) => PAGE * (await callsASecond(2, () => work(Array.from({ length: PAGE }, anyUser))));

/** Each in its turn, several rounds: what else the machine does falls on all alike. */
async function inTurns(measurements) {
  const results = Object.fromEntries(Object.keys(measurements).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of Object.entries(measurements)) results[name].push(await measure());
  }
  return results;
}

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const perSecond = (list) =>
  `${thousands(median(list))}/s (${thousands(Math.min(...list))}–${thousands(Math.max(...list))})`;
const compared = (list, other) =>
  `${perSecond(list)}, ${median(list.map((n, i) => n / other[i])).toFixed(2)} of the first`;

function redisBenchmark(port, ...command) {
  const args = [
    '-p',
    String(port),
    '-c',
    String(CONNECTIONS),
    '-r',
    String(users),
    '-n',
    '200000',
    '--csv',
    ...command,
  ];
  const csv = execFileSync('redis-benchmark', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return Math.round(Number(csv.trim().split('\n').at(-1).split('","')[1]));
}

const redis = await startRedis({
  args: ['--hash-max-listpack-value', values.listpack, '--appendonly', values.durable ? 'yes' : 'no'],
});
const bare = createClient({ url: redis.url, commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } } });
const store = await openRedisProfileStore({ url: redis.url, timeoutMs: 60_000, maxPending: 100_000 });
try {
  await bare.connect();
  const memory = async () => Number(/used_memory:(\d+)/.exec(await bare.sendCommand(['INFO', 'memory']))[1]);
  const all = sampleProfiles(500, events, width);
  line('a profile', `${events} events, 2 vectors of ${width}: ${bytesOf(all[0])} bytes of its own`);

  const before = await memory();
  const begun = performance.now();
  const cpu = process.cpuUsage();
  for (let from = 0; from < users; from += 10_000) {
    const page = Array.from({ length: Math.min(10_000, users - from) }, (_, i) => ({
      userId: userIdOf(from + i),
      ...all[(from + i) % all.length],
    }));
    await store.load(TENANT, page);
  }
  const { user, system } = process.cpuUsage(cpu);
  line('load, profiles a second', thousands(rate(users, performance.now() - begun)));
  line('  CPU of this process, µs a profile', ((user + system) / users).toFixed(1));
  const bytes = ((await memory()) - before) / users;
  line('  memory of Redis, bytes a profile', bytes.toFixed(0));
  line('  a million users, GB', ((bytes * 1e6) / 1e9).toFixed(2));

  const keyOf = (userId) => `stars:profile:{${TENANT}/${userId}}`;
  const bareGet = (userId) => bare.sendCommand(['HGETALL', keyOf(userId)]);
  const one = await inTurns({
    native: () => redisBenchmark(redis.port, 'HGETALL', keyOf('__rand_int__')),
    client: () => callsASecond(CONNECTIONS, () => bareGet(anyUser())),
    store: () => callsASecond(CONNECTIONS, () => store.get(TENANT, [anyUser()])),
    vectors: () => callsASecond(CONNECTIONS, () => store.getVectors(TENANT, [anyUser()], VERSION)),
  });
  line(`redis-benchmark HGETALL, ${CONNECTIONS} connections`, perSecond(one.native));
  line(`the bare client, ${CONNECTIONS} at once`, compared(one.client, one.native));
  line(`get of one user, ${CONNECTIONS} at once`, compared(one.store, one.native));
  line(`getVectors of one user, ${CONNECTIONS} at once`, compared(one.vectors, one.native));

  const pages = await inTurns({
    native: () => redisBenchmark(redis.port, '-P', '50', 'HGETALL', keyOf('__rand_int__')),
    client: () => usersASecond((ids) => Promise.all(ids.map(bareGet))),
    store: () => usersASecond((ids) => store.get(TENANT, ids)),
  });
  line('redis-benchmark HGETALL, pipelines of 50', perSecond(pages.native));
  line(`the bare client, ${PAGE} users, 2 at once`, compared(pages.client, pages.native));
  line(`get of ${PAGE} users, 2 at once`, compared(pages.store, pages.native));

  let number = 0;
  const visit = () => ({ eventId: `new-${number++}`, itemId: '819123', type: 3, time: 1.6e12 + number, region: '324' });
  const changes = await inTurns({
    append: () =>
      usersASecond((ids) =>
        store.appendEvents(
          TENANT,
          ids.map((userId) => ({ userId, events: [visit()] })),
        ),
      ),
    put: () =>
      usersASecond((ids) =>
        store.putVectors(
          TENANT,
          ids.map((userId) => ({ userId, vectors: all[number++ % all.length].vectors[0] })),
        ),
      ),
  });
  line(`appendEvents of ${PAGE} users, 2 at once`, perSecond(changes.append));
  line(`putVectors of ${PAGE} users, 2 at once`, perSecond(changes.put));
} finally {
  await store.close();
  bare.destroy();
  await redis.stop();
}
