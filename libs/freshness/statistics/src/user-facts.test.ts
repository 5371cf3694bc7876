import { InteractionType } from '@stars/contracts';
import { statisticsDefinition } from '@stars/inference';
import type { HistoryEvent } from '@stars/profile-store';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Fact, factsOfHistory, UserFacts } from './user-facts.js';

const { INTERACTION_TYPE_PURCHASE: PURCHASE, INTERACTION_TYPE_VIEW: VIEW } = InteractionType;
const definition = statisticsDefinition('1:America.New_York:purchase')!;
const HOUR = 3_600_000;
const START = Date.parse('2024-01-01T00:00:00Z');

const event = (itemId: string, hours: number, region = 'north', type = PURCHASE): HistoryEvent => ({
  ...{ eventId: `${itemId}@${hours}`, itemId, type, region },
  time: START + hours * HOUR,
});

/** Facts after all changes: how often each is there. */
function sumOf(changes: readonly Fact[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const fact of changes) {
    const key = JSON.stringify({ ...fact, takenBack: false });
    counts.set(key, (counts.get(key) ?? 0) + (fact.takenBack ? -1 : 1));
  }
  return new Map([...counts].filter(([, count]) => count !== 0).sort());
}

/** As a profile keeps it. */
const inOrder = (events: readonly HistoryEvent[]): HistoryEvent[] => events.toSorted((a, b) => a.time - b.time);

const events = fc.array(
  fc
    .tuple(
      fc.constantFrom('a', 'b', 'c'),
      fc.integer({ min: 0, max: 150 }),
      fc.constantFrom('north', 'south'),
      fc.constantFrom(PURCHASE, PURCHASE, VIEW),
    )
    .map((parts) => event(...parts)),
  { maxLength: 25 },
);

it('counts a distinct day and item once, with the days since the last', () => {
  const known = new UserFacts(definition);
  const told = [event('a', 12), event('a', 13), event('a', 12 + 72), event('b', 14, 'north', VIEW)].map((one) =>
    known.add(one),
  );
  expect(told.map((facts) => facts.map(({ day, gap, evidence }) => [day - 19_723, gap, evidence]))).toEqual([
    [[0, 0, 0]],
    [],
    [[3, 3, 0]],
    [[0, 0, VIEW]],
  ]);
});

it('begins a day by the clock of the shop', () => {
  // 01:00 UTC is the evening before in New York.
  const [[fact]] = [factsOfHistory(definition, [event('a', 25)]).all()];
  expect(fact!.day).toBe(19_723);
});

it('changes what came before its time', () => {
  const known = factsOfHistory(definition, [event('a', 12), event('a', 12 + 240)]);
  const change = known.add(event('a', 12 + 96));
  expect(change.map(({ gap, takenBack }) => [gap, takenBack])).toEqual([
    [10, true],
    [4, false],
    [6, false],
  ]);
});

it('moves the purchases of a day to the region of its last one', () => {
  const known = factsOfHistory(definition, [event('a', 12)]);
  expect(
    known.add(event('b', 13, 'south')).map(({ itemId, region, takenBack }) => [itemId, region, takenBack]),
  ).toEqual([
    ['a', 'north', true],
    ['a', 'south', false],
    ['b', 'south', false],
  ]);
});

it('gives the same in any order', () => {
  fc.assert(
    fc.property(events, fc.nat(), (list, cut) => {
      const before = inOrder(list.slice(0, cut % (list.length + 1)));
      const after = list.slice(before.length);
      const known = factsOfHistory(definition, before);
      const changes = [...factsOfHistory(definition, before).all(), ...after.flatMap((one) => known.add(one))];
      expect(sumOf(changes)).toEqual(sumOf(factsOfHistory(definition, inOrder(list)).all()));
    }),
  );
});
