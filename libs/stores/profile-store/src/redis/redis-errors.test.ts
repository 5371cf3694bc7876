import { StarsError } from '@stars/errors';
import { describe, expect, it } from 'vitest';
import { codedError } from './redis-errors.js';
import { warningsOf } from './server-settings.js';

const codeOf = (message: string): string => codedError(new Error(message)).code;

describe('codedError', () => {
  it('tells what may pass from what will not', () => {
    const away = ['connect ECONNREFUSED 127.0.0.1:6379', 'Socket closed unexpectedly', 'The client is closed'];
    const notNow = [
      'LOADING Redis is loading the dataset in memory',
      "READONLY You can't write against a read only replica.",
    ];
    for (const message of [...away, ...notNow, 'OOM command not allowed', 'CLUSTERDOWN The cluster is down']) {
      expect(codeOf(message)).toBe('STARS_UNAVAILABLE');
    }
    for (const message of ['WRONGPASS invalid username-password pair', 'NOAUTH Authentication required.']) {
      expect(codeOf(message)).toBe('STARS_CONFIG_INVALID');
    }
    for (const message of ['ERR Protocol error: invalid bulk length', 'ERR max request size exceeded']) {
      expect(codeOf(message)).toBe('STARS_TOO_LARGE');
    }
    for (const message of ['ERR unknown command', 'WRONGTYPE Operation against a key', 'CROSSSLOT Keys']) {
      expect(codeOf(message)).toBe('STARS_INTERNAL');
    }
  });

  it('leaves coded errors as they are, and keeps the cause of others', () => {
    const coded = new StarsError('STARS_OVERLOADED', 'full');
    expect(codedError(coded)).toBe(coded);
    const cause = new Error('read ECONNRESET');
    expect(codedError(cause).cause).toBe(cause);
  });
});

describe('warningsOf', () => {
  const info = (aof: number, maxmemory: number, policy: string): string =>
    `# Memory\r\nmaxmemory:${maxmemory}\r\nmaxmemory_policy:${policy}\r\n# Persistence\r\naof_enabled:${aof}\r\n`;

  it('has none for a server that keeps what it is given', () => {
    expect(warningsOf(info(1, 0, 'allkeys-lru'), false)).toEqual([]);
    expect(warningsOf(info(1, 1000, 'noeviction'), true)).toEqual([]);
    expect(warningsOf(info(1, 1000, 'volatile-lru'), false)).toEqual([]);
  });

  it('names what loses profiles', () => {
    expect(warningsOf(info(0, 0, 'noeviction'), false)).toHaveLength(1);
    expect(warningsOf(info(1, 1000, 'allkeys-random'), false)).toEqual([expect.stringContaining('allkeys-random')]);
    expect(warningsOf(info(1, 1000, 'volatile-ttl'), true)).toHaveLength(1);
  });
});
