import { AUDIT_TOPIC } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { type EventBus, SqliteEventBus } from '@stars/event-bus';
import { openDatabase } from '@stars/sqlite';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { AuditLog } from './audit-log.js';
import type { AuditRecord } from './audit-record.js';
import { noteConfiguration } from './configuration.js';
import { readAudit, readAuditPage } from './read-audit.js';

const database = openDatabase(':memory:');
const bus = new SqliteEventBus(database);
afterAll(async () => {
  await bus.close();
  database.close();
});

const logger = { info: vi.fn(), error: vi.fn() };
let away = false;
const publish: EventBus['publish'] = async (topic, messages) => {
  if (away) throw new StarsError('STARS_UNAVAILABLE', 'the bus is away');
  return bus.publish(topic, messages);
};
const audit = new AuditLog({ bus: { publish }, writer: 'gateway', logger });
const told = (action: string) => ({ who: 'ann', tenant: 'default', action, target: { version: action } });

/** What an action adds to the log. */
async function added(action: () => Promise<unknown>): Promise<AuditRecord[]> {
  const all = async (): Promise<AuditRecord[]> => {
    const records: AuditRecord[] = [];
    for await (const record of readAudit(bus)) records.push(record);
    return records;
  };
  const before = (await all()).length;
  await action();
  return (await all()).slice(before);
}

describe('the audit log', () => {
  it('has what began and what came of it, on the bus and in the log of the process', async () => {
    logger.info.mockClear();
    const failing = async (): Promise<never> => {
      throw new StarsError('STARS_NOT_FOUND', 'no such key');
    };
    const records = await added(async () => {
      expect(await audit.during(told('serve'), async () => 7)).toBe(7);
      const revoked = audit.during({ ...told('revoke'), rights: ['admin'] }, failing);
      await expect(revoked).rejects.toThrow('no such key');
    });
    expect(records.map(({ action, outcome, code, rights }) => [action, outcome, code, rights])).toEqual([
      ['serve', 'begun', undefined, undefined],
      ['serve', 'done', undefined, undefined],
      ['revoke', 'begun', undefined, ['admin']],
      ['revoke', 'failed', 'STARS_NOT_FOUND', ['admin']],
    ]);
    const [served, ended, revoked] = records.map(({ id }) => id);
    expect(ended).toBe(served);
    expect(revoked).not.toBe(served);
    expect(logger.info.mock.calls).toEqual(records.map((record) => [{ audit: record }, 'audit']));
  });

  it('refuses an action that it cannot write, and says what came of one elsewhere if it cannot write that', async () => {
    const act = vi.fn(async () => {
      away = true;
    });
    const records = await added(async () => {
      away = true;
      await expect(audit.during(told('delete'), act)).rejects.toThrow('the bus is away');
      expect(act).not.toHaveBeenCalled();
      away = false;
      await audit.during(told('delete'), act);
      away = false;
    });
    expect(records.map(({ outcome }) => outcome)).toEqual(['begun']);
    const { audit: lost } = logger.error.mock.lastCall![0];
    expect(lost).toMatchObject({ id: records[0]!.id, action: 'delete', outcome: 'done' });
  });

  it('is read by pages, newest first', async () => {
    for (const action of ['p1', 'p2', 'p3', 'p4']) await audit.note({ ...told(action), who: 'pages' });
    const passes = ({ who }: AuditRecord) => who === 'pages';
    const all: string[] = [];
    let before: number | undefined;
    do {
      const page = await readAuditPage(bus, { passes, size: 3, before });
      expect(page.records.length).toBeLessThanOrEqual(3);
      all.push(...page.records.map(({ action }) => action));
      before = page.next;
    } while (before !== undefined);
    expect(all).toEqual(['p4', 'p3', 'p2', 'p1']);
    expect(await readAuditPage(bus, { passes, size: 3, since: Date.now() + 1000 })).toEqual({ records: [] });
    const nobody = await readAuditPage(bus, { passes: () => false, size: 3 });
    expect(nobody).toEqual({ records: [], next: undefined });
  });

  it('notes settings when they have changed', async () => {
    const noted = async (settings: Record<string, unknown>): Promise<unknown[]> => {
      const records = await added(() => noteConfiguration({ bus, audit, service: 'gateway' }, settings));
      return records.map(({ target }) => target['changed']);
    };
    // Of somebody else: it is no record, and stops no reader.
    await bus.publish(AUDIT_TOPIC, [{ key: 'audit', id: 'x', value: Buffer.from('{"who":"nobody"}') }]);
    expect(await noted({ STARS_HOST: '127.0.0.1', STARS_DRAIN_SECONDS: 1 })).toEqual([
      ['STARS_DRAIN_SECONDS', 'STARS_HOST'],
    ]);
    expect(await noted({ STARS_HOST: '127.0.0.1', STARS_DRAIN_SECONDS: 1 })).toEqual([]);
    expect(await noted({ STARS_HOST: '0.0.0.0', STARS_DRAIN_SECONDS: 1 })).toEqual([['STARS_HOST']]);
  });
});
