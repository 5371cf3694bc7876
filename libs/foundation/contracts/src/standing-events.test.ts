import fc from 'fast-check';
import { expect, it } from 'vitest';
import { InteractionType } from './generated/stars/v1/interaction.js';
import { countedType } from './ratings.js';
import { standingEvents } from './standing-events.js';

const {
  INTERACTION_TYPE_VIEW: VIEW,
  INTERACTION_TYPE_ADD_TO_CART: CART,
  INTERACTION_TYPE_PURCHASE: PURCHASE,
  INTERACTION_TYPE_REFUND: REFUND,
  INTERACTION_TYPE_REMOVE_FROM_CART: REMOVE,
  INTERACTION_TYPE_RATING: RATING,
  INTERACTION_TYPE_DISLIKE: DISLIKE,
  INTERACTION_TYPE_SEARCH: SEARCH,
} = InteractionType;

const event = (type: InteractionType, time: number, itemId = 'milk') => ({ itemId, type, time });

it('lets a refund take back the last purchase of its item that is no later, and nothing else', () => {
  const [view, first, second, later] = [event(VIEW, 1), event(PURCHASE, 2), event(PURCHASE, 4), event(PURCHASE, 6)];
  const other = event(PURCHASE, 3, 'bread');
  expect(standingEvents([view, first, other, second, event(REFUND, 5), later])).toEqual([view, first, other, later]);
});

it('lets a removal take back an addition to the cart, not a purchase', () => {
  const bought = event(PURCHASE, 1);
  expect(standingEvents([bought, event(CART, 2), event(REMOVE, 3)])).toEqual([bought]);
});

it('lets a refund of the same time take its purchase back, whichever came first', () => {
  expect(standingEvents([event(REFUND, 1), event(PURCHASE, 1)])).toEqual([]);
});

it('leaves a refund without a purchase out', () => {
  expect(standingEvents([event(REFUND, 1), event(PURCHASE, 2)])).toEqual([event(PURCHASE, 2)]);
});

it('counts the latest rating of an item, as a view', () => {
  const rated = (time: number) => event(RATING, time);
  expect(standingEvents([rated(1), event(VIEW, 2), rated(3)])).toEqual([event(VIEW, 2), event(VIEW, 3)]);
  expect(standingEvents([rated(1), event(DISLIKE, 2)])).toEqual([]);
  expect(standingEvents([event(DISLIKE, 1), rated(2)])).toEqual([event(VIEW, 2)]);
});

it('keeps a rating below 3, or none, as a dislike', () => {
  const kept = (value?: number) => countedType({ type: RATING, value });
  expect([1, 2.9, undefined, 3, 5].map(kept)).toEqual([DISLIKE, DISLIKE, DISLIKE, RATING, RATING]);
  expect(countedType({ type: PURCHASE, value: 1 })).toBe(PURCHASE);
});

const anyEvent = fc.record({
  itemId: fc.constantFrom('a', 'b'),
  type: fc.constantFrom(VIEW, CART, PURCHASE, REFUND, REMOVE, RATING, DISLIKE, SEARCH),
  time: fc.integer({ min: 0, max: 5 }),
});
const byTime = (a: { time: number }, b: { time: number }): number => a.time - b.time;
const shown = (events: readonly ReturnType<typeof event>[]): string[] =>
  events.map(({ itemId, type, time }) => `${time} ${itemId} ${type}`).sort();

it('does not depend on the order in which events of one time arrived', () => {
  fc.assert(
    fc.property(fc.array(anyEvent), fc.infiniteStream(fc.nat()), (events, draws) => {
      const keys = new Map(events.map((one) => [one, draws.next().value!]));
      const arrived = events.toSorted((a, b) => keys.get(a)! - keys.get(b)!).toSorted(byTime);
      expect(shown(standingEvents(arrived))).toEqual(shown(standingEvents(events.toSorted(byTime))));
    }),
  );
});

it('is the log that never had a purchase, once its refund follows it', () => {
  fc.assert(
    fc.property(fc.array(anyEvent), fc.integer({ min: 0, max: 5 }), (events, time) => {
      const log = events.toSorted(byTime);
      // Its own item: other refunds may have another purchase to take back.
      const bought = event(PURCHASE, time, 'c');
      const pair = [...log, bought, event(REFUND, time + 1, 'c')].sort(byTime);
      expect(shown(standingEvents(pair))).toEqual(shown(standingEvents(log)));
    }),
  );
});
