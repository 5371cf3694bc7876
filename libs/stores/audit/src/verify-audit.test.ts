import { AUDIT_TOPIC } from '@stars/contracts';
import { SqliteEventBus } from '@stars/event-bus';
import { Secret } from '@stars/platform';
import { openDatabase } from '@stars/sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AuditRecord, hashOf } from './audit-record.js';
import { noteConfiguration } from './configuration.js';
import { type AuditEntry, readAudit } from './read-audit.js';
import { KEY, newTestLog, told } from './testing/test-log.js';
import { verifyAudit } from './verify-audit.js';

const { allOf, bus, newLog } = newTestLog();

/** A log of three writers, who take turns. */
async function written(): Promise<AuditEntry[]> {
  const logs = ['gateway', 'embedder', 'cli'].map((writer) => newLog(writer));
  for (let n = 0; n < 12; n++) await logs[(n * n) % 3]!.during(told(`action ${n}`), async () => n);
  return allOf();
}

describe('the check of the audit log', () => {
  it('finds any record that was changed, removed, added or moved, and says which', async () => {
    const entries = await written();
    const { head, records, faults } = await verifyAudit(entries, { keys: [KEY] });
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
      (await verifyAudit(log, { keys: [KEY], heads })).faults;
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
    expect((await verifyAudit(entries.slice(5), { keys: [KEY], trimmed: true })).faults).toEqual([]);
  });

  it('keeps its proof when it gets a key, and when the key is replaced', async () => {
    const own = openDatabase(':memory:');
    const log = new SqliteEventBus(own);
    const [old, next] = ['first-key', 'next-key'];
    for (const keys of [undefined, old, `${old} ${next}`, `${next},${old}`, next]) {
      const key = keys === undefined ? undefined : Secret.of(keys);
      await newLog('gateway', { bus: log, key }).during(told('serve'), async () => undefined);
    }
    const entries: AuditEntry[] = [];
    for await (const entry of readAudit(log)) entries.push(entry);
    const faultsOf = async (some: readonly AuditEntry[], ...keys: string[]) =>
      (await verifyAudit(some, { keys })).faults;
    expect(await faultsOf(entries, next, old)).toEqual([]);
    expect(await faultsOf(entries, old)).not.toEqual([]);
    expect(await faultsOf(entries)).not.toEqual([]);
    // Somebody without the keys writes what is older anew, or all of it.
    const forged = ({ record, ...at }: AuditEntry, before: string): AuditEntry => {
      const other = { ...record!, who: 'bob', before };
      return { ...at, record: { ...other, hash: hashOf(other, undefined) } };
    };
    const first = forged(entries[0]!, '');
    const second = forged(entries[1]!, first.record!.hash);
    const anew = [first, { ...second, record: { ...second.record!, seen: first.record!.hash } }];
    anew[1]!.record!.hash = hashOf(anew[1]!.record!, undefined);
    expect(await faultsOf(anew)).toEqual([]);
    expect(await faultsOf([...anew, ...entries.slice(2)], next, old)).toMatchObject([{ offset: 2 }]);
    expect(await faultsOf(anew, next, old)).toMatchObject([{ problem: 'no record has the key' }]);
    expect(await faultsOf([...entries, first], next, old)).toMatchObject([
      { problem: expect.stringContaining('changed') },
    ]);
    await log.close();
    own.close();
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
    expect((await verifyAudit(readAudit(bus), { keys: [KEY] })).faults).toHaveLength(1);
  });
});
