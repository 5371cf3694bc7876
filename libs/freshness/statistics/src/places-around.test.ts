import { InteractionType } from '@stars/contracts';
import { statisticsDefinition } from '@stars/inference';
import type { HistoryEvent, PackedHistory } from '@stars/profile-store';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { placesAround } from './places-around.js';
import { factsOfHistory } from './user-facts.js';

const { INTERACTION_TYPE_PURCHASE: PURCHASE, INTERACTION_TYPE_VIEW: VIEW } = InteractionType;
const definition = statisticsDefinition('1:America.New_York:purchase')!;
const START = Date.parse('2024-01-01T00:00:00Z');

const event = fc
  .record({
    itemId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    hours: fc.integer({ min: 0, max: 400 }),
    region: fc.constantFrom('north', 'north', 'north', 'south'),
    type: fc.constantFrom(PURCHASE, PURCHASE, VIEW),
  })
  .map(({ hours, ...rest }): HistoryEvent => ({ ...rest, eventId: '', time: START + hours * 3_600_000 }));

/** The columns that are read. */
function columnsOf(events: readonly HistoryEvent[]): PackedHistory {
  const texts = [...new Set(events.flatMap(({ itemId, region }) => [itemId, region]))];
  return {
    texts,
    times: Float64Array.from(events, ({ time }) => time),
    items: Uint16Array.from(events, ({ itemId }) => texts.indexOf(itemId)),
    regions: Uint16Array.from(events, ({ region }) => texts.indexOf(region)),
  } as PackedHistory;
}

it('has all events that decide what others change', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), fc.array(event, { minLength: 1, maxLength: 4 }), (list, fresh) => {
      const history = list.toSorted((a, b) => a.time - b.time);
      const places = placesAround(definition, columnsOf(history), [...history.keys()], fresh);
      const [few, all] = [places.map((place) => history[place]!), history].map((known) =>
        factsOfHistory(definition, known),
      );
      for (const one of fresh) expect(few!.add(one)).toEqual(all!.add(one));
    }),
    { numRuns: 500 },
  );
});

it('has few of them', () => {
  const history = Array.from({ length: 100 }, (_, n) => ({
    ...{ eventId: '', itemId: `i${n}`, type: PURCHASE },
    ...{ time: START + n * 86_400_000, region: n === 3 ? 'south' : 'north' },
  }));
  const fresh = { ...history[0]!, time: START + 200 * 86_400_000 };
  expect(placesAround(definition, columnsOf(history), [...history.keys()], [fresh])).toEqual([0]);
});
