import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NearSessions } from './near-sessions.js';
import { SessionIndex, type SessionItems } from './session-index.js';

const ITEMS = 8;

const sessionItems = (sessions: readonly (readonly number[])[]): SessionItems => ({
  offsets: Uint32Array.from([0, ...sessions.map((_, n) => sessions.slice(0, n + 1).flat().length)]),
  items: Int32Array.from(sessions.flat()),
});

function read(sessions: readonly (readonly number[])[], session: readonly number[]): NearSessions {
  const near = new NearSessions();
  near.read(new SessionIndex(sessionItems(sessions), ITEMS), session);
  return near;
}

const valueIn = (near: NearSessions, name: 'like' | 'near' | 'withLast' | 'soon', item: number): number => {
  const number = near.found.numberOf(item);
  return number === 0 ? 0 : near[name][number]!;
};

/** V-SKNN as it is published, over all sessions. */
function byDefinition(sessions: readonly (readonly number[])[], session: readonly number[], item: number): number {
  let sum = 0;
  for (const other of sessions) {
    if (!other.includes(item)) continue;
    const shared = session.filter((each) => other.includes(each));
    const weights = shared.map((each) => {
      const having = sessions.filter((any) => any.includes(each)).length;
      return ((session.indexOf(each) + 1) / session.length) * Math.log(sessions.length / having);
    });
    sum += weights.reduce((a, b) => a + b, 0) / Math.sqrt(session.length * other.length);
  }
  return sum;
}

const distinct = fc.uniqueArray(fc.nat(ITEMS - 1), { minLength: 1, maxLength: 5 });

describe('NearSessions', () => {
  it('has V-SKNN’s scores as shares of the highest', () => {
    fc.assert(
      fc.property(fc.array(distinct, { minLength: 1, maxLength: 12 }), distinct, (sessions, session) => {
        const near = read(sessions, session);
        const expected = Array.from({ length: ITEMS }, (_, item) => byDefinition(sessions, session, item));
        const most = Math.max(...expected);
        // Where every session has all that is shared, nothing is rarer than the rest.
        fc.pre(most > 1e-6);
        for (let item = 0; item < ITEMS; item++)
          expect(valueIn(near, 'like', item)).toBeCloseTo(expected[item]! / most, 4);
      }),
    );
  });

  it('knows what comes soon after the last item, and what is met with it', () => {
    const near = read(
      [
        [0, 1, 2],
        [3, 1, 4],
        [5, 6],
      ],
      [7, 1],
    );
    expect(valueIn(near, 'soon', 2)).toBeCloseTo(1 / 2);
    expect(valueIn(near, 'soon', 0)).toBe(0);
    expect(valueIn(near, 'withLast', 0)).toBeCloseTo(1 / Math.sqrt(2));
    expect(valueIn(near, 'withLast', 5)).toBe(0);
  });

  it('gives the best items without those of the session, and forgets the session before', () => {
    const near = read(
      [
        [0, 1, 2],
        [0, 1, 3],
        [0, 2],
        [4, 5],
      ],
      [0, 1],
    );
    expect([...near.best(2)].sort()).toEqual([2, 3]);
    near.read(
      new SessionIndex(
        sessionItems([
          [0, 1],
          [4, 5],
        ]),
        ITEMS,
      ),
      [4],
    );
    expect([...near.best(9)]).toEqual([5]);
    near.read(new SessionIndex(sessionItems([[0, 1]]), ITEMS), []);
    expect([...near.best(9)]).toEqual([]);
  });

  it('finds nothing for items that came after the sessions', () => {
    expect([...read([[0, 1]], [ITEMS + 3]).best(9)]).toEqual([]);
  });
});
