import { EVENT_TIME_BOUNDS, encodeInteraction, Interaction, InteractionType, TOPICS } from '@stars/contracts';
import { SqliteEventBus } from '@stars/event-bus';
import { openDatabase } from '@stars/sqlite';
import { expect, it } from 'vitest';
import { DriftWatch } from './drift-watch.js';

const DAY = 86_400_000;
const UNTIL = Date.parse('2026-06-01T00:00:00Z');
const NOW = UNTIL + 2 * DAY;

it('sees no drift in events of clocks that are wrong', async () => {
  const database = openDatabase(':memory:');
  const bus = new SqliteEventBus(database);
  const bought = (itemId: string, time: number) =>
    encodeInteraction(
      Interaction.fromPartial({
        ...{ userId: 'u', itemId, eventId: `${itemId} ${time}`, time: new Date(time) },
        type: InteractionType.INTERACTION_TYPE_PURCHASE,
      }),
    );
  const usual = Array.from({ length: 10 }, (_, n) => bought('tea', UNTIL - DAY + n * 1000));
  const recent = Array.from({ length: 10 }, (_, n) => bought('tea', UNTIL + n * 1000));
  const wrong = Array.from({ length: 30 }, (_, n) => bought('coffee', Date.parse('9999-01-01') + n * DAY));
  await bus.publish(TOPICS.interactions, [...usual, ...recent, ...wrong]);
  const watch = new DriftWatch(bus, () => ({ now: NOW, bounds: EVENT_TIME_BOUNDS }));
  const { divergence, unseen, events } = await watch.measure(UNTIL, 28 * DAY);
  expect({ divergence, unseen, events }).toEqual({ divergence: 0, unseen: 0, events: 10 });
  await bus.close();
  database.close();
});
