import { describe, expect, it } from 'vitest';
import { NumberPacker } from './packed-numbers.js';
import { type ActiveState, beginningUpTo, collectLive, type Period, type SignalValue } from './place-periods.js';

const ENDLESS = Number.POSITIVE_INFINITY;
const period = (
  from: number,
  until: number,
  signals: Record<string, SignalValue> = {},
  items: string[] = [],
): Period => ({
  ...{ from, until, signals, idHigh: 0, idLow: 0, size: 1 },
  items: items.map((name) => ({
    name,
    value: 1,
    period: { from, until },
    ids: new NumberPacker().pack(Uint32Array.of(0)),
  })),
});

/** The periods, in the order of their beginnings, that are live at `time`. */
function live(periods: Period[], time: number, before: Record<string, SignalValue> = {}) {
  const state: ActiveState = {
    from: Number.NEGATIVE_INFINITY,
    until: ENDLESS,
    signals: new Map(Object.entries(before).map(([name, value]) => [name, { value, period: period(0, ENDLESS) }])),
    items: [],
  };
  collectLive({ periods, open: periods.some(({ until }) => until === ENDLESS), kept: 0 }, time, state);
  return {
    range: [state.from, state.until],
    signals: Object.fromEntries([...state.signals].map(([name, { value }]) => [name, value])),
    items: state.items.map(({ name, period: { from } }) => `${name} ${from}`),
  };
}

describe('beginningUpTo', () => {
  it.each([
    [0, 0],
    [1, 1],
    [2, 3],
    [9, 4],
  ])('of beginnings 1, 2, 2 and 5, at %i: %i', (time, count) => {
    const periods = [1, 2, 2, 5].map((from) => period(from, 10));
    expect(beginningUpTo(periods, time)).toBe(count);
  });
});

describe('collectLive', () => {
  it('includes what has begun and not ended, and the range of time in which that holds', () => {
    const periods = [period(1, 4, { a: 1 }), period(2, 8, { b: 2 }), period(9, 12, { c: 3 })];
    expect(live(periods, 3)).toEqual({ range: [2, 4], signals: { a: 1, b: 2 }, items: [] });
    expect(live(periods, 5)).toEqual({ range: [4, 8], signals: { b: 2 }, items: [] });
    expect(live(periods, 8)).toEqual({ range: [8, 9], signals: {}, items: [] });
  });

  it('uses the later beginning of two signals with one name', () => {
    expect(live([period(1, 9, { a: 'old' }), period(2, 9, { a: 'new' })], 3).signals).toEqual({ a: 'new' });
  });

  it('ends an open signal when a later one of its name begins, also after that one has ended', () => {
    const periods = [period(1, ENDLESS, { a: 'old', b: 1 }, ['offer', 'other']), period(2, 4, { a: 'new' }, ['offer'])];
    expect(live(periods, 1)).toEqual({ range: [1, 2], signals: { a: 'old', b: 1 }, items: ['offer 1', 'other 1'] });
    expect(live(periods, 3)).toEqual({ range: [2, 4], signals: { a: 'new', b: 1 }, items: ['offer 2', 'other 1'] });
    expect(live(periods, 5)).toEqual({ range: [4, ENDLESS], signals: { b: 1 }, items: ['other 1'] });
  });

  it('keeps all item signals of one name that begin at one time, with an end or without', () => {
    const periods = [period(1, ENDLESS, {}, ['offer']), period(1, ENDLESS, {}, ['offer'])];
    expect(live(periods, 2).items).toEqual(['offer 1', 'offer 1']);
  });

  it('does not change a name that is already there', () => {
    expect(live([period(1, 9, { a: 'everywhere', b: 2 })], 3, { a: 'here' }).signals).toEqual({ a: 'here', b: 2 });
  });
});
