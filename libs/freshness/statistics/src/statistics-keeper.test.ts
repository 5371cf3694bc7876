import {
  decodeMessage,
  encodeInteraction,
  encodePurchaseFacts,
  Interaction,
  InteractionType,
  type ItemSums,
  PurchaseFact,
  PurchaseFacts,
  TOPICS,
} from '@stars/contracts';
import { type BusMessage, type EventBus, SqliteEventBus } from '@stars/event-bus';
import { addFact, noSums } from '@stars/inference';
import { createLogger, createMetrics } from '@stars/platform';
import { replacing } from '@stars/platform/testing';
import { type Database, openDatabase } from '@stars/sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LogSums } from './log-sums.js';
import { StatisticsKeeper } from './statistics-keeper.js';
import { publishSteps } from './statistics-steps.js';

const NAME = { tenantId: 'default', definition: '1:UTC:purchase' };

let database: Database;
let bus: EventBus;
beforeEach(() => {
  database = openDatabase(':memory:');
  bus = new SqliteEventBus(database);
});
afterEach(async () => {
  await bus.close();
  database.close();
});

class Crash extends Error {}

/** A process that dies at one of its calls to the bus, before or after the call's effect. */
function keeperThatDies(calls: number, after: boolean): StatisticsKeeper {
  let left = calls;
  const dying = replacing<EventBus>(bus, {
    publish: async (...given) => {
      if (left-- > 0) return bus.publish(...given);
      if (after) await bus.publish(...given);
      throw new Crash();
    },
  });
  const logger = createLogger('embedder', { level: 'silent' });
  const metrics = createMetrics('embedder', { processMetrics: false });
  return new StatisticsKeeper({ bus: dying, logger, metrics }, async () => [NAME.definition], 0);
}

const survivor = (): StatisticsKeeper => keeperThatDies(Number.POSITIVE_INFINITY, false);

async function steps(from: number, count: number): Promise<BusMessage[]> {
  for await (const batch of bus.read({ topic: TOPICS.purchaseFacts, from: new Map([[0, from]]), batchSize: count })) {
    return batch;
  }
  return [];
}

/** As a reader sees them. */
async function states(): Promise<Map<string, ItemSums>> {
  const found = new Map<string, ItemSums>();
  for await (const batch of bus.read({ topic: TOPICS.itemStatistics })) {
    for (const { value } of batch) {
      const { state } = decodeMessage(TOPICS.itemStatistics, value);
      if (state?.$case === 'item') found.set(state.value.itemId, state.value);
    }
  }
  return found;
}

const fact = (offset: number, itemId: string, day: number, takenBack = false): PurchaseFact =>
  PurchaseFact.fromPartial({ offset, itemId, day, region: 'north', gap: day % 3, takenBack });

let told = 0;
const tell = (facts: readonly PurchaseFact[], partition = 0) =>
  bus.publish(TOPICS.purchaseFacts, [
    encodePurchaseFacts(
      PurchaseFacts.fromPartial({ ...NAME, step: 'facts', topic: TOPICS.interactions, partition, facts: [...facts] }),
      `${told++}`,
    ),
  ]);

function expectSums(found: ReadonlyMap<string, ItemSums>, facts: readonly PurchaseFact[]): void {
  const expected = new Map<string, ItemSums>();
  for (const one of facts) {
    const sums = expected.get(one.itemId) ?? noSums(one.itemId);
    addFact(sums, one);
    expected.set(one.itemId, sums);
  }
  // The order of two partitions changes the last digits.
  const rounded = (sums: Omit<ItemSums, 'applied'>): unknown =>
    JSON.parse(JSON.stringify(sums), (_, value) => (typeof value === 'number' ? Number(value.toPrecision(9)) : value));
  const plain = (sums: ReadonlyMap<string, ItemSums>): unknown[] =>
    [...sums].sort().map(([, { applied, ...rest }]) => rounded(rest));
  expect(plain(found)).toEqual(plain(expected));
}

