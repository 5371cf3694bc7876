import { tinySecondStage } from '@stars/inference/testing';
import { ALL_SIZES, type CandidateSizes, type FeatureLayout, NEW_SIZES, seededRandom } from '@stars/ranking';
import { describe, expect, it } from 'vitest';
import { buildCjDay } from '../cj-day.js';
import { type EvaluationSet, seenItems } from '../evaluation-set.js';
import { leaveOneOut } from '../leave-one-out.js';
import { splitByTime } from '../split.js';
import { StarsCandidates } from '../stars-candidates.js';
import { clock, dateOf, idModel, logOf, NOTHING, PLAIN, RICH, type Row, world } from '../testing/second-stage-world.js';
import { SecondStageSessions } from './second-stage-sessions.js';
import { starsSecondStageRanker } from './stars-second-stage-ranker.js';

const random = seededRandom(3);
const ITEMS = Array.from({ length: 90 }, (_, n) => `item ${String(n).padStart(2, '0')}`);
const rows = Array.from({ length: 1500 }, (): Row => {
  const user = Math.floor(random() * 20);
  return {
    user: `user ${user}`,
    item: ITEMS[Math.floor(random() ** 2 * 90)]!,
    day: random() * 60,
    region: user % 2 === 0 ? 'n' : 's',
  };
}).sort((a, b) => a.day - b.day);

const k = 8;
async function lists(set: EvaluationSet, layout: FeatureLayout, data = NOTHING, explore = false) {
  const secondStage = tinySecondStage(1, { layout, seed: 5 });
  const ranker = starsSecondStageRanker(secondStage, data, clock, new StarsCandidates(idModel(set)));
  const { items } = await ranker.rank(set, { k, explore });
  return new Map(
    set.sessions.map(({ sessionId }, n) => [
      sessionId,
      [...items.subarray(n * k, n * k + k)].map((item) => (item < 0 ? null : set.catalogue[item]!)),
    ]),
  );
}

describe('starsSecondStageRanker', () => {
  const sets: [string, EvaluationSet][] = [
    ['a split by time', splitByTime(logOf(rows), clock, { from: dateOf(45) })],
    ['leave-one-out', leaveOneOut(logOf(rows), clock)],
    ['its validation', leaveOneOut(logOf(rows), clock, { split: 'validation' })],
    ['CJ-day', buildCjDay(logOf(rows.map((row) => ({ ...row, day: row.day * 5.9 }))), clock)],
  ];
  const data = world(ITEMS);

  it.each(sets)('ranks %s with everything, and with the log alone', async (_, set) => {
    expect(set.sessions.length).toBeGreaterThan(10);
    for (const explore of [false, true]) {
      const [rich, plain] = [await lists(set, RICH, data, explore), await lists(set, PLAIN, NOTHING, explore)];
      for (const found of [rich, plain]) {
        set.sessions.forEach((session) => {
          const list = found.get(session.sessionId)!;
          const items = list.filter((item) => item !== null);
          expect(new Set(items).size).toBe(items.length);
          if (!explore) expect(items).toHaveLength(k);
          // A session without unseen items has no target.
          else if (session.targetNew.length === 0) expect(items).toEqual([]);
          else expect(items.length).toBeGreaterThan(0);
          // No item comes after the end of a list.
          expect(list.indexOf(null) === -1 || items.length === list.indexOf(null)).toBe(true);
        });
      }
      expect(rich).not.toEqual(plain);
    }
  });

  it('never shows, in explore, an item that the user had', async () => {
    for (const [, set] of sets) {
      const found = await lists(set, RICH, data, true);
      let seen = 0;
      for (const session of set.sessions) {
        const own = new Set([...seenItems(set, session)].map((item) => set.catalogue[item]!));
        const list = found.get(session.sessionId)!;
        expect(list.filter((item) => item !== null && own.has(item))).toEqual([]);
        seen += own.size;
      }
      expect(seen).toBeGreaterThan(100);
    }
  });

  it.each([false, true])('sees nothing of the session day or later (explore: %s)', async (explore) => {
    const [from, last] = [dateOf(45), 52];
    const full = splitByTime(logOf(rows), clock, { from });
    const past = rows.filter(({ day }) => Math.floor(day) <= last);
    // The last day keeps its sessions, but their items and regions are replaced; the days after it are removed.
    const altered = past.map((row) =>
      Math.floor(row.day) === last ? { ...row, item: 'item 89', region: 'elsewhere' } : row,
    );
    const cut = splitByTime(logOf(altered), clock, { from });
    expect(cut.catalogue).toEqual(full.catalogue);
    const [ofFull, ofCut] = [await lists(full, RICH, data, explore), await lists(cut, RICH, data, explore)];
    // A session without unseen items has no list in explore: that depends on the target, not on the list.
    const compared = [...ofCut.keys()].filter((id) => id.endsWith(dateOf(last)) && ofFull.get(id)![0] !== null);
    const both = compared.filter((id) => ofCut.get(id)![0] !== null);
    expect(both.length).toBeGreaterThan(3);
    for (const id of both) expect(ofCut.get(id)).toEqual(ofFull.get(id));
  });

  it('has only the most frequent repeat candidates, and none if none are asked for', async () => {
    const set = sets[0]![1];
    const vectors = await new StarsCandidates(idModel(set)).vectorsOf(set, { k, explore: false });
    const sessions = new SecondStageSessions(set, data, clock, RICH, vectors);
    const few: CandidateSizes = { ...ALL_SIZES, own: 3 };
    for (const n of sessions.order.slice(0, 20)) {
      const own = new Set(seenItems(set, set.sessions[n]!));
      const count = (sizes: CandidateSizes): number =>
        [...sessions.of(n, sizes, [[0, 1, 2]]).candidates].filter((item) => own.has(item)).length;
      expect(count(few)).toBe(Math.min(3, own.size));
      expect(count(NEW_SIZES)).toBe(0);
    }
  });

  it('stops at an abort, and reports its progress', async () => {
    const set = sets[0]![1];
    const ranker = starsSecondStageRanker(
      tinySecondStage(1, { layout: PLAIN }),
      NOTHING,
      clock,
      new StarsCandidates(idModel(set)),
    );
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(ranker.rank(set, { k, explore: false, signal })).rejects.toThrow('enough');
    const done: number[][] = [];
    await ranker.rank(set, { k, explore: false, onProgress: (...progress) => done.push(progress) });
    expect(done.at(-1)).toEqual([set.sessions.length, set.sessions.length]);
  });
});
