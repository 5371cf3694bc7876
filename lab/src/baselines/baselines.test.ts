import { LocalClock } from '@stars/features';
import { type SessionRanker, splitByTime } from '@stars/replay';
import { describeRankers, eventsOn, rankedLists, SMALL_SET, smallLog } from '@stars/replay/testing';
import { describe, expect, it } from 'vitest';
import { decayMix, rankByDecayMix } from './decay-mix.js';
import { itemKnn, rankByItemKnn } from './item-knn.js';
import { rankByTifuKnn, tifuKnn } from './tifu-knn.js';
import { TunedRanker } from './tuned-ranker.js';

const clock = new LocalClock('UTC');

const set = SMALL_SET;
const lists = rankedLists;

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
  const days = [
    ...eventsOn(1, 'u', 'a'),
    ...eventsOn(2, 'u', 'a', 'b'),
    ...eventsOn(1, 'v', 'a'),
    ...eventsOn(2, 'v', 'a', 'x'),
  ];
  const others = [...eventsOn(1, 'w', 'c', 'y'), ...eventsOn(2, 'w', 'c', 'y'), ...eventsOn(3, 'z', 'y')];
  const near = splitByTime(smallLog([...days, ...others, ...eventsOn(9, 'u', 'a')]), clock, { from: '2026-01-09' });
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
    ...[1, 2, 3].flatMap((day) => [...eventsOn(day, 'v', 'tea', 'milk'), ...eventsOn(day, 'w', 'beer', 'crisps')]),
    ...[1, 2, 3, 4].flatMap((day) => eventsOn(day, 'z', 'bread')),
    ...eventsOn(5, 'u', 'tea'),
    ...eventsOn(9, 'u', 'milk'),
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
  const rows = Array.from({ length: 40 }, (_, n) => eventsOn(1 + (n % 28), `u${n % 4}`, `only u${n % 4}`)).flat();
  const set = splitByTime(smallLog([...rows, ...eventsOn(30, 'u0', 'only u0')]), clock, { from: '2026-01-30' });
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

describeRankers([decayMix(), tifuKnn(), itemKnn()]);
