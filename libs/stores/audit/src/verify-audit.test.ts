import { AUDIT_TOPIC } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { SqliteEventBus } from '@stars/event-bus';
import { createLogger, Secret } from '@stars/platform';
import { openDatabase } from '@stars/sqlite';
import fc from 'fast-check';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { AuditLog } from './audit-log.js';
import type { AuditRecord } from './audit-record.js';
import { noteConfiguration } from './configuration.js';
import { type AuditEntry, readAudit } from './read-audit.js';
import { verifyAudit } from './verify-audit.js';

const database = openDatabase(':memory:');
const bus = new SqliteEventBus(database);
afterAll(async () => {
  await bus.close();
  database.close();
});
const logger = createLogger('audit', { level: 'silent' });
const KEY = 'a secret of the log';
const newLog = (writer: string, some: Partial<ConstructorParameters<typeof AuditLog>[0]> = {}): AuditLog =>
  new AuditLog({ bus, writer, logger, key: Secret.of(KEY), ...some });
const told = (action: string) => ({ who: 'ann', tenant: 'default', action, target: { version: action } });

async function allOf(): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for await (const entry of readAudit(bus)) entries.push(entry);
  return entries;
}

/** A log of three writers, who take turns. */
async function written(): Promise<AuditEntry[]> {
  const logs = ['gateway', 'embedder', 'cli'].map((writer) => newLog(writer));
  for (let n = 0; n < 12; n++) await logs[(n * n) % 3]!.during(told(`action ${n}`), async () => n);
  return allOf();
}

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
    expect(await verifyAudit(readAudit(bus), { key: KEY })).toMatchObject({ faults: [] });
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
    expect((await verifyAudit(readAudit(bus), { key: KEY })).faults).toEqual([]);
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

  it('finds any record that was changed, removed, added or moved, and says which', async () => {
    const entries = await written();
    const { head, records, faults } = await verifyAudit(entries, { key: KEY });
    expect([records, faults]).toEqual([entries.length, []]);
    const place = fc.nat(entries.length - 2);
    const change = fc.constantFrom<(record: AuditRecord) => AuditRecord>(
      (record) => ({ ...record, who: 'bob' }),
      (record) => ({ ...record, time: '2024-01-01T00:00:00.000Z' }),
      (record) => ({ ...record, outcome: record.outcome === 'done' ? 'failed' : 'done' }),
      (record) => ({ ...record, target: { ...record.target, version: 'another' } }),
      (record) => ({ ...record, seq: record.seq + 1 }),
      (record) => ({ ...record, writer: 'nobody/1' }),
      (record) => ({ ...record, before: record.seen }),
      ({ code: _, ...record }) => ({ ...record, code: 'STARS_INTERNAL' }),
    );
    const faultsOf = async (log: readonly AuditEntry[], heads: string[] = []) =>
      (await verifyAudit(log, { key: KEY, heads })).faults;
    await fc.assert(
      fc.asyncProperty(place, change, async (at, changed) => {
        const record = changed(entries[at]!.record!);
        fc.pre(JSON.stringify(record) !== JSON.stringify(entries[at]!.record));
        const [first] = await faultsOf(entries.with(at, { ...entries[at]!, record }));
        expect(first).toMatchObject({ offset: entries[at]!.offset, problem: expect.stringContaining('changed') });
      }),
    );
    await fc.assert(
      fc.asyncProperty(place, async (at) => {
        const [first] = await faultsOf(entries.toSpliced(at, 1));
        // Named by the next record that misses it.
        expect(first!.offset).toBeGreaterThan(entries[at]!.offset);
        expect(first!.problem).toContain('gone');
      }),
    );
    await fc.assert(
      fc.asyncProperty(place, place, async (from, to) => {
        fc.pre(from !== to);
        const moved = entries.toSpliced(from, 1).toSpliced(to, 0, entries[from]!);
        expect(await faultsOf(moved)).not.toEqual([]);
      }),
    );
    await fc.assert(
      fc.asyncProperty(place, fc.boolean(), async (at, known) => {
        // Somebody without the key, who knows everything else.
        const { record } = entries[at]!;
        const writer = known ? record!.writer : 'another/1';
        const forged = { ...record!, writer, seq: known ? record!.seq + 1 : 0, before: known ? record!.hash : '' };
        const [first] = await faultsOf(entries.toSpliced(at + 1, 0, { partition: 0, offset: 1e6, record: forged }));
        expect(first).toMatchObject({ offset: 1e6 });
      }),
    );
    // The end can only be missed by who knows of it.
    const cut = entries.slice(0, -1);
    expect(await faultsOf(cut)).toEqual([]);
    expect(await faultsOf(cut, [head])).toMatchObject([{ problem: expect.stringContaining(head) }]);
    // A message that the bus has twice is one; bytes of somebody else are none.
    expect(await faultsOf([...entries, entries.at(-1)!])).toEqual([]);
    expect(await faultsOf([...entries, { partition: 0, offset: 1e6, record: undefined }])).toHaveLength(1);
    // The retention has taken the beginning.
    expect((await verifyAudit(entries.slice(5), { key: KEY, trimmed: true })).faults).toEqual([]);
  });

  it('notes settings when they have changed', async () => {
    const audit = newLog('gateway');
    const noted = async (settings: object): Promise<unknown> => {
      const before = (await allOf()).length;
      await noteConfiguration({ bus, audit, service: 'gateway' }, { ...settings });
      return (await allOf()).slice(before).map(({ record }) => record!.target['changed']);
    };
    expect(await noted({ STARS_HOST: '127.0.0.1', STARS_DRAIN_SECONDS: 1 })).toEqual([
      ['STARS_DRAIN_SECONDS', 'STARS_HOST'],
    ]);
    expect(await noted({ STARS_HOST: '127.0.0.1', STARS_DRAIN_SECONDS: 1 })).toEqual([]);
    expect(await noted({ STARS_HOST: '0.0.0.0', STARS_DRAIN_SECONDS: 1 })).toEqual([['STARS_HOST']]);
    await bus.publish(AUDIT_TOPIC, [{ key: 'audit', id: 'x', value: Buffer.from('{"who":"nobody"}') }]);
    expect((await verifyAudit(readAudit(bus), { key: KEY })).faults).toHaveLength(1);
  });
});
