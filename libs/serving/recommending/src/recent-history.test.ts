import { HISTORY_LIMIT, storedEventId } from '@stars/profile-store';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withRecentEvents } from './recent-history.js';
import { purchase, recentView } from './testing/new-test-history.js';

const idsOf = (history: readonly { itemId: string }[]) => history.map(({ itemId }) => itemId);

it('puts recent events in their places by time, after stored events of the same time', () => {
  const stored = [purchase('a', 10), purchase('b', 20)];
  const history = withRecentEvents(stored, [recentView('new', 20), recentView('late', 5), recentView('now', 30)]);
  expect(idsOf(history)).toEqual(['late', 'a', 'b', 'new', 'now']);
  expect(history[3]).toEqual({
    eventId: storedEventId('new-20'),
    itemId: 'new',
    type: recentView('new', 20).type,
    time: 20,
    region: 'north',
  });
  expect(idsOf(stored)).toEqual(['a', 'b']);
});

it('counts an event once that the stream has delivered already, or that the request has twice', () => {
  const event = recentView('a', 10);
  const stored = [{ ...purchase('a', 10), eventId: storedEventId(event.eventId) }];
  expect(withRecentEvents(stored, [event, event])).toEqual(stored);
  expect(withRecentEvents([], [event, event])).toHaveLength(1);
});

it('keeps the last events, as many as a profile does', () => {
  const stored = Array.from({ length: HISTORY_LIMIT }, (_, n) => purchase(`i${n}`, n));
  const history = withRecentEvents(stored, [recentView('now', HISTORY_LIMIT)]);
  expect(history).toHaveLength(HISTORY_LIMIT);
  expect(history[0]!.itemId).toBe('i1');
  expect(history.at(-1)!.itemId).toBe('now');
});

it('is oldest first, loses nothing and invents nothing, whatever a request brings', () => {
  const times = fc.array(fc.nat(20), { maxLength: 20 });
  fc.assert(
    fc.property(times, times, (before, recent) => {
      const stored = before.sort((a, b) => a - b).map((time, n) => purchase(`stored${n}`, time));
      const events = recent.map((time, n) => recentView(`recent${n}`, time));
      const history = withRecentEvents(stored, events);
      expect(history.map(({ time }) => time)).toEqual([...before, ...recent].sort((a, b) => a - b));
      expect(idsOf(history).sort()).toEqual([...idsOf(stored), ...idsOf(events)].sort());
    }),
  );
});
