import { LocalClock } from '@stars/features';
import { leaveOneOut, splitByTime } from '@stars/replay';
import { describeRankers, eventsOn, rankedLists, SMALL_SET, smallLog } from '@stars/replay/testing';
import { describe, expect, it } from 'vitest';
import { decayedPersonalFrequency, personalFrequency, personalFrequencyFilled } from './personal-frequency.js';
import { globalPopularity, recentPopularity } from './popularity.js';
import { standardBaselines } from './standard-baselines.js';

const clock = new LocalClock('UTC');
const set = SMALL_SET;
const lists = rankedLists;

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
      smallLog([
        ...eventsOn(1, 'u', 'old'),
        ...eventsOn(2, 'u', 'old'),
        ...eventsOn(19, 'u', 'new'),
        ...eventsOn(20, 'u', 'old'),
      ]),
      clock,
      { from: '2026-01-20' },
    );
    expect((await lists(often, personalFrequency(), false, 2))['u_2026-01-20']).toEqual(['old', 'new']);
    expect((await lists(often, decayedPersonalFrequency(5), false, 2))['u_2026-01-20']).toEqual(['new', 'old']);
  });
});

describeRankers(standardBaselines());

describe('every baseline', () => {
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
});
