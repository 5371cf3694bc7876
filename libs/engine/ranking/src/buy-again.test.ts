import { CandidateSource, InteractionType } from '@stars/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buyAgainList, type OwnEvent, orderWithoutModel, purchasesOf } from './buy-again.js';
import type { EventKinds } from './model-kinds.js';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2017, 11, 1);
const VIEW = InteractionType.INTERACTION_TYPE_VIEW;
const CART = InteractionType.INTERACTION_TYPE_ADD_TO_CART;
const PURCHASE = InteractionType.INTERACTION_TYPE_PURCHASE;

const ago = (itemId: string, days: number, type?: InteractionType): OwnEvent => ({
  itemId,
  time: NOW - days * DAY_MS,
  ...(type === undefined ? {} : { type }),
});
const idsOf = (history: readonly OwnEvent[], limit = 10): string =>
  buyAgainList(history, NOW, limit)
    .items.map(({ itemId }) => itemId)
    .join('');

describe('buyAgainList', () => {
  it('adds up exp(−days / 90) over the times of an item', () => {
    const { source, items } = buyAgainList([ago('a', 90), ago('a', 180), ago('b', 0)], NOW, 10);
    expect(source).toBe(CandidateSource.CANDIDATE_SOURCE_BUY_AGAIN);
    expect(items.map(({ itemId }) => itemId)).toEqual(['b', 'a']);
    expect(items[0]!.score).toBe(1);
    expect(items[1]!.score).toBeCloseTo(Math.exp(-1) + Math.exp(-2), 12);
  });

  it('prefers a frequent item to a recent one, until the frequent one is too old', () => {
    expect(idsOf([ago('a', 20), ago('a', 10), ago('b', 1)])).toBe('ab');
    expect(idsOf([ago('a', 220), ago('a', 210), ago('b', 1)])).toBe('ba');
  });

  it('counts an item once a basket', () => {
    expect(idsOf([ago('b', 5), ago('b', 5), ago('b', 5), ago('a', 4)])).toBe('ab');
  });

  it('breaks ties by item id and keeps to the limit', () => {
    const basket = [ago('c', 3), ago('a', 3), ago('b', 3)];
    expect(idsOf(basket)).toBe('abc');
    expect(idsOf(basket, 2)).toBe('ab');
    expect(idsOf(basket, 0)).toBe('');
    expect(idsOf([])).toBe('');
  });

  it('ignores what comes after now', () => {
    expect(idsOf([ago('a', 1), ago('b', -1), ago('c', 0)])).toBe('ca');
    // A later purchase does not hide the views either.
    expect(idsOf([ago('a', 1, VIEW), ago('b', -1, PURCHASE)])).toBe('a');
  });

  it('has what was viewed since it was bought first, the last view first', () => {
    expect(idsOf([ago('a', 2, VIEW), ago('b', 1, VIEW), ago('a', 3, CART)])).toBe('ba');
    expect(idsOf([ago('a', 1, VIEW), ago('b', 2, PURCHASE), ago('b', 3, VIEW)])).toBe('ab');
    expect(idsOf([ago('b', 3), ago('b', 2), ago('a', 2), ago('a', 1, VIEW), ago('c', 1)])).toBe('abc');
    // An event of the basket itself is over with it.
    expect(idsOf([ago('a', 1, CART), ago('a', 1, PURCHASE), ago('b', 2, VIEW)])).toBe('ba');
  });

  it('counts the last 200 events', () => {
    const often = Array.from({ length: 200 }, (_, i) => ago('b', 200 - i));
    expect(idsOf([ago('a', 201), ...often])).toBe('b');
    expect(idsOf([ago('a', 201), ...often.slice(1)])).toBe('ba');
  });

  it('keeps its order for a user who was away for long', () => {
    const history = [ago('a', 1e6), ago('b', 1e6), ago('b', 1e6 + 1)];
    expect(buyAgainList(history, NOW, 10).items).toEqual([
      { itemId: 'b', score: 0 },
      { itemId: 'a', score: 0 },
    ]);
  });

  describe('with the kinds of a model', () => {
    const kinds = {
      target: PURCHASE,
      weights: new Map([
        [VIEW, 0.2],
        [CART, 0.5],
      ]),
    };
    const ids = (history: readonly OwnEvent[], of: EventKinds = kinds): string =>
      buyAgainList(history, NOW, 10, of)
        .items.map(({ itemId }) => itemId)
        .join('');

    it('counts purchases alone, however much was viewed since', () => {
      const views = Array.from({ length: 300 }, (_, i) => ago('a', i / 100, VIEW));
      expect(ids([ago('b', 20, PURCHASE), ...views])).toBe('b');
      expect(idsOf([ago('b', 20, PURCHASE), ...views])).toBe('a');
    });

    it('weighs what a user without purchases looked at and put into the cart', () => {
      expect(ids([ago('a', 1, VIEW), ago('a', 2, VIEW), ago('b', 3, CART)])).toBe('ba');
      expect(ids([ago('a', 1, VIEW), ago('a', 2, VIEW), ago('a', 3, VIEW), ago('b', 3, CART)])).toBe('ab');
      // At one time the strongest counts, whichever comes first.
      expect(ids([ago('b', 1, VIEW), ago('b', 1, CART), ago('a', 1, CART)])).toBe('ab');
      expect(ids([ago('a', 1, VIEW)], { target: PURCHASE, weights: new Map() })).toBe('');
    });

    it('leaves out what people look at and never choose, but not what the user chose', () => {
      const of = { ...kinds, neverChosen: new Set(['a']) };
      expect(ids([ago('a', 1, VIEW), ago('b', 2, VIEW)], of)).toBe('b');
      expect(ids([ago('a', 1, PURCHASE), ago('b', 2, VIEW)], of)).toBe('a');
    });

    it('changes nothing in a history of purchases', () => {
      fc.assert(
        fc.property(anyHistory, (history) => {
          const same = history.map((event) => ({ ...event, type: PURCHASE }));
          expect(buyAgainList(same, NOW, 10, kinds)).toEqual(buyAgainList(same, NOW, 10));
        }),
      );
    });
  });

  const anyHistory = fc.array(
    fc.record({
      itemId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      time: fc.integer({ min: -5, max: 400 }).map((days) => NOW - days * DAY_MS),
      type: fc.constantFrom(VIEW, PURCHASE),
    }),
    { maxLength: 40 },
  );

  it('lists every item of the history up to now once, what is open first, in any order of the history, whatever comes later', () => {
    fc.assert(
      fc.property(anyHistory, fc.nat(40), (history, turn) => {
        const { items } = buyAgainList(history, NOW, 10);
        const past = history.filter(({ time }) => time <= NOW);
        const bought = past.filter(({ type }) => type === PURCHASE);
        const last = (events: readonly OwnEvent[], id: string): number =>
          Math.max(0, ...events.filter(({ itemId }) => itemId === id).map(({ time }) => time));
        const opened = (id: string): number => (last(past, id) > last(bought, id) ? last(past, id) : 0);
        const ids = items.map(({ itemId }) => itemId);
        expect([...ids].sort()).toEqual([...new Set(past.map(({ itemId }) => itemId))].sort());
        for (const [at, item] of items.entries()) {
          const times = new Set(bought.filter(({ itemId }) => itemId === item.itemId).map(({ time }) => time));
          const score = [...times].reduce((sum, time) => sum + Math.exp((time - NOW) / (90 * DAY_MS)), 0);
          expect(item.score).toBeCloseTo(score, 10);
          const before = items[at - 1];
          if (!before) continue;
          const isLater = opened(before.itemId) - opened(item.itemId);
          expect(isLater).toBeGreaterThanOrEqual(0);
          if (isLater > 0) continue;
          if (before.score === item.score) expect(before.itemId < item.itemId).toBe(true);
          else expect(before.score).toBeGreaterThan(item.score);
        }
        expect(buyAgainList([...history.slice(turn), ...history.slice(0, turn)], NOW, 10).items).toEqual(items);
        expect(buyAgainList(past, NOW, 10).items).toEqual(items);
        expect(buyAgainList(history, NOW, 2).items).toEqual(items.slice(0, 2));
      }),
    );
  });
});

