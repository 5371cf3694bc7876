// Bytes of a profile in Redis and in SQLite, by length of history and width of vectors.
//
//   node bench/profiles/redis-memory.mjs [--users 5000]
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createClient } from '@redis/client';
import { openDatabase } from '../../libs/foundation/sqlite/dist/index.js';
import { openRedisProfileStore, SqliteProfileStore } from '../../libs/stores/profile-store/dist/index.js';
import { startRedis } from '../../libs/testing/servers/dist/index.js';
import { bytesOf, sampleProfiles, userIdOf } from './sample-profiles.mjs';

const { values } = parseArgs({ options: { users: { type: 'string', default: '5000' } } });
const users = Number(values.users);
const SHAPES = [
  [0, 64],
  [20, 64],
  [200, 64],
  [200, 128],
  [2000, 128],
];

function profilesOf(events, width) {
  const bodies = sampleProfiles(100, events, width);
  return Array.from({ length: users }, (_, i) => ({ userId: userIdOf(i), ...bodies[i % bodies.length] }));
}

async function redisBytes(profiles, listpack) {
  const server = await startRedis({ args: ['--appendonly', 'no', '--hash-max-listpack-value', String(listpack)] });
  const client = createClient({ url: server.url });
  const store = await openRedisProfileStore({ url: server.url, timeoutMs: 60_000 });
  try {
    await client.connect();
    const used = async () => Number(/used_memory_dataset:(\d+)/.exec(await client.sendCommand(['INFO', 'memory']))[1]);
    const before = await used();
    await store.load('default', profiles);
    return ((await used()) - before) / profiles.length;
  } finally {
    await store.close();
    client.destroy();
    await server.stop();
  }
}

async function sqliteBytes(profiles) {
  const folder = mkdtempSync(join(tmpdir(), 'stars-bench-'));
  const path = join(folder, 'stars.db');
  try {
    const db = openDatabase(path);
    await new SqliteProfileStore(db).load('default', profiles);
    db.close();
    return statSync(path).size / profiles.length;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const columns = ['events', 'width', 'of its own', 'Redis', 'Redis, packed', 'SQLite', 'a million, packed, GB'];
console.log(columns.join('\t'));
for (const [events, width] of SHAPES) {
  const profiles = profilesOf(events, width);
  const bytes = [await redisBytes(profiles, 64), await redisBytes(profiles, 65_536), await sqliteBytes(profiles)];
  const million = (bytes[1] / 1000).toFixed(2);
  console.log([events, width, bytesOf(profiles[0]), ...bytes.map((each) => each.toFixed(0)), million].join('\t'));
}
