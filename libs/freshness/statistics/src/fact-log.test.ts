import { decodeMessage, InteractionType, type PurchaseFact, TOPICS } from '@stars/contracts';
import { SqliteEventBus } from '@stars/event-bus';
import { statisticsDefinition } from '@stars/inference';
import { type HistoryEvent, SqliteProfileStore } from '@stars/profile-store';
import { type Database, openDatabase } from '@stars/sqlite';
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
beforeEach(() => {
  database = openDatabase(':memory:');
  bus = new SqliteEventBus(database);
  profiles = new SqliteProfileStore(database);
  log = new FactLog({ bus, profiles, clock: () => NOW }, () => [definition]);
  offset = 0;
});
afterEach(async () => {
  await bus.close();
  database.close();
});

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
