import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boughtItems, HistorySimilarity } from './history-similarity.js';
import { itemNeighbours } from './item-neighbours.js';
import { DAY_DECAYS, PurchaseHistory } from './purchase-history.js';
import { firstSessionFrom, ITEMS, LEVELS, logOf, userEvents } from './testing/random-sessions.js';

describe('HistorySimilarity', () => {
  it('is the sum over the items of the user, weighed by how lately they were bought; for one user after the other', () => {
    const asked = fc.record({ user: fc.nat(3), day: fc.integer({ min: -25, max: 140 }) });
    fc.assert(
      fc.property(userEvents, fc.array(asked, { minLength: 1, maxLength: 4 }), fc.nat(6), (events, requests, count) => {
        const log = logOf(events);
        const neighbours = itemNeighbours(log, ITEMS, { size: 4, itemsPerUser: 100, sessions: 100 });
        const own = new PurchaseHistory(LEVELS);
        const like = new HistorySimilarity(neighbours);
        for (const { user, day } of requests) {
          own.read(log, log.userOffsets[user]!, firstSessionFrom(log, user, day), day, 12);
          like.read(boughtItems(own, own.inOrder()));
          const wanted = new Float64Array(ITEMS);
          for (const item of own.items.keys.subarray(1, own.items.size + 1)) {
            const weight = Math.min(
              2,
              own.byDay[own.items.numberOf(item) * DAY_DECAYS.length + DAY_DECAYS.indexOf(60)]!,
            );
            for (let k = 0; k < neighbours.size; k++) {
              const other = neighbours.items[item * neighbours.size + k]!;
              if (other >= 0) wanted[other]! += weight * neighbours.likeness[item * neighbours.size + k]!;
            }
          }
          wanted.forEach((score, item) => {
            expect(like.scores[like.items.numberOf(item)]).toBeCloseTo(score, 9);
          });
          const nearest = new Float64Array(ITEMS);
          for (const item of own.items.keys.subarray(1, own.items.size + 1)) {
            for (let at = item * neighbours.size; at < (item + 1) * neighbours.size; at++) {
              const other = neighbours.items[at]!;
              if (other >= 0) nearest[other] = Math.max(nearest[other]!, neighbours.likeness[at]!);
            }
          }
          expect(nearest.map((_, item) => like.nearest[like.items.numberOf(item)]!)).toEqual(nearest);
          const best = [...like.best(own, count)];
          const scoreOf = (item: number): number => like.scores[like.items.numberOf(item)]!;
          const fresh = Array.from({ length: ITEMS }, (_, item) => item).filter(
            (item) => scoreOf(item) > 0 && !own.has(item),
          );
          expect(best).toHaveLength(Math.min(count, fresh.length));
          expect(best).toEqual(fresh.sort((a, b) => scoreOf(b) - scoreOf(a) || a - b).slice(0, count));
        }
      }),
    );
  });
});
