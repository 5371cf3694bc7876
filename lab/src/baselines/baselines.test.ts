import { LocalClock } from '@stars/features';
import { type EvaluationSet, type SessionRanker, seededRandom, splitByTime } from '@stars/replay';
import { type SmallRow, smallLog } from '@stars/replay/testing';
import { describe, expect, it } from 'vitest';
import { decayMix, rankByDecayMix } from './decay-mix.js';
import { itemKnn, rankByItemKnn } from './item-knn.js';
import { rankByTifuKnn, tifuKnn } from './tifu-knn.js';
import { TunedRanker } from './tuned-ranker.js';

const clock = new LocalClock('UTC');

async function lists(set: EvaluationSet, ranker: SessionRanker, explore = false, k = 4) {
  const { items } = await ranker.rank(set, { k, explore });
  return Object.fromEntries(
    set.sessions.map((session, n) => [
      session.sessionId,
      [...items.subarray(n * k, n * k + k)].map((item) => (item < 0 ? null : set.catalogue[item])),
    ]),
  );
}

const on = (day: number, user: string, ...items: string[]): SmallRow[] =>
  items.map((item) => [user, item, `2026-01-${String(day).padStart(2, '0')}T12:00:00Z`]);

/** a: 3 before the 12th, b: 2 on the 11th alone, c and d: 1 each. */
const set = splitByTime(
  smallLog([
    ...on(1, 'u', 'a', 'd'),
    ...on(1, 'v', 'a'),
    ...on(2, 'w', 'a', 'c'),
    ...on(11, 'v', 'b'),
    ...on(11, 'w', 'b'),
    ...on(12, 'u', 'c'),
    ...on(12, 'v', 'c'),
    ...on(13, 'u', 'a'),
  ]),
  clock,
  { from: '2026-01-12' },
);

describe('decay mix', () => {
  const mixed = (popularity: number, explore = false) =>
    lists(
      set,
      {
        name: 'mix',
        kind: 'baseline',
        explores: true,
        rank: (of, options) => rankByDecayMix({ decayDays: 90, windowDays: 7, popularity }, of, options),
      },
      explore,
    );

  it('weighs popularity against the user’s own purchases', async () => {
    // On the 13th u has bought a and d on the 1st and c on the 12th; b and c are popular, two each.
    expect((await mixed(0.01))['u_2026-01-13']).toEqual(['c', 'a', 'd', 'b']);
    expect((await mixed(10))['u_2026-01-13']).toEqual(['c', 'b', 'a', 'd']);
  });

  it('leaves out what the user has seen in explore', async () => {
    expect((await mixed(1, true))['u_2026-01-13']).toEqual(['b', null, null, null]);
  });
});

describe('TIFU-KNN', () => {
  const days = [...on(1, 'u', 'a'), ...on(2, 'u', 'a', 'b'), ...on(1, 'v', 'a'), ...on(2, 'v', 'a', 'x')];
  const others = [...on(1, 'w', 'c', 'y'), ...on(2, 'w', 'c', 'y'), ...on(3, 'z', 'y')];
  const near = splitByTime(smallLog([...days, ...others, ...on(9, 'u', 'a')]), clock, { from: '2026-01-09' });
  const ranked = (own: number, neighbours: number) =>
    lists(near, {
      name: 'TIFU-KNN',
      kind: 'baseline',
      explores: true,
      rank: (of, options) =>
        rankByTifuKnn({ groupSize: 2, basketDecay: 0.9, groupDecay: 0.7, neighbours, own }, of, options),
    });

  it('follows the nearest user, then popularity', async () => {
    // v is nearest to u and has x; y is the most popular item that neither has.
    expect((await ranked(0.7, 1))['u_2026-01-09']).toEqual(['a', 'b', 'x', 'y']);
    expect((await ranked(0.1, 1))['u_2026-01-09']).toEqual(['a', 'x', 'b', 'y']);
  });

  it('does not count the user as a neighbour', async () => {
    expect((await ranked(0, 1))['u_2026-01-09']!.slice(0, 2)).toEqual(['a', 'x']);
  });
});

