import { expect, it } from 'vitest';
import { OwnSession } from './own-session.js';
import { SESSION_PAUSE_MS } from './session-pause.js';

const at = (item: number, seconds: number) => ({ item, type: 1, target: false, time: seconds * 1000 });
const HOUR = SESSION_PAUSE_MS / 1000;

function read(events: ReturnType<typeof at>[], without?: number) {
  const session = new OwnSession();
  session.read(events, true, without);
  const of = (name: 'since' | 'visits' | 'seconds', item: number) => session[name][session.items.numberOf(item)];
  return { session, of };
}

it('counts what was met since, visits, and how long an item was looked at', () => {
  const { session, of } = read([at(1, 0), at(1, 5), at(2, 20), at(1, 30), at(3, 31)]);
  expect(session.inOrder).toEqual([2, 1, 3]);
  expect([of('since', 3), of('since', 1), of('since', 2)]).toEqual([0, 1, 2]);
  // Two events in a row are one visit.
  expect([of('visits', 1), of('visits', 2)]).toEqual([2, 1]);
  // How long the last item is looked at is not known yet.
  expect([of('seconds', 1), of('seconds', 2), of('seconds', 3)]).toEqual([21, 10, 0]);
});

it('begins after the last long pause, and passes over an item', () => {
  const { session } = read([at(1, 0), at(2, HOUR + 1), at(3, HOUR + 2), at(4, HOUR + 3)], 3);
  expect(session.inOrder).toEqual([2, 4]);
  expect(session.items.numberOf(1)).toBe(0);
});

it('does not take a break for a long look', () => {
  expect(read([at(1, 0), at(2, HOUR)]).of('seconds', 1)).toBe(600);
});

it('is done with what was taken, until the user comes back to it', () => {
  const taken = { ...at(1, 10), type: 3, target: true };
  const of = (events: ReturnType<typeof at>[], takes: boolean) => {
    const session = new OwnSession();
    session.read(events, takes);
    return session.taken[session.items.numberOf(1)];
  };
  expect(of([at(1, 0), taken, at(2, 20)], true)).toBe(1);
  expect(of([at(1, 0), taken, at(1, 20)], true)).toBe(0);
  // Where to look is all that people do, it ends nothing.
  expect(of([taken], false)).toBe(0);
});

it('is empty without events, also after another user', () => {
  const { session } = read([at(1, 0)]);
  session.read([], true);
  expect([session.items.size, session.inOrder]).toEqual([0, []]);
});
