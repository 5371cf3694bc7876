import { LocalClock } from '@stars/features';
import { splitByTime } from '@stars/replay';
import { type SmallRow, smallLog } from '@stars/replay/testing';
import { expect, it } from 'vitest';
import { fillLists } from '../curve/fill-lists.js';
import { knownEvents, trainedEvents } from './sasrec.js';

const clock = new LocalClock('UTC');
const setOf = (rows: SmallRow[]) => splitByTime(smallLog(rows), clock, { from: '2026-01-10' });
const PAST: SmallRow[] = [
  ['ann', 'a', '2026-01-01T12:00:00Z'],
  ['ann', 'b', '2026-01-02T12:00:00Z'],
  ['bob', 'c', '2026-01-03T12:00:00Z'],
];
const TESTED: SmallRow[] = [
  ['ann', 'c', '2026-01-10T12:00:00Z'],
  ['bob', 'a', '2026-01-11T12:00:00Z'],
  ['ann', 'a', '2026-01-12T12:00:00Z'],
];

it('learns from events before the tested days, and knows of a session what was before its day', () => {
  const set = setOf([...PAST, ...TESTED]);
  expect(set.catalogue).toEqual(['a', 'b', 'c']);
  expect([...trainedEvents(set)]).toEqual([0, 0, 0, 1, 1, 2]);
  expect(set.sessions.map(({ sessionId }) => sessionId)).toEqual([
    'ann_2026-01-10',
    'ann_2026-01-12',
    'bob_2026-01-11',
  ]);
  expect([...knownEvents(set)]).toEqual([0, 0, 0, 1, 1, 0, 1, 1, 1, 2, 2, 2]);
  const altered = setOf([...PAST, ...TESTED.map(([user, , time]): SmallRow => [user, 'b', time])]);
  expect([...trainedEvents(altered)]).toEqual([...trainedEvents(set)]);
});

it('fills places that are empty, with nothing twice and, in explore, nothing that the user had', () => {
  const set = setOf([...PAST, ...TESTED]);
  const lists = () => ({ k: 3, items: Int32Array.of(2, -1, -1, -1, -1, -1, 1, 0, 2) });
  const popular = Int32Array.of(0, 1, 2);
  const [all, fresh] = [lists(), lists()];
  fillLists(all, set, { explore: false }, () => popular);
  expect([...all.items]).toEqual([2, 0, 1, 0, 1, 2, 1, 0, 2]);
  fillLists(fresh, set, { explore: true }, () => popular);
  expect([...fresh.items]).toEqual([2, -1, -1, -1, -1, -1, 1, 0, 2]);
});
