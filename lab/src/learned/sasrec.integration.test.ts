import { cacheFolder } from '@stars/cli';
import { LocalClock } from '@stars/features';
import { type EvaluationSession, leaveOneOut, seededRandom, seenItems, sessionMetrics } from '@stars/replay';
import { type SmallRow, smallLog } from '@stars/replay/testing';
import { expect, it } from 'vitest';
import { sasRec } from './sasrec.js';

const START = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;

/** Users who mostly take the seventh item after the last one. */
function rows(): SmallRow[] {
  const random = seededRandom(8);
  return Array.from({ length: 150 }, (_, user): SmallRow[] => {
    let item = Math.floor(random() * 40);
    return Array.from({ length: 15 }, (_, day): SmallRow => {
      item = random() < 0.8 ? (item + 7) % 40 : Math.floor(random() * 40);
      return [`user ${user}`, `item ${item}`, new Date(START + day * DAY).toISOString()];
    });
  }).flat();
}

// Its packages are a download of 3 GB.
it('learns the order of events, and lists nothing twice', { tags: ['long'], timeout: 600_000 }, async () => {
  const set = leaveOneOut(smallLog(rows()), new LocalClock('UTC'));
  const all = [...set.sessions.keys()];
  const meanHit = async (explore: boolean, targetOf: (session: EvaluationSession) => Uint32Array) => {
    const ranker = sasRec({ seed: 1, toolCacheDir: cacheFolder(), epochs: 60 });
    const lists = await ranker.rank(set, { k: 5, explore });
    set.sessions.forEach((session, n) => {
      const list = [...lists.items.subarray(5 * n, 5 * (n + 1))];
      expect(new Set(list).size).toBe(5);
      const seen = new Set(explore ? seenItems(set, session) : []);
      expect(list.filter((item) => item < 0 || seen.has(item))).toEqual([]);
    });
    const rowsOf = all.filter((n) => targetOf(set.sessions[n]!).length > 0);
    const metrics = sessionMetrics(
      lists,
      rowsOf,
      rowsOf.map((n) => targetOf(set.sessions[n]!)),
    );
    return metrics['hit@5'].reduce((sum, hit) => sum + hit, 0) / rowsOf.length;
  };
  // Chance finds one of eight.
  expect(await meanHit(false, ({ target }) => target)).toBeGreaterThan(0.6);
  expect(await meanHit(true, ({ targetNew }) => targetNew)).toBeGreaterThan(0.4);
});
