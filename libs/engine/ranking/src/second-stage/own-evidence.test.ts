import { InteractionType } from '@stars/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVIDENCE_DAYS, EVIDENCE_DECAYS, OwnEvidence, type OwnTimedEvent } from './own-evidence.js';

const {
  INTERACTION_TYPE_VIEW: VIEW,
  INTERACTION_TYPE_ADD_TO_CART: CART,
  INTERACTION_TYPE_PURCHASE: PURCHASE,
  INTERACTION_TYPE_UNSPECIFIED: UNKNOWN,
} = InteractionType;
const ITEMS = 5;
const HOUR = 3_600_000;
const NOW = 1000 * HOUR;
const KINDS = [
  { name: 'view' as const, weight: 0.2 },
  { name: 'add_to_cart' as const, weight: 0.5 },
];
const WEIGHTS = new Map([
  [VIEW, 0.2],
  [CART, 0.5],
]);
const event = (item: number, type: InteractionType, hoursAgo: number): OwnTimedEvent => ({
  ...{ item, type, time: NOW - hoursAgo * HOUR, target: type === PURCHASE },
});
const histories = fc
  .array(fc.tuple(fc.nat(ITEMS - 1), fc.constantFrom(VIEW, CART, PURCHASE, UNKNOWN), fc.nat(900)), { maxLength: 40 })
  .map((events) => events.map((each) => event(...each)).sort((a, b) => a.time - b.time));

describe('OwnEvidence', () => {
  it('weighs what was done with an item since it was bought, for one user after the other', () => {
    const evidence = new OwnEvidence(KINDS);
    fc.assert(
      fc.property(histories, (events) => {
        evidence.read(events, NOW);
        const strengths = Array.from({ length: ITEMS }, (_, item) => {
          const own = events.filter((each) => each.item === item);
          const open = own.slice(own.findLastIndex(({ target }) => target) + 1);
          const strength = EVIDENCE_DECAYS.map((days) =>
            open.reduce(
              (sum, { type, time }) => sum + (WEIGHTS.get(type) ?? 0) * Math.exp((time - NOW) / HOUR / 24 / days),
              0,
            ),
          );
          const number = evidence.items.numberOf(item);
          strength.forEach((wanted, d) => {
            expect(evidence.open[number * EVIDENCE_DECAYS.length + d]).toBeCloseTo(wanted, 9);
          });
          [VIEW, CART].forEach((type, kind) => {
            const last = own.findLast((each) => each.type === type);
            expect(evidence.daysSince[kind]![number]).toBeCloseTo(last ? (NOW - last.time) / HOUR / 24 : -1, 9);
          });
          return strength[2]!;
        });
        const order = evidence.inOrder();
        expect([...order].sort()).toEqual([...strengths.keys()].filter((item) => strengths[item]! > 0));
        for (const [n, item] of order.entries()) {
          if (n > 0) expect(strengths[item]! - strengths[order[n - 1]!]!).toBeLessThanOrEqual(1e-12);
        }
        const others = events.filter(({ type }) => WEIGHTS.has(type));
        expect(evidence.recent).toEqual(
          EVIDENCE_DAYS.map((d) => others.filter((e) => e.time >= NOW - d * 24 * HOUR).length),
        );
      }),
    );
  });

  it('puts an item in the cart before one that was looked at, and forgets what was bought', () => {
    const evidence = new OwnEvidence(KINDS);
    evidence.read([event(1, VIEW, 5), event(2, CART, 5), event(3, VIEW, 5), event(3, PURCHASE, 4)], NOW);
    expect(evidence.inOrder()).toEqual([2, 1]);
    evidence.read([], NOW);
    expect(evidence.inOrder()).toEqual([]);
  });
});
