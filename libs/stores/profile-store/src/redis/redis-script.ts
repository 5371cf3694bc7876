import { createHash } from 'node:crypto';

/** A Lua script, which the server runs as one step. */
export interface RedisScript {
  source: string;
  /** The server's name of it, hex. */
  sha: string;
}

const script = (source: string): RedisScript => ({ source, sha: createHash('sha1').update(source).digest('hex') });

/**
 * All but the last are for one user: KEYS[1] is the profile, KEYS[2] what is remembered of a deletion, a text of the time and the
 * version of the features at that time. The profile's fields:
 * r a token that changes with each change of the history; h the history; f the features and n their version;
 * v:VERSION the vectors of a model. Each returns 1 if it changed something, else 0.
 */
const touch = (seconds: string): string => `if ${seconds} ~= '0' then redis.call('EXPIRE', KEYS[1], ${seconds}) end`;

/** ARGV: token and deletion as they were read ('' for none), new token, new history, seconds to live. */
export const APPEND = script(`
if (redis.call('HGET', KEYS[1], 'r') or '') ~= ARGV[1] or (redis.call('GET', KEYS[2]) or '') ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], 'r', ARGV[3], 'h', ARGV[4])
${touch('ARGV[5]')}
return 1`);

/**
 * ARGV: token and deletion as they were read, new token, time of the deletion, the history that is left, seconds.
 * It removes before it stores: so a server without memory left lets it through.
 */
export const FORGET = script(`
local forgotten = redis.call('GET', KEYS[2]) or ''
if (redis.call('HGET', KEYS[1], 'r') or '') ~= ARGV[1] or forgotten ~= ARGV[2] then return 0 end
local version = redis.call('HGET', KEYS[1], 'n') or string.match(forgotten, ' (.+)$')
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[2], version and (ARGV[4] .. ' ' .. version) or ARGV[4])
if ARGV[5] ~= '' then
  redis.call('HSET', KEYS[1], 'r', ARGV[3], 'h', ARGV[5])
  ${touch('ARGV[6]')}
end
return 1`);

/**
 * ARGV: version, features, token for a new profile, seconds. The same message after a deletion brings nothing back, and none after an
 * objection: it is from 2^52 on.
 */
export const PUT_FEATURES = script(`
local known = redis.call('HGET', KEYS[1], 'n')
if known then
  if tonumber(ARGV[1]) < tonumber(known) then return 0 end
else
  local mark = redis.call('GET', KEYS[2]) or ''
  if (tonumber(string.match(mark, '^%S+') or '') or 0) >= 4503599627370496 then return 0 end
  local forgotten = string.match(mark, ' (.+)$')
  if forgotten and tonumber(ARGV[1]) <= tonumber(forgotten) then return 0 end
end
redis.call('HSET', KEYS[1], 'n', ARGV[1], 'f', ARGV[2])
redis.call('HSETNX', KEYS[1], 'r', ARGV[3])
${touch('ARGV[4]')}
return 1`);

/**
 * ARGV: field, vectors, time of the last event in them, token for a new profile, seconds, the latest time of a deletion by a clock that is
 * right. Vectors that were made before a deletion do not bring the user back. They do not prolong the time to live.
 */
export const PUT_VECTORS = script(`
local forgotten = redis.call('GET', KEYS[2])
if forgotten then
  local asOf = tonumber(ARGV[3])
  local wish = tonumber(string.match(forgotten, '^%S+'))
  local covered = asOf <= wish and (wish <= tonumber(ARGV[6]) or wish >= 4503599627370496)
  if covered and (asOf > 0 or redis.call('EXISTS', KEYS[1]) == 0) then return 0 end
end
if redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) == 1 then redis.call('HSETNX', KEYS[1], 'r', ARGV[4]) end
if ARGV[5] ~= '0' and redis.call('TTL', KEYS[1]) == -1 then redis.call('EXPIRE', KEYS[1], ARGV[5]) end
return 1`);

/**
 * KEYS[1] is what the user saw. ARGV: it and the deletion as they were read ('' for none), what becomes of it ('' for none), seconds to live.
 */
export const PUT_SEEN = script(`
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] or (redis.call('GET', KEYS[2]) or '') ~= ARGV[2] then return 0 end
if ARGV[3] == '' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], ARGV[3], 'EX', ARGV[4]) end
return 1`);

/** KEYS[1] is the progress of shared work. ARGV: as it was read, and as it becomes; '' for none. Returns 1 if it was as read. */
export const PUT_PROGRESS = script(`
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
if ARGV[2] == '' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], ARGV[2]) end
return 1`);
