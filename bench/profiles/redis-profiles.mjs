// Profiles in Redis on this machine: loading, reading and changing them through the profile store, beside
// redis-benchmark and the bare client, and the bytes a profile takes.
//
//   node --max-semi-space-size=64 bench/profiles/redis-profiles.mjs [--users 1000000] [--events 20] [--width 64]
//        [--durable] [--listpack 16384] [--seconds 5]
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { createClient, RESP_TYPES } from '@redis/client';
import { emptyHistory, encodeHistory } from '../../libs/profile-store/dist/history-codec.js';
import { mergeEvents } from '../../libs/profile-store/dist/history-merge.js';
import { openRedisProfileStore } from '../../libs/profile-store/dist/index.js';
import { startRedis } from '../../tools/servers/dist/index.js';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '1000000' },
    events: { type: 'string', default: '20' },
    width: { type: 'string', default: '64' },
    listpack: { type: 'string', default: '16384' },
    seconds: { type: 'string', default: '5' },
    durable: { type: 'boolean', default: false },
  },
});
const [users, events, width, seconds] = ['users', 'events', 'width', 'seconds'].map((name) => Number(values[name]));
const TENANT = 'default';
const VERSION = '20171201-ab12cd34';
const CONNECTIONS = 50;

/** redis-benchmark's random numbers have twelve digits. */
const userId = (number) => String(number).padStart(12, '0');
const anyUser = () => userId(Math.floor(Math.random() * users));
const rate = (n, ms) => Math.round((n / ms) * 1000);
const line = (label, value) => console.log(`${label.padEnd(44)} ${value}`);
const thousands = (n) => n.toLocaleString('en');

function bodies() {
  return Array.from({ length: 500 }, (_, body) => {
    const history = Array.from({ length: events }, (_, i) => ({
      eventId: `${body}-${i}`,
      itemId: String(819_000 + ((body * 7 + i * 13) % 25_000)),
      type: 3,
      time: 1_500_000_000_000 + i * 600_000,
      region: '324',
    }));
    const vector = () => Float32Array.from({ length: width }, () => Math.random() - 0.5);
    return {
      present: true,
      featuresVersion: 1,
      features: { age: '35-44', income: '50-74K' },
      history: encodeHistory(mergeEvents(emptyHistory(), history, -1).history),
      vectors: [{ modelVersion: VERSION, general: vector(), next: vector(), asOf: 1_500_000_000_000 }],
    };
  });
}

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
  const all = bodies();
  const stored = all[0].history.length + all[0].vectors[0].general.byteLength * 2;
  line('a profile', `${events} events, 2 vectors of ${width}: ${stored} bytes of its own`);

  const before = await memory();
  const begun = performance.now();
  const cpu = process.cpuUsage();
  for (let from = 0; from < users; from += 10_000) {
    const page = Array.from({ length: Math.min(10_000, users - from) }, (_, i) => ({
      userId: userId(from + i),
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

  const key = () => `stars:profile:{${TENANT}/${anyUser()}}`;
  const native = redisBenchmark(redis.port, 'HGETALL', `stars:profile:{${TENANT}/__rand_int__}`);
  const client = await callsASecond(CONNECTIONS, () => bare.sendCommand(['HGETALL', key()]));
  const single = await callsASecond(CONNECTIONS, () => store.get(TENANT, [anyUser()]));
  const vectors = await callsASecond(CONNECTIONS, () => store.getVectors(TENANT, [anyUser()], VERSION));
  line(`redis-benchmark HGETALL, ${CONNECTIONS} connections`, `${thousands(native)}/s`);
  line(`the bare client, ${CONNECTIONS} at once`, `${thousands(client)}/s`);
  line(
    `get of one user, ${CONNECTIONS} at once`,
    `${thousands(single)}/s, ${(single / native).toFixed(2)} of redis-benchmark`,
  );
  line(`getVectors of one user, ${CONNECTIONS} at once`, `${thousands(vectors)}/s`);

  const piped = redisBenchmark(redis.port, '-P', '50', 'HGETALL', `stars:profile:{${TENANT}/__rand_int__}`);
  const pages = await callsASecond(2, () => store.get(TENANT, Array.from({ length: 200 }, anyUser)));
  line('redis-benchmark HGETALL, pipelines of 50', `${thousands(piped)}/s`);
  line('get of 200 users, 2 at once', `${thousands(pages * 200)} users/s, ${((pages * 200) / piped).toFixed(2)} of it`);

  let number = 0;
  const visit = () => ({ eventId: `new-${number++}`, itemId: '819123', type: 3, time: 1.6e12 + number, region: '324' });
  const appends = await callsASecond(2, () =>
    store.appendEvents(
      TENANT,
      Array.from({ length: 200 }, () => ({ userId: anyUser(), events: [visit()] })),
    ),
  );
  line('appendEvents of 200 users, 2 at once', `${thousands(appends * 200)} users/s`);
  const put = await callsASecond(2, () =>
    store.putVectors(
      TENANT,
      Array.from({ length: 200 }, () => ({ userId: anyUser(), vectors: all[number++ % all.length].vectors[0] })),
    ),
  );
  line('putVectors of 200 users, 2 at once', `${thousands(put * 200)} users/s`);
} finally {
  await store.close();
  bare.destroy();
  await redis.stop();
}