it('counts each fact once, wherever a process dies and however batches are cut', async () => {
  const batch = fc.record({
    partition: fc.nat(1),
    items: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 }),
    /** How many of the last messages of the partition come again before it. */
    again: fc.nat(2),
  });
  const crash = fc.record({ calls: fc.nat(3), after: fc.boolean(), size: fc.integer({ min: 1, max: 4 }) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(batch, { minLength: 1, maxLength: 8 }),
      fc.array(crash, { maxLength: 4 }),
      async (batches, crashes) => {
        const own = openDatabase(':memory:');
        const shared = bus;
        bus = new SqliteEventBus(own);
        try {
          await publishSteps(bus, [{ ...NAME, step: 'begin' }]);
          const log: PurchaseFact[][] = [[], []];
          for (const { partition, items, again } of batches) {
            const known = log[partition]!;
            const fresh = items.map((item, n) => fact(known.length + n, item, 19_000 + ((known.length + n) % 9)));
            await tell([...known.slice(known.length - Math.min(again, known.length)), ...fresh], partition);
            known.push(...fresh);
          }
          const end = 1 + batches.length;
          let committed = 0;
          for (const { calls, after, size } of crashes) {
            const keeper = keeperThatDies(calls, after);
            try {
              while (committed < end) {
                const messages = await steps(committed, size);
                await keeper.apply(messages);
                committed += messages.length;
              }
            } catch (error) {
              if (!(error instanceof Crash)) throw error;
            }
          }
          if (committed < end) await survivor().apply(await steps(committed, 100));
          expectSums(await states(), log.flat());
        } finally {
          await bus.close();
          own.close();
          bus = shared;
        }
      },
    ),
    { numRuns: 60 },
  );
});

it('shows states of a process that lost its work to another one no longer than until the next batch', async () => {
  await publishSteps(bus, [{ ...NAME, step: 'begin' }]);
  await tell([fact(0, 'a', 19_000)]);
  await tell([fact(1, 'a', 19_001)]);
  const [begin, first, second] = await steps(0, 3);
  const [old, next] = [survivor(), survivor()];
  await old.apply([begin!, first!]);
  await next.apply([second!]);
  // The old one did not notice that it lost the partition: its state is older, and comes last.
  const stale = await states();
  await old.apply([second!]);
  expect((await states()).get('a')).toEqual(stale.get('a'));
  await tell([fact(2, 'a', 19_002)]);
  await next.apply(await steps(3, 1));
  expectSums(
    await states(),
    [0, 1, 2].map((n) => fact(n, 'a', 19_000 + n)),
  );
});

it('counts nothing of a definition that no model needs any more, until it begins again', async () => {
  await publishSteps(bus, [{ ...NAME, step: 'begin' }]);
  await tell([fact(0, 'a', 19_000)]);
  await survivor().apply(await steps(0, 2));
  const idle = new StatisticsKeeper(
    {
      bus,
      logger: createLogger('embedder', { level: 'silent' }),
      metrics: createMetrics('embedder', { processMetrics: false }),
    },
    async () => [],
    0,
  );
  await publishSteps(bus, [{ ...NAME, step: 'end' }]);
  await tell([fact(1, 'a', 19_001)]);
  await idle.apply(await steps(2, 2));
  expectSums(await states(), [fact(0, 'a', 19_000)]);
  // It would stand still afterwards, and say that it is complete.
  await publishSteps(bus, [{ ...NAME, step: 'rebuild' }]);
  await idle.apply(await steps(4, 1));
  expectSums(await states(), [fact(0, 'a', 19_000)]);
  // The log of this test has no events: counted again, nothing is left.
  await publishSteps(bus, [{ ...NAME, step: 'begin' }]);
  await survivor().apply(await steps(5, 1));
  expect((await states()).get('a')!.purchases).toBe(0);
});

it('leaves what an older version counts, and waits for a newer version where only that can count', async () => {
  const older = { ...NAME, definition: '0:UTC:purchase' };
  await publishSteps(bus, [{ ...older, step: 'begin' }]);
  await survivor().apply(await steps(0, 1));
  expect(await states()).toEqual(new Map());
  await publishSteps(bus, [{ ...NAME, definition: '99:UTC:purchase', step: 'begin' }]);
  await expect(survivor().apply(await steps(1, 1))).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
});

it('stops in the middle of a count when the process ends', async () => {
  const abort = new AbortController();
  const part = { userId: 'ann', itemId: 'a', type: InteractionType.INTERACTION_TYPE_PURCHASE };
  const events = [1, 2, 3].map((n) =>
    encodeInteraction(Interaction.fromPartial({ ...part, eventId: `event ${n}`, time: new Date(n) })),
  );
  await bus.publish(TOPICS.interactions, events);
  let read = 0;
  const slow = replacing<EventBus>(bus, {
    async *read(options) {
      for await (const batch of bus.read({ ...options, batchSize: 1 })) {
        read++;
        abort.abort(new Error('closed'));
        yield batch;
      }
    },
  });
  await expect(new LogSums({ bus: slow }).count(NAME, abort.signal)).rejects.toThrow('closed');
  expect(read).toBe(1);
});

it('stops a read of the archive, which may take long before its first event', async () => {
  const abort = new AbortController();
  const log: Pick<EventBus, 'read'> = {
    read({ signal }) {
      abort.abort(new Error('closed'));
      signal?.throwIfAborted();
      throw new Error('reads on');
    },
  };
  await expect(new LogSums({ bus, log }).count(NAME, abort.signal)).rejects.toThrow('closed');
});