describe('purchasesOf', () => {
  const history = [ago('a', 9), ago('b', 8, VIEW), ago('c', 5, PURCHASE), ago('c', 5, PURCHASE), ago('a', 1, PURCHASE)];

  it('are in their order, without views', () => {
    expect(purchasesOf(history).map(({ itemId }) => itemId)).toEqual(['a', 'c', 'c', 'a']);
  });
});

describe('orderWithoutModel', () => {
  /** Best sellers in capitals. */
  const order = (history: readonly OwnEvent[], shares: Record<string, number>): string => {
    const list = orderWithoutModel(
      buyAgainList(history, NOW, history.length).items,
      Object.entries(shares).map(([itemId, score]) => ({ itemId, score })),
      history,
      NOW,
    );
    const scores = list.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    return list
      .map(({ itemId, source }) =>
        source === CandidateSource.CANDIDATE_SOURCE_POPULAR ? itemId.toUpperCase() : itemId,
      )
      .join('');
  };

  it('has what was viewed since it was bought first, then purchases and best sellers: the best weighs one purchase made now', () => {
    const history = [ago('a', 90), ago('b', 8), ago('b', 7), ago('c', 5), ago('u', 2, CART), ago('v', 1, VIEW)];
    expect(order(history, { w: 1, x: 0.5, y: 0.1 })).toBe('vubWcXaY');
    expect(order(history, { w: 1, a: 0.9 })).toBe('vubaWc');
    expect(order(history, {})).toBe('vubca');
    expect(order([...history, ago('c', 0, VIEW)], {})).toBe('cvuba');
  });

  it('knows nothing later than the request', () => {
    expect(order([ago('v', 1, VIEW), ago('a', 1), ago('a', -1, VIEW)], { x: 1 })).toBe('vXa');
  });
});
