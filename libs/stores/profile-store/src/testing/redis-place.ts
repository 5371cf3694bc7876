import { randomUUID } from 'node:crypto';
import { Secret } from '@stars/platform';
import type { ProfileStorePlace } from '../contract.js';
import { openRedisProfileStore, type RedisProfileStoreOptions } from '../redis/open.js';
import { RedisLink } from '../redis/redis-link.js';
import { openWire, type RedisArgument, type RedisReply } from '../redis/redis-wire.js';

/** Room for a busy machine. */
const PATIENT = { timeoutMs: 20_000, connectMs: 20_000 };

/** A prefix of its own on a server, whose keys go in the end. */
export function redisPlace(options: RedisProfileStoreOptions): ProfileStorePlace & { prefix: string } {
  const prefix = `stars-test-${randomUUID()}`;
  return {
    prefix,
    open: () => openRedisProfileStore({ ...PATIENT, prefix, ...options }),
    dispose: () => dropKeys(options, prefix),
  };
}

/** Sends one command to each server of a deployment. */
export async function askServers(
  { url, cluster = false }: RedisProfileStoreOptions,
  ...args: RedisArgument[]
): Promise<RedisReply[]> {
  const wire = { url: Secret.of(url, 'address'), cluster, connectMs: PATIENT.connectMs };
  const link = new RedisLink((events) => openWire(wire, events), {
    ...PATIENT,
    maxPending: 1000,
  });
  try {
    const replies: RedisReply[] = [];
    for (const node of await link.nodes()) replies.push(...(await link.ask(node, [args])));
    return replies;
  } finally {
    await link.close();
  }
}

const DROP = `
local at = '0'
repeat
  local page = redis.call('SCAN', at, 'MATCH', ARGV[1], 'COUNT', 1000)
  at = page[1]
  for _, key in ipairs(page[2]) do redis.call('UNLINK', key) end
until at == '0'
return 1`;

async function dropKeys(options: RedisProfileStoreOptions, prefix: string): Promise<void> {
  await askServers(options, 'EVAL', DROP, '0', `${prefix}:*`);
}

const FIND = `
local found, at = {}, '0'
local function has(value) return string.find(value, ARGV[2], 1, true) end
repeat
  local page = redis.call('SCAN', at, 'MATCH', ARGV[1], 'COUNT', 1000)
  at = page[1]
  for _, key in ipairs(page[2]) do
    local values = redis.call('TYPE', key)['ok'] == 'hash' and redis.call('HGETALL', key) or { redis.call('GET', key) }
    local any = has(key)
    for _, value in ipairs(values) do any = any or has(value) end
    if any then table.insert(found, key) end
  end
until at == '0'
return found`;

/** Keys of a prefix that have the text in their name or value. */
export async function keysWith(url: string, prefix: string, text: string): Promise<string[]> {
  const [keys] = await askServers({ url }, 'EVAL', FIND, '0', `${prefix}:*`, text);
  return (keys as Buffer[]).map(String);
}
