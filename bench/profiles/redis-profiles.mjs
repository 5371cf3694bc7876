// Profiles in Redis: loading, reading and changing through the profile store, and the bytes of a profile. Reads are compared
// with redis-benchmark and the bare client in interleaved runs.
//
//   node --max-semi-space-size=128 bench/profiles/redis-profiles.mjs '{"users":1000000,"durable":true,…}'
import { execFileSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { createClient, RESP_TYPES } from '@redis/client';
import { openRedisProfileStore } from '@stars/profile-store';
import { startRedis } from '@stars/servers';
import { storeProfiles } from '../made-up.mjs';
import { print, range, rounded, settings, spreadOf, table } from '../run.mjs';
import { bytesOf, sampleProfiles, userIdOf } from './sample-profiles.mjs';

const given = settings();
const {
  users = 1_000_000,
  events = 20,
  width = 64,
  listpack = 65_536,
  seconds = 3,
  rounds = 3,
  durable = false,
} = given;
const TENANT = 'default';
const CONNECTIONS = 50;
const PAGE = 200;
const PAGE_OF_LOAD = 10_000;

const anyUser = () => userIdOf(Math.floor(Math.random() * users));
const keyOf = (userId) => `stars:profile:{${TENANT}/${userId}}`;
const perSecond = (n, ms) => Math.round((n / ms) * 1000);

const redis = await startRedis({
  args: ['--hash-max-listpack-value', String(listpack), '--appendonly', durable ? 'yes' : 'no'],
});
const bare = createClient({
  url: redis.url,
  commandOptions: { timeout: undefined, typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer, [RESP_TYPES.MAP]: Array } },
});
const store = await openRedisProfileStore({ url: redis.url, timeoutMs: 60_000, maxPending: 100_000 });
const samples = sampleProfiles(500, events, width);

async function serverInfo() {
  const info = String(await bare.sendCommand(['INFO', 'everything']));
  const value = (name) => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)[1]);
  return { memory: value('used_memory'), cpuSeconds: value('used_cpu_user') + value('used_cpu_sys') };
}

async function loadAll() {
  const before = await serverInfo();
  const cpu = process.cpuUsage();
  const begun = performance.now();
  let next = 0;
  // Like a loader that reads its next page while the last one is stored.
  const loader = async () => {
    while (next < users) {
      const from = next;
      next += PAGE_OF_LOAD;
      const page = Array.from({ length: Math.min(PAGE_OF_LOAD, users - from) }, (_, i) => ({
        userId: userIdOf(from + i),
        ...samples[(from + i) % samples.length],
      }));
      await storeProfiles(store, page);
    }
  };
  await Promise.all([loader(), loader()]);
  const ms = performance.now() - begun;
  const { user, system } = process.cpuUsage(cpu);
  const after = await serverInfo();
  return {
    perSecond: perSecond(users, ms),
    cpuMicroseconds: (user + system) / users,
    serverCpuMicroseconds: ((after.cpuSeconds - before.cpuSeconds) * 1e6) / users,
    bytes: (after.memory - before.memory) / users,
  };
}

/** Calls of `work` a second, with so many at once. */
async function callsASecond(atOnce, work) {
  let calls = 0;
  const begun = performance.now();
  const caller = async () => {
    for (; performance.now() < begun + seconds * 1000; calls++) await work();
  };
  await Promise.all(Array.from({ length: atOnce }, caller));
  return perSecond(calls, performance.now() - begun);
}

/** Users a second, for `work` that gets a page of users. */
const usersASecond = async (work) => PAGE * (await callsASecond(2, () => work(Array.from({ length: PAGE }, anyUser))));

function redisBenchmark(...args) {
  const sizes = ['-p', String(redis.port), '-c', String(CONNECTIONS), '-r', String(users), '-n', '200000', '--csv'];
  // Its random numbers have twelve digits, like our user ids.
  const csv = execFileSync('redis-benchmark', [...sizes, ...args, 'HGETALL', keyOf('__rand_int__')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return Math.round(Number(csv.trim().split('\n').at(-1).split('","')[1]));
}

/** Interleaved runs in several rounds, so that other load on the machine affects all alike. Ratios are to the first. */
async function inTurns(measurements) {
  const results = Object.entries(measurements).map(([what, measure]) => ({ what, measure, found: [] }));
  for (let round = 0; round < rounds; round++) {
    for (const { measure, found } of results) found.push(await measure());
  }
  return results.map(({ what, found }) => ({
    what,
    perSecond: spreadOf(found),
    ratio: spreadOf(found.map((each, round) => each / results[0].found[round])),
  }));
}

let number = 0;
const newEvent = () => ({
  eventId: `new-${number++}`,
  itemId: '819123',
  type: 3,
  time: 1.6e12 + number,
  region: '324',
});
const bareGet = (userId) => bare.sendCommand(['HGETALL', keyOf(userId)]);
const append = (ids) =>
  store.appendEvents(
    TENANT,
    ids.map((userId) => ({ userId, events: [newEvent()] })),
  );
const putVectors = (ids) =>
  store.putVectors(
    TENANT,
    ids.map((userId) => ({ userId, vectors: samples[number++ % samples.length].vectors[0] })),
  );

try {
  await bare.connect();
  const result = {
    users,
    events,
    width,
    durable,
    bytesOfItsOwn: bytesOf(samples[0]),
    load: await loadAll(),
    one: await inTurns({
      'redis-benchmark HGETALL': () => redisBenchmark(),
      'the bare client, HGETALL': () => callsASecond(CONNECTIONS, () => bareGet(anyUser())),
      get: () => callsASecond(CONNECTIONS, () => store.get(TENANT, [anyUser()])),
    }),
    batches: await inTurns({
      'redis-benchmark HGETALL, pipelines of 50': () => redisBenchmark('-P', '50'),
      'the bare client, HGETALL': () => usersASecond((ids) => Promise.all(ids.map(bareGet))),
      get: () => usersASecond((ids) => store.get(TENANT, ids)),
      'appendEvents, one each': () => usersASecond(append),
      putVectors: () => usersASecond(putVectors),
    }),
    machineLoad: loadavg()[0],
  };
  print(result, given.json, ({ load, one, batches }) => {
    console.log(
      `${users} profiles of ${events} events and two vectors of ${width}, load ${rounded(result.machineLoad, 1)}`,
    );
    console.log(
      `loaded at ${load.perSecond}/s; a profile takes ${rounded(load.cpuMicroseconds, 1)} µs of CPU here and ` +
        `${rounded(load.serverCpuMicroseconds, 1)} µs in Redis, and ${rounded(load.bytes, 0)} bytes, ${result.bytesOfItsOwn} of its own`,
    );
    for (const [title, rates] of [
      ['one a call, 50 at once', one],
      ['200 a call, 2 at once', batches],
    ]) {
      console.log(title);
      table(
        rates.map(({ what, perSecond: speed, ratio }) => [
          what,
          { 'users/s': range(speed, 0), 'of the first': range(ratio, 2) },
        ]),
      );
    }
  });
} finally {
  await store.close();
  bare.destroy();
  await redis.stop();
}
