import { LocalClock } from '@stars/features';
import { seededRandom } from '@stars/ranking';
import { describe, expect, it } from 'vitest';
import type { EvaluationSet } from '../evaluation-set.js';
import type { SessionRanker } from '../ranked-lists.js';
import { splitByTime } from '../split.js';
import { type SmallRow, smallLog } from './small-log.js';

const clock = new LocalClock('UTC');

/** Ids of the listed items by session; null where a list ends early. */
export async function rankedLists(set: EvaluationSet, ranker: SessionRanker, explore = false, k = 4) {
  const { items } = await ranker.rank(set, { k, explore });
  return Object.fromEntries(
    set.sessions.map((session, n) => [
      session.sessionId,
      [...items.subarray(n * k, n * k + k)].map((item) => (item < 0 ? null : set.catalogue[item])),
    ]),
  );
}

/** Events of a user on a day of January 2026, by item. */
export const eventsOn = (day: number, user: string, ...items: string[]): SmallRow[] =>
  items.map((item) => [user, item, `2026-01-${String(day).padStart(2, '0')}T12:00:00Z`]);

/** a: 3 before the 12th, b: 2 on the 11th alone, c and d: 1 each. */
export const SMALL_SET = splitByTime(
  smallLog([
    ...eventsOn(1, 'u', 'a', 'd'),
    ...eventsOn(1, 'v', 'a'),
    ...eventsOn(2, 'w', 'a', 'c'),
    ...eventsOn(11, 'v', 'b'),
    ...eventsOn(11, 'w', 'b'),
    ...eventsOn(12, 'u', 'c'),
    ...eventsOn(12, 'v', 'c'),
    ...eventsOn(13, 'u', 'a'),
  ]),
  clock,
  { from: '2026-01-12' },
);

/** What every ranking of an evaluation keeps to. */
export function describeRankers(rankers: readonly SessionRanker[]): void {
  describe('every ranking', () => {
    const random = seededRandom(11);
    const rows = Array.from(
      { length: 600 },
      (): SmallRow => [
        `user ${Math.floor(random() * 12)}`,
        `item ${Math.floor(random() ** 2 * 30)}`,
        new Date(Date.UTC(2026, 0, 1) + Math.floor(random() * 30 * 86_400_000)).toISOString(),
      ],
    );

    it.each(rankers.map((ranker) => [ranker.name, ranker] as const))(
      '%s sees nothing of the session day or later',
      async (_, ranker) => {
        const from = '2026-01-21';
        const full = splitByTime(smallLog(rows), clock, { from });
        const lastDay = '2026-01-25';
        const past = rows.filter(([, , time]) => time.slice(0, 10) <= lastDay);
        // The last day keeps its sessions with other targets, and later days are removed.
        const altered = past.map(
          (row): SmallRow => (row[2].slice(0, 10) === lastDay ? [row[0], 'item 0', row[2]] : row),
        );
        const cut = splitByTime(smallLog(altered), clock, { from });
        expect(cut.catalogue).toEqual(full.catalogue);
        const [ofFull, ofCut] = [await rankedLists(full, ranker), await rankedLists(cut, ranker)];
        const compared = Object.keys(ofCut).filter((id) => id.endsWith(lastDay));
        expect(compared.length).toBeGreaterThan(3);
        for (const id of compared) expect(ofCut[id]).toEqual(ofFull[id]);
      },
    );

    it.each(rankers.map((ranker) => [ranker.name, ranker] as const))(
      '%s counts purchases, whatever else people looked at',
      async (_, ranker) => {
        const views = rows.map(([user, , time], n): SmallRow => [user, n % 2 ? 'item 29' : 'item 5', time, '', 'view']);
        const [plain, mixed] = [rows, [...views, ...rows]].map((events) =>
          splitByTime(smallLog(events), clock, { from: '2026-01-21', target: 'purchase' }),
        ) as [EvaluationSet, EvaluationSet];
        expect(mixed.catalogue).toEqual(plain.catalogue);
        expect(mixed.counts.otherEvents).toBe(rows.length);
        for (const explore of ranker.explores ? [false, true] : [false]) {
          expect(await rankedLists(mixed, ranker, explore)).toEqual(await rankedLists(plain, ranker, explore));
        }
      },
    );

    it('stops at an abort', async () => {
      const signal = AbortSignal.abort(new Error('enough'));
      for (const ranker of rankers) {
        await expect(ranker.rank(SMALL_SET, { k: 4, explore: false, signal })).rejects.toThrow('enough');
      }
    });
  });
}
