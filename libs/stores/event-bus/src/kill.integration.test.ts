import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '@stars/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SqliteEventBus } from './embedded.js';
import { startProgram } from './testing/kill-programs.js';

const SEED = Number(process.env['STARS_TEST_SEED'] ?? 20260705);
const KILLING_MS = 15_000;

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stars-kill-'));
  file = join(folder, 'stars.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function audit(): Promise<{ log: [string, number][]; items: string[]; check: string }> {
  const auditor = startProgram('auditor', [file]);
  const found = JSON.parse(await auditor.line('{'));
  expect(await auditor.ended).toBe(0);
  return found;
}

describe('SIGKILL at random moments', () => {
  it('loses nothing that was acknowledged and doubles nothing', async () => {
    let state = SEED;
    const random = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state >>> 8) % below;
    };
    let acknowledged = 0;
    let again = 0;
    const kills = { publisher: 0, consumer: 0 };
    const startPublisher = () =>
      // Begins before what was acknowledged: a publisher that does not know how far it came sends again.
      startProgram(
        'publisher',
        [file, String(Math.max(0, acknowledged - random(100))), String(random(1e6))],
        (line) => {
          const [word, from, until, appended] = line.split(' ');
          if (word !== 'acknowledged') return;
          again += Number(until) - Number(from) - Number(appended);
          acknowledged = Math.max(acknowledged, Number(until));
        },
      );
    const startConsumer = () => startProgram('consumer', [file]);
    let publisher = startPublisher();
    let consumer = startConsumer();
    const end = Date.now() + KILLING_MS;
    while (Date.now() < end) {
      const [killsPublisher, killsConsumer] = [
        [true, false],
        [false, true],
        [true, true],
      ][random(3)]!;
      if (killsPublisher) await publisher.line('ready');
      if (killsConsumer) await consumer.line('ready');
      await sleep(random(250));
      if (killsPublisher) publisher.process.kill('SIGKILL');
      if (killsConsumer) consumer.process.kill('SIGKILL');
      if (killsPublisher) {
        expect(await publisher.ended).toBe('SIGKILL');
        kills.publisher++;
        publisher = startPublisher();
      }
      if (killsConsumer) {
        expect(await consumer.ended).toBe('SIGKILL');
        kills.consumer++;
        consumer = startConsumer();
      }
    }
    await Promise.all([publisher.line('ready'), consumer.line('ready')]);
    publisher.process.kill('SIGKILL');
    consumer.process.kill('SIGKILL');
    await Promise.all([publisher.ended, consumer.ended]);
    expect(await startProgram('consumer', [file, 'drain']).ended).toBe(0);

    const { log, items, check } = await audit();
    console.log(
      `seed ${SEED}: killed publishers ${kills.publisher}, consumers ${kills.consumer}; ` +
        `acknowledged ${acknowledged}, sent again and known ${again}, in the log ${log.length}, in histories ${items.length}`,
    );
    expect(check).toBe('ok');
    const ids = new Set(log.map(([id]) => id));
    expect(ids.size).toBe(log.length);
    expect(log.every(([, offset], i) => i === 0 || offset > log[i - 1]![1])).toBe(true);
    const missing = Array.from({ length: acknowledged }, (_, n) => `e${n}`).filter((id) => !ids.has(id));
    expect(missing).toEqual([]);
    expect(items.map((item) => item.replace('i', 'e')).sort()).toEqual([...ids].sort());
    // The test must have tested something.
    expect(Math.min(kills.publisher, kills.consumer)).toBeGreaterThan(3);
    expect(Math.min(acknowledged, again)).toBeGreaterThan(50);
  });

  it('leaves nothing of a transaction that was killed, nor its lock', async () => {
    const stuck = startProgram('stuck publisher', [file]);
    await stuck.line('inside');
    stuck.process.kill('SIGKILL');
    expect(await stuck.ended).toBe('SIGKILL');
    const db = openDatabase(file, { busyTimeoutMs: 0 });
    const bus = new SqliteEventBus(db);
    expect(await bus.endOffsets('events')).toEqual(new Map([[0, 1]]));
    const messages = ['e0', 'e1', 'e5000'].map((id) => ({ key: 'k', id, value: new Uint8Array(1) }));
    expect(await bus.publish('events', messages)).toEqual({ appended: 2, duplicates: 1 });
    expect((await audit()).log).toEqual([
      ['e0', 0],
      ['e1', 1],
      ['e5000', 2],
    ]);
    await bus.close();
    db.close();
  });

  it('gives the topic of a killed consumer to another within seconds', async () => {
    const db = openDatabase(file);
    const bus = new SqliteEventBus(db, { leaseMs: 400, pollMs: 10 });
    await bus.publish('events', [{ key: 'u', id: 'e0', value: new TextEncoder().encode('{"item":"i0","time":1}') }]);
    const consumer = startProgram('consumer', [file]);
    await consumer.line('ready');
    while ((await bus.lag('histories', ['events'])).get('events') !== 0) await sleep(10);
    const taken = Promise.withResolvers<string>();
    await bus.consume({
      group: 'histories',
      topics: ['events'],
      handler: async ([message]) => taken.resolve(message!.id),
    });
    await sleep(600);
    consumer.process.kill('SIGKILL');
    const killed = Date.now();
    await bus.publish('events', [{ key: 'u', id: 'e1', value: new TextEncoder().encode('{"item":"i1","time":2}') }]);
    expect(await taken.promise).toBe('e1');
    expect(Date.now() - killed).toBeLessThan(3000);
    await consumer.ended;
    await bus.close();
    db.close();
  });
});
