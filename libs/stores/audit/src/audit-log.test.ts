import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AUDIT_TOPIC } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { SqliteEventBus } from '@stars/event-bus';
import { Secret } from '@stars/platform';
import { openDatabase } from '@stars/sqlite';
import { describe, expect, it, vi } from 'vitest';
import { hashOf } from './audit-record.js';
import { type AuditEntry, readAudit } from './read-audit.js';
import { KEY, newTestLog, told } from './testing/test-log.js';
import { verifyAudit } from './verify-audit.js';

const { allOf, bus, newLog } = newTestLog();

describe('the audit log', () => {
  it('has what began and what came of it, and refuses an action that it cannot write', async () => {
    const before = (await allOf()).length;
    const log = newLog('gateway');
    expect(await log.during(told('serve'), async () => 7)).toBe(7);
    const failing = async (): Promise<never> => {
      throw new StarsError('STARS_NOT_FOUND', 'no such key');
    };
    await expect(log.during({ ...told('revoke'), rights: ['admin'] }, failing)).rejects.toThrow('no such key');
    const records = (await allOf()).slice(before).map(({ record }) => record!);
    expect(
      records.map(({ seq, action, outcome, code, of, rights }) => [seq, action, outcome, code, of, rights]),
    ).toEqual([
      [0, 'serve', 'begun', undefined, undefined, undefined],
      [1, 'serve', 'done', undefined, 0, undefined],
      [2, 'revoke', 'begun', undefined, undefined, ['admin']],
      [3, 'revoke', 'failed', 'STARS_NOT_FOUND', 2, ['admin']],
    ]);
    let away = true;
    const publish: typeof bus.publish = async (topic, messages) => {
      // The message is there, but nobody learns it.
      const result = await bus.publish(topic, messages);
      if (away) throw new StarsError('STARS_UNAVAILABLE', 'the bus is away');
      return result;
    };
    const unlucky = newLog('unlucky', {
      bus: { publish, read: (options) => bus.read(options), endOffsets: (topic) => bus.endOffsets(topic) },
    });
    let done = 0;
    const act = async (): Promise<void> => void done++;
    await expect(unlucky.during(told('delete'), act)).rejects.toThrow('the bus is away');
    expect(done).toBe(0);
    away = false;
    await unlucky.during(told('delete'), act);
    expect(done).toBe(1);
    expect(await verifyAudit(readAudit(bus), { keys: [KEY] })).toMatchObject({ faults: [] });
  });

  it('has later what came of several actions that ended while the bus was away', async () => {
    const before = (await allOf()).length;
    let away = false;
    const unlessAway = <T>(work: () => T): T => {
      if (away) throw new StarsError('STARS_UNAVAILABLE', 'the bus is away');
      return work();
    };
    const log = newLog('gateway', {
      bus: {
        publish: async (topic, messages) => unlessAway(() => bus.publish(topic, messages)),
        read: (options) => unlessAway(() => bus.read(options)),
        endOffsets: (topic) => bus.endOffsets(topic),
      },
    });
    const end = Promise.withResolvers<void>();
    const begun: string[] = [];
    const acting = ['one', 'two', 'three'].map((name) =>
      log.during(told(name), async () => {
        begun.push(name);
        await end.promise;
        if (name === 'two') throw new StarsError('STARS_NOT_FOUND', 'no such user');
      }),
    );
    await vi.waitFor(() => expect(begun.length).toBe(3));
    away = true;
    end.resolve();
    await Promise.allSettled(acting);
    await expect(log.during(told('four'), async () => undefined)).rejects.toThrow('the bus is away');
    away = false;
    await log.note(told('five'));
    const records = (await allOf()).slice(before).map(({ record }) => record!);
    const ends = records.filter(({ of }) => of !== undefined).map(({ outcome, of }) => [of, outcome]);
    expect(ends.sort()).toEqual([
      [0, 'done'],
      [1, 'failed'],
      [2, 'done'],
    ]);
    expect(records.map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect((await verifyAudit(readAudit(bus), { keys: [KEY] })).faults).toEqual([]);
  });

  it('makes hashes with the key that its file has now', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stars-audit-key-'));
    const file = join(folder, 'key');
    const [first, second] = ['the-first-key', 'the-second-key'];
    writeFileSync(file, first);
    const log = newLog('gateway', { key: Secret.ofFile(file) });
    const keyOfNext = async () => {
      await log.note(told('serve'));
      const record = (await allOf()).at(-1)!.record!;
      return [first, second].find((key) => hashOf(record, key) === record.hash);
    };
    try {
      expect(await keyOfNext()).toBe(first);
      writeFileSync(file, second);
      await vi.waitFor(async () => expect(await keyOfNext()).toBe(second), { timeout: 10_000, interval: 100 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('reads only the end of a long log before its first record, and more if there is none', async () => {
    const own = openDatabase(':memory:');
    const long = new SqliteEventBus(own);
    let read = 0;
    const counted: Pick<typeof long, 'publish' | 'read' | 'endOffsets'> = {
      publish: (topic, messages) => long.publish(topic, messages),
      endOffsets: (topic) => long.endOffsets(topic),
      async *read(options) {
        for await (const batch of long.read(options)) {
          read += batch.length;
          yield batch;
        }
      },
    };
    const note = async (): Promise<number> => {
      read = 0;
      await newLog('gateway', { bus: counted }).note(told('start'));
      return read;
    };
    const value = Buffer.from('no record');
    const strangers = Array.from({ length: 2000 }, (_, n) => ({ key: 'audit', id: `stranger/${n}`, value }));
    expect(await note()).toBe(0);
    await long.publish(AUDIT_TOPIC, strangers);
    expect(await note()).toBe(1000 + 2001);
    expect(await note()).toBe(1000);
    const entries: AuditEntry[] = [];
    for await (const entry of readAudit(long)) entries.push(entry);
    const records = entries.flatMap(({ record }) => record ?? []);
    expect(records.map(({ seen }) => seen)).toEqual(['', records[0]!.hash, records[1]!.hash]);
    await long.close();
    own.close();
  });
});
