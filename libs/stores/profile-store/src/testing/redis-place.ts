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