describe('item-kNN', () => {
  const together = [
    ...[1, 2, 3].flatMap((day) => [...on(day, 'v', 'tea', 'milk'), ...on(day, 'w', 'beer', 'crisps')]),
    ...[1, 2, 3, 4].flatMap((day) => on(day, 'z', 'bread')),
    ...on(5, 'u', 'tea'),
    ...on(9, 'u', 'milk'),
  ];
  const set = splitByTime(smallLog(together), clock, { from: '2026-01-09' });

  it('finds items similar to the history, then popular ones', async () => {
    const settings = { together: 'basket', neighbours: 10, decayDays: 30 } as const;
    const ranker: SessionRanker = {
      name: 'item-kNN',
      kind: 'baseline',
      explores: true,
      rank: (of, options) => rankByItemKnn(settings, of, options),
    };
    expect((await lists(set, ranker, false, 3))['u_2026-01-09']).toEqual(['tea', 'milk', 'bread']);
    expect((await lists(set, ranker, true, 2))['u_2026-01-09']).toEqual(['milk', 'bread']);
  });
});

describe('TunedRanker', () => {
  const rows = Array.from({ length: 40 }, (_, n) => on(1 + (n % 28), `u${n % 4}`, `only u${n % 4}`)).flat();
  const set = splitByTime(smallLog([...rows, ...on(30, 'u0', 'only u0')]), clock, { from: '2026-01-30' });
  const grid = [{ popularity: 1e6 }, { popularity: 0.001 }];

  it('takes the settings that were best before the evaluated sessions', async () => {
    const asked: unknown[] = [];
    const ranker = new TunedRanker({
      name: 'tuned',
      explores: true,
      grid,
      rank(settings, of, options) {
        asked.push(settings);
        if (of !== set) for (const { day } of of.sessions) expect(day).toBeLessThan(set.sessions[0]!.day);
        return rankByDecayMix({ decayDays: 90, windowDays: 28, ...settings }, of, options);
      },
    });
    expect((await lists(set, ranker, false, 1))['u0_2026-01-30']).toEqual(['only u0']);
    expect(asked).toEqual([grid[0], grid[1], grid[1]]);
    expect(await ranker.settings(set, { explore: false })).toBe(grid[1]);
  });
});

describe('every baseline', () => {
  const quick = (): SessionRanker[] => [decayMix(), tifuKnn(), itemKnn()];
  const random = seededRandom(11);
  const rows = Array.from(
    { length: 600 },
    (): SmallRow => [
      `user ${Math.floor(random() * 12)}`,
      `item ${Math.floor(random() ** 2 * 30)}`,
      new Date(Date.UTC(2026, 0, 1) + Math.floor(random() * 30 * 86_400_000)).toISOString(),
    ],
  );

  it.each(quick().map((ranker) => [ranker.name, ranker] as const))(
    '%s sees nothing of the session day or later',
    async (_, ranker) => {
      const from = '2026-01-21';
      const full = splitByTime(smallLog(rows), clock, { from });
      const lastDay = '2026-01-25';
      const past = rows.filter(([, , time]) => time.slice(0, 10) <= lastDay);
      // The last day keeps its sessions with other targets, and later days are removed.
      const altered = past.map((row): SmallRow => (row[2].slice(0, 10) === lastDay ? [row[0], 'item 0', row[2]] : row));
      const cut = splitByTime(smallLog(altered), clock, { from });
      expect(cut.catalogue).toEqual(full.catalogue);
      const [ofFull, ofCut] = [await lists(full, ranker), await lists(cut, ranker)];
      const compared = Object.keys(ofCut).filter((id) => id.endsWith(lastDay));
      expect(compared.length).toBeGreaterThan(3);
      for (const id of compared) expect(ofCut[id]).toEqual(ofFull[id]);
    },
  );

  it.each(quick().map((ranker) => [ranker.name, ranker] as const))(
    '%s counts purchases, whatever else people looked at',
    async (_, ranker) => {
      const views = rows.map(([user, , time], n): SmallRow => [user, n % 2 ? 'item 29' : 'item 5', time, '', 'view']);
      const [plain, mixed] = [rows, [...views, ...rows]].map((events) =>
        splitByTime(smallLog(events), clock, { from: '2026-01-21', target: 'purchase' }),
      ) as [EvaluationSet, EvaluationSet];
      expect(mixed.catalogue).toEqual(plain.catalogue);
      expect(mixed.counts.otherEvents).toBe(rows.length);
      for (const explore of ranker.explores ? [false, true] : [false]) {
        expect(await lists(mixed, ranker, explore)).toEqual(await lists(plain, ranker, explore));
      }
    },
  );

  it('stops at an abort', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    for (const ranker of quick()) {
      await expect(ranker.rank(set, { k: 4, explore: false, signal })).rejects.toThrow('enough');
    }
  });
});
