import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeEach, describe, expect, it } from 'vitest';
import type { BusMessage } from '../port.js';
import type { KafkaRecord } from './cluster.js';
import { ErasureLog, erasedKey } from './erasure-log.js';
import type { OutgoingRecord } from './message-codec.js';

const message = (offset: number): BusMessage => ({
  topic: 'data',
  partition: 0,
  offset,
  key: 'a',
  id: String(offset),
  headers: {},
  value: Buffer.of(1),
});

describe('the log of erasures', () => {
  /** What the topic of erasures holds. */
  let sent: OutgoingRecord[];
  let log: ErasureLog;

  function newLog(): ErasureLog {
    const records = (): KafkaRecord[] =>
      sent.map(({ key, value, headers }, offset) => ({ key, value, headers, offset: String(offset), timestamp: '0' }));
    const parts = {
      log: {
        offsets: async () => new Map([[0, sent.length]]),
        fetch: async (_name: string, _partition: number, from: number, end: number) => ({
          records: records().slice(from, end),
          next: end,
        }),
      },
      publisher: { send: async (_name: string, some: OutgoingRecord[]) => void sent.push(...some) },
      directory: { ensureNamed: async () => undefined },
      trust: { refused: async () => new Set(), headerOf: () => ({}) },
    };
    return new ErasureLog('erasures', parts as unknown as ConstructorParameters<typeof ErasureLog>[1]);
  }
  const erased = (of: ErasureLog) => [5, 15, 25].map((offset) => of.has('data', message(offset)));
  const erase = (of: ErasureLog, until: number) =>
    of.eraseKey(['data'], 'a', new Map([['data', new Map([[0, until]])]]));

  beforeEach(() => {
    sent = [];
    log = newLog();
  });

  it('keeps erased what was erased, if an erasure up to an earlier end comes later', async () => {
    await erase(log, 20);
    await erase(newLog(), 10);
    await log.catchUp();
    expect(erased(log)).toEqual([true, true, false]);
    // Compaction leaves the last.
    sent = sent.slice(-1);
    expect(erased(await opened())).toEqual([true, true, false]);
  });

  it('does so if somebody sends an older erasure again', async () => {
    await erase(log, 10);
    await erase(log, 20);
    sent.push(sent[0]!);
    await log.catchUp();
    expect(erased(log)).toEqual([true, true, false]);
    expect(erased(await opened())).toEqual([true, true, false]);
  });

  it('passes what is no erasure', async () => {
    const texts = ['', 'x', 'null', '[]', '["data"]', '{}', '["data",7]'];
    const values = ['', 'x', 'null', '5', '{"0":"x"}', '{"0":9}'];
    for (const key of texts) for (const value of values) sent.push(recordOf(key, value));
    for (const value of values.slice(0, -1)) sent.push(recordOf('["data","mark"]', value));
    sent.push({ key: null as unknown as Buffer, value: Buffer.from('{"0":9}'), headers: {} });
    await erase(log, 10);
    expect(erased(log)).toEqual([true, false, false]);
    expect(erased(await opened())).toEqual([true, false, false]);
  });

  it('takes no more memory than decision 6 says', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const held = (): number => {
      collect();
      return process.memoryUsage().heapUsed;
    };
    const ends = (n: number) => Object.fromEntries(Array.from({ length: 8 }, (_, p) => [p, 1e9 + 100 * n + p]));
    const fill = (from: number): void => {
      for (let n = from; n < from + 10_000; n++) {
        sent.push(recordOf(JSON.stringify(['data', erasedKey(`user ${n}`)]), JSON.stringify(ends(n))));
      }
    };
    fill(0);
    await log.catchUp();
    fill(10_000);
    const before = held();
    await log.catchUp();
    expect((held() - before) / 10_000).toBeLessThan(200);
    expect([0, 1].map((n) => log.has('data', { ...message(1e9 + n - 1), key: 'user 0' }))).toEqual([true, false]);
  });

  const recordOf = (key: string, value: string): OutgoingRecord => {
    return { key: Buffer.from(key), value: Buffer.from(value), headers: {} };
  };

  async function opened(): Promise<ErasureLog> {
    const other = newLog();
    await other.open();
    return other;
  }
});
