import { LocalClock } from '@stars/features';
import { type EvaluationSet, leaveOneOut, type SessionRanker, seededRandom, splitByTime } from '@stars/replay';
import { type SmallRow, smallLog } from '@stars/replay/testing';
import { describe, expect, it } from 'vitest';
import { decayedPersonalFrequency, personalFrequency, personalFrequencyFilled } from './personal-frequency.js';
import { globalPopularity, recentPopularity } from './popularity.js';
import { standardBaselines } from './standard-baselines.js';

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

describe('popularity', () => {
  it('counts interactions before the day, ties to the lower index', async () => {
    expect(await lists(set, globalPopularity())).toEqual({
      'u_2026-01-12': ['a', 'b', 'c', 'd'],
      'v_2026-01-12': ['a', 'b', 'c', 'd'],
      'u_2026-01-13': ['a', 'c', 'b', 'd'],
    });
  });

  it('looks back no further than its window', async () => {
    const recent = await lists(set, recentPopularity(7), false, 2);
    expect(recent['u_2026-01-12']).toEqual(['b', 'a']);
    expect((await lists(set, recentPopularity(1), false, 2))['u_2026-01-13']).toEqual(['c', 'a']);
  });

  it('leaves out what the user has seen in explore', async () => {
    expect(await lists(set, globalPopularity(), true)).toEqual({
      'u_2026-01-12': ['b', 'c', null, null],
      'v_2026-01-12': ['c', 'd', null, null],
      'u_2026-01-13': ['b', null, null, null],
    });
  });
});

describe('personal frequency', () => {
  it('lists repeat candidates alone, or filled by popularity', async () => {
    expect((await lists(set, personalFrequency()))['u_2026-01-13']).toEqual(['a', 'c', 'd', null]);
    expect((await lists(set, personalFrequencyFilled()))['u_2026-01-13']).toEqual(['a', 'c', 'd', 'b']);
    expect((await lists(set, personalFrequencyFilled()))['v_2026-01-12']).toEqual(['a', 'b', 'c', 'd']);
  });

  it('prefers recent items if it forgets', async () => {
    const often = splitByTime(
      smallLog([...on(1, 'u', 'old'), ...on(2, 'u', 'old'), ...on(19, 'u', 'new'), ...on(20, 'u', 'old')]),
      clock,
      { from: '2026-01-20' },
    );
    expect((await lists(often, personalFrequency(), false, 2))['u_2026-01-20']).toEqual(['old', 'new']);
    expect((await lists(often, decayedPersonalFrequency(5), false, 2))['u_2026-01-20']).toEqual(['new', 'old']);
  });
});

describe('every baseline', () => {
  const random = seededRandom(11);
  const rows = Array.from(
    { length: 600 },
    (): SmallRow => [
      `user ${Math.floor(random() * 12)}`,
      `item ${Math.floor(random() ** 2 * 30)}`,
      new Date(Date.UTC(2026, 0, 1) + Math.floor(random() * 30 * 86_400_000)).toISOString(),
    ],
  );

  it.each(standardBaselines().map((ranker) => [ranker.name, ranker] as const))(
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

  it.each(standardBaselines().map((ranker) => [ranker.name, ranker] as const))(
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

  it('knows, with leave-one-out, the events of others before the target and not after', async () => {
    const loo = leaveOneOut(
      smallLog([
        ['u', 'a', '2026-01-01T00:00:00Z'],
        ['u', 'b', '2026-01-01T10:00:00Z'],
        ['v', 'c', '2026-01-01T08:00:00Z'],
        ['v', 'c', '2026-01-02T08:00:00Z'],
        ['w', 'd', '2026-01-01T10:00:00Z'],
        ['w', 'd', '2026-01-01T11:00:00Z'],
      ]),
      clock,
    );
    const { 'u_2026-01-01': u, 'v_2026-01-02': v } = await lists(loo, globalPopularity());
    expect(u).toEqual(['a', 'c', 'b', 'd']);
    expect(v).toEqual(['a', 'b', 'c', 'd']);
  });

  it('stops at an abort', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    for (const ranker of standardBaselines()) {
      await expect(ranker.rank(set, { k: 4, explore: false, signal })).rejects.toThrow('enough');
    }
  });
});
