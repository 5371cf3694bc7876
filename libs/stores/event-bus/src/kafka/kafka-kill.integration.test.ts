// @module-tag long

import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { busMessage } from '../contract-bench.js';
import { openKafkaEventBus } from './kafka-event-bus.js';
import { auditHistories, startHistoryConsumer } from './testing/history-consumer.js';

const SEED = Number(process.env['STARS_TEST_SEED'] ?? 20261125);
const brokers = process.env['STARS_TEST_KAFKA'];
const USERS = 40;
const EVENTS_A_USER = 100;
/** In which batch each consumer dies. */
const DEATHS = [1, 4, 9];

describe.skipIf(!brokers)('consumers of Kafka that are killed between effect and commit', () => {
  it('store every event once, in order of time, though events come twice and in any order', async () => {
    const topic = `kill.${randomUUID()}`;
    const folder = mkdtempSync(join(tmpdir(), 'stars-kafka-kill-'));
    const file = join(folder, 'stars.db');
    try {
      const events = Array.from({ length: USERS * EVENTS_A_USER }, (_, n) => {
        const event = { itemId: `i${n}`, type: 1, time: 1_600_000_000_000 + n, region: '' };
        return busMessage(`u${n % USERS}`, `e${n}`, JSON.stringify(event));
      });
      const sent = shuffled([...events, ...events]);
      const bus = await openKafkaEventBus({ brokers: [brokers!], timeoutMs: 60_000 });
      for (let from = 0; from < sent.length; from += 1000) await bus.publish(topic, sent.slice(from, from + 1000));

      let delivered = 0;
      const onLine = (line: string): void => {
        if (line.startsWith('delivered')) delivered += Number(line.split(' ')[1]);
      };
      const perLife: number[] = [];
      for (const fatal of [...DEATHS, 0]) {
        const before = delivered;
        const consumer = startHistoryConsumer({ file, brokers: brokers!, topic, fatal }, onLine);
        expect(await consumer.ended).toBe(fatal === 0 ? 0 : 'SIGKILL');
        perLife.push(delivered - before);
      }
      expect((await bus.lag('histories', [topic])).get(topic)).toBe(0);
      await bus.close();

      const histories = await auditHistories(file);
      const stored = Object.values(histories).flat().length;
      console.log(
        `seed ${SEED}: sent ${sent.length} (${events.length} events), killed ${DEATHS.length} consumers, ` +
          `delivered ${delivered} (${perLife.join(' + ')}), stored ${stored}`,
      );
      for (let user = 0; user < USERS; user++) {
        const expected = Array.from({ length: EVENTS_A_USER }, (_, k) => `i${user + k * USERS}`);
        expect(histories[`u${user}`]).toEqual(expected);
      }
      // The test must have tested something: what the dead had stored came again.
      expect(delivered).toBeGreaterThan(sent.length);
      // And not all of it: commits follow effects closely.
      expect(delivered).toBeLessThan(sent.length + 100 * DEATHS.reduce((sum, batches) => sum + batches, 0));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

function shuffled<T>(list: readonly T[]): T[] {
  const copy = [...list];
  let state = SEED;
  for (let i = copy.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = (state >>> 8) % (i + 1);
    [copy[i], copy[j]] = [copy[j]!, copy[i]!];
  }
  return copy;
}
