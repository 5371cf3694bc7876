import fc from 'fast-check';
import { expect, it } from 'vitest';
import { emptyHistory, encodeHistory, type PackedHistory } from './history-codec.js';
import { RecentHistories } from './recent-histories.js';

/** The number of its events tells it from others. */
const historyOf = (events: number, version = 0): PackedHistory => {
  const history = emptyHistory(events);
  history.times.fill(version);
  return history;
};

it('reads what is stored, whoever wrote it last', () => {
  const write = fc.record({ id: fc.nat(3), version: fc.nat(), isOwn: fc.boolean(), isForgotten: fc.boolean() });
  fc.assert(
    fc.property(fc.array(write), (writes) => {
      const recent = new RecentHistories();
      const stored = new Map<number, PackedHistory>();
      for (const { id, version, isOwn, isForgotten } of writes) {
        const history = historyOf(3, version);
        stored.set(id, history);
        if (isOwn) recent.keep(id, { stored: encodeHistory(history), history });
        if (isForgotten) recent.forget(id);
        for (const [known, now] of stored) {
          expect(recent.read({ id: known, history: encodeHistory(now) })).toEqual(now);
        }
      }
    }),
  );
});

it('decodes a history once, and again once others were used since', () => {
  const recent = new RecentHistories();
  const read = (id: number, events = 3) => recent.read({ id, history: encodeHistory(historyOf(events)) });
  const first = read(1);
  expect(read(1)).toBe(first);
  for (let id = 2; id <= 2001; id++) read(id);
  expect(read(1)).not.toBe(first);
  const last = read(1);
  for (let id = 2; id <= 1000; id++) read(id, 200);
  expect(read(1)).toBe(last);
  for (let id = 2; id <= 1001; id++) read(id, 200);
  expect(read(1)).not.toBe(last);
});

it('has nothing of a user without a history', () => {
  expect(new RecentHistories().read({ id: 0, history: null })).toEqual(emptyHistory());
});
