import { InteractionType, LIMITS } from '@stars/contracts';
import { statisticsDefinition } from '@stars/inference';
import { purchaseFacts, SessionLogBuilder } from '@stars/ranking';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FactsInOrder, type NumberedEvent } from './facts-in-order.js';

const { INTERACTION_TYPE_PURCHASE: PURCHASE, INTERACTION_TYPE_VIEW: VIEW } = InteractionType;
const definition = statisticsDefinition('1:UTC:purchase')!;
const ITEMS = 3;

type Fact = [item: number, day: number, region: number, gap: number, evidence: number];

const sorted = (facts: readonly Fact[]): string[] => facts.map((fact) => fact.join()).sort();

function found(users: readonly (readonly NumberedEvent[])[]): string[] {
  const facts: Fact[] = [];
  const sut = new FactsInOrder(definition, (...fact) => facts.push(fact));
  for (const events of users) {
    for (const event of events) sut.add(event);
    sut.endUser();
  }
  return sorted(facts);
}

/** As the evaluation counts them. */
function expected(users: readonly (readonly NumberedEvent[])[]): string[] {
  const facts = [0 as const, VIEW].flatMap((evidence) => {
    const builder = new SessionLogBuilder();
    for (const events of users) {
      const placed = events.map((event, place) => ({ ...event, place, hour: 0 }));
      builder.addUser(placed.filter(({ type }) => type === (evidence === 0 ? PURCHASE : evidence)));
    }
    const { item, day, region, gap } = purchaseFacts(builder.build(), ITEMS);
    const ofPurchase = (n: number): [number, number] => (evidence === 0 ? [region[n]!, gap[n]!] : [0, 0]);
    return Array.from(item, (one, n): Fact => [one, day[n]!, ...ofPurchase(n), evidence]);
  });
  return sorted(facts);
}

const event = fc.record({
  item: fc.nat(ITEMS - 1),
  day: fc.nat(5),
  type: fc.constantFrom(PURCHASE, PURCHASE, VIEW),
  region: fc.nat(2),
});
const user = fc.array(event, { maxLength: 20 }).map((events) => events.toSorted((a, b) => a.day - b.day));

it('finds the facts that an evaluation counts', () => {
  fc.assert(
    fc.property(fc.array(user, { maxLength: 4 }), (users) => {
      expect(found(users)).toEqual(expected(users));
    }),
  );
});

it.each([0, 1])('forgets a purchase that fell off a full history, and knows it until then (%s)', (more) => {
  const part = { type: PURCHASE, region: 0 };
  const others = Array.from({ length: LIMITS.historyEvents - 1 + more }, () => ({ ...part, item: 1, day: 2 }));
  const events = [{ ...part, item: 0, day: 1 }, ...others, { ...part, item: 0, day: 9 }, { ...part, item: 2, day: 9 }];
  expect(found([events])).toEqual(expected([events]));
  expect(found([events])).toContain(`0,9,0,${more === 0 ? 8 : 0},0`);
});
