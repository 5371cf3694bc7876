import { decodeMessage, InteractionType, type PurchaseFact, standingEvents, TOPICS } from '@stars/contracts';
import { SqliteEventBus } from '@stars/event-bus';
import { statisticsDefinition } from '@stars/inference';
import { chunks } from '@stars/platform';
import { type HistoryEvent, SqliteProfileStore } from '@stars/profile-store';
import { type Database, openDatabase } from '@stars/sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FactLog } from './fact-log.js';

const DAY = 86_400_000;
const NOW = 19_800 * DAY;
const SOURCE = { topic: TOPICS.interactions, partition: 0 };
const definition = statisticsDefinition('1:UTC:purchase')!;

let database: Database;
let bus: SqliteEventBus;
let profiles: SqliteProfileStore;
let log: FactLog;
let offset: number;
function begin(): void {
  database = openDatabase(':memory:');
  bus = new SqliteEventBus(database);
  profiles = new SqliteProfileStore(database);
  log = new FactLog({ bus, profiles, clock: () => NOW }, () => [definition]);
  offset = 0;
}

async function end(): Promise<void> {
  await bus.close();
  database.close();
}

beforeEach(begin);
afterEach(end);

const bought = (time: number): HistoryEvent => ({
  ...{ eventId: `at ${time}`, itemId: 'milk', type: InteractionType.INTERACTION_TYPE_PURCHASE, region: '', time },
});

/** As the embedder does with each batch. */
async function happens(...events: HistoryEvent[]): Promise<void> {
  const standing = events.map((event) => ({ event, offset: offset++ }));
  await log.publishEvents(SOURCE, new Map([['default', new Map([['ann', standing]])]]));
  await profiles.appendEvents('default', [{ userId: 'ann', events }]);
}

async function told(): Promise<PurchaseFact[]> {
  const facts: PurchaseFact[] = [];
  for await (const batch of bus.read({ topic: TOPICS.purchaseFacts })) {
    for (const { value } of batch) facts.push(...decodeMessage(TOPICS.purchaseFacts, value).facts);
  }
  return facts;
}

const CLOCK_OF_9999 = Date.parse('9999-12-31T12:00:00Z');

it('tells nothing of a time ahead of the clock that a history has from before times were checked', async () => {
  const wrong = bought(CLOCK_OF_9999);
  await profiles.appendEvents('default', [{ userId: 'ann', events: [wrong] }]);
  await happens(bought(NOW));
  await happens(bought(NOW - DAY));
  expect((await told()).map(({ day, gap, takenBack }) => [day, gap, takenBack])).toEqual([
    [19_800, 0, false],
    [19_800, 0, true],
    [19_799, 0, false],
    [19_800, 1, false],
  ]);
});

it('tells an event once that is sent again and arrives later, with another time', async () => {
  const sent = bought(NOW);
  await happens(sent);
  await happens({ ...sent, time: NOW + 3000 });
  expect(await told()).toHaveLength(1);
});

it('tells a purchase of 1970 as one long ago', async () => {
  await happens(bought(NOW), bought(0));
  expect((await told()).map(({ day, gap, takenBack }) => [day, gap, takenBack])).toEqual([
    [19_800, 0, false],
    [19_800, 0, true],
    [0, 0, false],
    [19_800, 19_800, false],
  ]);
});

/** Facts that are left, as texts. */
function net(facts: readonly PurchaseFact[]): string[] {
  const left = new Map<string, number>();
  for (const { takenBack, offset: _, ...fact } of facts) {
    const key = JSON.stringify(fact);
    left.set(key, (left.get(key) ?? 0) + (takenBack ? -1 : 1));
  }
  return [...left]
    .filter(([, count]) => count !== 0)
    .map(([key, count]) => `${count} ${key}`)
    .sort();
}

const anyEvent = fc.record({
  itemId: fc.constantFrom('milk', 'tea'),
  type: fc.integer({ min: 1, max: 10 }) as fc.Arbitrary<InteractionType>,
  region: fc.constantFrom('north', 'south'),
  hours: fc.nat(60),
});

it('leaves the facts of what stands, in whatever order purchases and refunds arrive', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyEvent, { maxLength: 10 }), fc.integer({ min: 1, max: 3 }), async (given, size) => {
      const events = given.map(({ hours, ...event }, n) => ({
        ...event,
        eventId: `${n}`,
        time: NOW - hours * 3_600_000 - n,
      }));
      const netOf = async (list: readonly HistoryEvent[]): Promise<string[]> => {
        await end();
        begin();
        for (const batch of chunks(list, size)) await happens(...batch);
        return net(await told());
      };
      const standing = standingEvents(events.toSorted((a, b) => a.time - b.time));
      expect(await netOf(events)).toEqual(await netOf(standing));
    }),
    { numRuns: 60 },
  );
});
