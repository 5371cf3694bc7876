import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventBus, openKafkaEventBus, SqliteEventBus } from '@stars/event-bus';
import { pause } from '@stars/platform';
import { openDatabase } from '@stars/sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { whileLeading } from './while-leading.js';

const broker = process.env['STARS_TEST_KAFKA'];
const WAIT = { timeout: 30_000, interval: 20 };

const PLACES: [string, () => { open: () => Promise<EventBus>; dispose: () => void }][] = [
  [
    'SQLite',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'stars-lead-'));
      return {
        open: async () => new SqliteEventBus(openDatabase(join(folder, 'stars.db')), { pollMs: 10 }),
        dispose: () => rmSync(folder, { recursive: true }),
      };
    },
  ],
  [
    'Kafka',
    () => {
      const options = { brokers: [broker!], prefix: `test-${randomUUID().slice(0, 8)}`, partitions: 2 };
      return { open: () => openKafkaEventBus(options), dispose: () => undefined };
    },
  ],
];

describe.each(PLACES)('candidates of a role on %s', (name, makePlace) => {
  const place = name === 'Kafka' && !broker ? undefined : makePlace();
  const buses: EventBus[] = [];
  /** Those that lead now, and all that ever began. */
  const leading = new Set<number>();
  const began: number[] = [];

  afterEach(() => Promise.all(buses.splice(0).map((bus) => bus.close())));

  /** A candidate whose work lasts until its signal, or until `finish`. */
  async function candidate(n: number) {
    const bus = await place!.open();
    buses.push(bus);
    const stop = new AbortController();
    const finish = new AbortController();
    const done = whileLeading(bus, 'trainer', stop.signal, async (signal) => {
      began.push(n);
      leading.add(n);
      await pause(3_600_000, AbortSignal.any([signal, finish.signal]));
      leading.delete(n);
    });
    return { bus, done, stop: () => stop.abort(), finish: () => finish.abort() };
  }
  const leads = (...expected: number[]) => expect.poll(() => [...leading], WAIT).toEqual(expected);

  it.skipIf(!place)(
    'lead one at a time: a newcomer waits, and takes over from one that stops, ends or fails',
    async () => {
      const first = await candidate(1);
      await leads(1);
      const others = [await candidate(2), await candidate(3)];
      // Time to join the group: the lead stays where it is.
      await pause(name === 'Kafka' ? 3_000 : 300);
      expect([[...leading], began]).toEqual([[1], [1]]);

      first.stop();
      await first.done;
      await expect.poll(() => leading.size, WAIT).toBe(1);
      const [second] = [...leading];
      others[second! - 2]!.finish();
      await others[second! - 2]!.done;
      await leads(5 - second!);
      expect(began).toHaveLength(3);
      process.stdout.write(`${name}: three candidates led in the order ${began.join(', ')}\n`);

      others[3 - second!]!.stop();
      await others[3 - second!]!.done;
      const bus = await place!.open();
      buses.push(bus);
      const failed = whileLeading(bus, 'trainer', new AbortController().signal, () =>
        Promise.reject(new Error('no data')),
      );
      await expect(failed).rejects.toThrow('no data');
    },
  );
});
