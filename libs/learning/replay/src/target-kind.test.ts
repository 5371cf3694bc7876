import { LocalClock, type TargetKind, targetEvents } from '@stars/features';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildCjDay } from './cj-day.js';
import { coldSet } from './cold-start/cold-set.js';
import type { EvaluationSet } from './evaluation-set.js';
import { leaveOneOut } from './leave-one-out.js';
import { splitByTime } from './split.js';
import { type SmallRow, smallLog } from './testing/small-log.js';

const clock = new LocalClock('UTC');
const at = (day: number, hour = 12): string => new Date(Date.UTC(2026, 0, day, hour)).toISOString();

const summary = (set: EvaluationSet) =>
  set.sessions.map((s) => ({
    id: s.sessionId,
    target: [...s.target].map((item) => set.catalogue[item]),
    targetNew: [...s.targetNew].map((item) => set.catalogue[item]),
    history: [...set.log.item.subarray(s.historyFrom, s.historyTo)].map((item) => set.log.items[item]),
    histLen: s.histLen,
  }));

/** u looks at `seen` and buys `milk` in January, then looks at and buys `bread`, and looks at `seen` again. v only looks. */
const SHOP: SmallRow[] = [
  ['u', 'seen', at(1), 's1', 'view'],
  ['u', 'milk', at(1, 13), 's1', 'view'],
  ['u', 'milk', at(1, 14), 's1'],
  ['w', 'bread', at(2), 's0'],
  ['u', 'bread', at(3), 's2', 'view'],
  ['u', 'seen', at(20, 8), 's3', 'view'],
  ['u', 'bread', at(20, 9), 's3', 'view'],
  ['u', 'bread', at(20, 10), 's3', 'add_to_cart'],
  ['u', 'bread', at(20, 11), 's3'],
  ['u', 'milk', at(20, 11), 's3'],
  ['u', 'seen', at(20, 15), 's3', 'view'],
  ['v', 'bread', at(20), 's4', 'view'],
];

describe('splitByTime of a log with several kinds', () => {
  const set = splitByTime(smallLog(SHOP), clock, { from: '2026-01-20', target: 'purchase' });

  it('has purchases as targets, and everything of earlier days as the history', () => {
    expect(summary(set)).toEqual([
      {
        ...{ id: 'u_2026-01-20', target: ['bread', 'milk'], targetNew: ['bread'], histLen: 1 },
        history: ['seen', 'milk', 'milk', 'bread'],
      },
    ]);
    // The request is the first event of the day, of any kind.
    expect(new Date(set.sessions[0]!.time).toISOString()).toBe(at(20, 8));
    expect(set).toMatchObject({ target: 'purchase', catalogue: ['bread', 'milk', 'seen'] });
    expect(set.counts).toMatchObject({ interactions: 4, otherEvents: 8, sessions: 3, evaluatedSessions: 1 });
    expect(set.counts.periods['test']).toEqual({ rows: 2, rowsInCatalogue: 2, sessions: 1 });
  });

  it('takes another target if one is asked for, and chooses one if none is', () => {
    const views = splitByTime(smallLog(SHOP), clock, { from: '2026-01-20', target: 'view' });
    expect(summary(views).map(({ id, target, targetNew }) => [id, target, targetNew])).toEqual([
      ['u_2026-01-20', ['bread', 'seen'], []],
      ['v_2026-01-20', ['bread'], ['bread']],
    ]);
    const log = smallLog(SHOP.filter(([, , , , kind]) => kind === 'view'));
    expect(splitByTime(log, clock, { from: '2026-01-20' }).target).toBe('view');
    expect(() => splitByTime(log, clock, { from: '2026-01-20', target: 'purchase' })).toThrowError(
      expect.objectContaining({ code: 'STARS_NOT_ENOUGH_DATA', field: 'target' }),
    );
  });

  it('counts only the first purchase of a held-out item as new, whoever looked at it before', () => {
    const cold = coldSet(
      set,
      Uint8Array.from(set.catalogue, (id) => (id === 'bread' ? 1 : 0)),
    );
    expect(summary(cold)).toMatchObject([{ id: 'u_2026-01-20', target: ['bread'], histLen: 1 }]);
    expect(() =>
      coldSet(
        set,
        Uint8Array.from(set.catalogue, (id) => (id === 'seen' ? 1 : 0)),
      ),
    ).toThrowError(expect.objectContaining({ code: 'STARS_NOT_ENOUGH_DATA' }));
  });
});

describe('leaveOneOut of a log with several kinds', () => {
  const rows: SmallRow[] = [
    ['u', 'milk', at(1), 's1', 'view'],
    ['u', 'milk', at(1, 13), 's1'],
    ['u', 'bread', at(3), 's2', 'view'],
    ['u', 'jam', at(20, 8), 's3', 'view'],
    ['u', 'bread', at(20, 9), 's3', 'view'],
    ['u', 'jam', at(20, 10), 's3', 'view'],
    ['u', 'bread', at(20, 11), 's3'],
    ['u', 'jam', at(21), 's4', 'view'],
    ['v', 'jam', at(1), 's5', 'view'],
  ];

  it('ends the history where the session met the item of the target, and trains on nothing later', () => {
    const set = leaveOneOut(smallLog(rows), clock, { target: 'purchase' });
    expect(summary(set)).toEqual([
      {
        ...{ id: 'u_2026-01-20', target: ['bread'], targetNew: ['bread'], histLen: 1 },
        history: ['milk', 'milk', 'bread', 'jam'],
      },
    ]);
    expect(new Date(set.sessions[0]!.before).toISOString()).toBe(at(20, 9));
    expect(set.title).toBe('Leave one out: the last purchase event (or basket) of each user');
    // A user without a purchase is no session, and an input of the training.
    expect([...set.trainTo]).toEqual([4, 9]);
  });

  it('takes the day for the session if events have no session id, and follows one over midnight', () => {
    const bare = rows.map(([user, item, time, , kind]): SmallRow => [user, item, time, '', kind]);
    expect(summary(leaveOneOut(smallLog(bare), clock, { target: 'purchase' }))).toMatchObject([
      { history: ['milk', 'milk', 'bread', 'jam'] },
    ]);
    const night: SmallRow[] = [
      ['u', 'milk', at(1), 's1'],
      ['u', 'bread', at(2, 23), 's2', 'view'],
      ['u', 'bread', at(3, 1), 's2'],
    ];
    expect(summary(leaveOneOut(smallLog(night), clock, { target: 'purchase' }))).toMatchObject([
      { id: 'u_2026-01-02', history: ['milk'] },
    ]);
  });

  it('removes the last target with all that led to it for validation', () => {
    const set = leaveOneOut(smallLog([['u', 'jam', at(0), 's0'], ...rows]), clock, {
      target: 'purchase',
      split: 'validation',
    });
    expect(summary(set)).toMatchObject([{ target: ['milk'], history: ['jam'] }]);
  });
});

describe('any log', () => {
  const kinds: readonly TargetKind[] = ['view', 'add_to_cart', 'purchase'];
  const anyRow = (kind: fc.Arbitrary<TargetKind>) =>
    fc
      .tuple(
        fc.constantFrom('u', 'v', 'w'),
        fc.constantFrom('a', 'b', 'c', 'd'),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 23 }),
        fc.constantFrom('', 's', 't'),
        kind,
      )
      .map(([user, item, day, hour, session, type]): SmallRow => [user, item, at(day, hour), session, type]);
  /** All items are in the catalogue, and each protocol has a session. */
  const always = ['a', 'b', 'c', 'd'].map((item, n): SmallRow => ['x', item, at(1, n), 'x']);
  const last: SmallRow = ['x', 'a', at(20, 23), 'y'];
  const PROTOCOLS = {
    time: (log: ReturnType<typeof smallLog>) => splitByTime(log, clock, { from: '2026-01-10', target: 'purchase' }),
    'leave-one-out': (log: ReturnType<typeof smallLog>) => leaveOneOut(log, clock, { target: 'purchase' }),
  };

  it.each(['time', 'leave-one-out'] as const)('has by %s the labels of its purchases alone', (protocol) => {
    fc.assert(
      fc.property(fc.array(anyRow(fc.constantFrom(...kinds)), { maxLength: 60 }), (rows) => {
        const log = smallLog([...always, ...rows, last]);
        const [all, alone] = [log, targetEvents(log, 'purchase')].map(PROTOCOLS[protocol]) as [
          EvaluationSet,
          EvaluationSet,
        ];
        const keyOf = ({ userId, sessionId }: EvaluationSet['sessions'][number]) =>
          protocol === 'time' ? sessionId : userId;
        const labels = (set: EvaluationSet) =>
          new Map(set.sessions.map((s) => [keyOf(s), { target: [...s.target], histLen: s.histLen }]));
        expect(all.catalogue).toEqual(alone.catalogue);
        expect(all.interactions.item).toEqual(alone.interactions.item);
        expect(all.interactions.day).toEqual(alone.interactions.day);
        const found = labels(all);
        if (protocol === 'time') expect(found).toEqual(labels(alone));
        for (const [user, { target }] of labels(alone)) {
          // Left out if nothing but the look at the item came before.
          if (found.has(user)) expect(found.get(user)!.target).toEqual(target);
        }
        // No event of the session with an item of its target is known.
        for (const { historyTo, target, user, time } of all.sessions) {
          const rows = [...log.item.subarray(0, historyTo).keys()].slice(log.userOffsets[user]!);
          const told = rows.filter((row) => target.includes(all.catalogueOf[log.item[row]!]!) && log.type[row] !== 3);
          if (protocol === 'time')
            expect(told.filter((row) => clock.day(log.time[row]!) === clock.day(time))).toEqual([]);
          else {
            let bought = log.userOffsets[user + 1]! - 1;
            while (log.type[bought] !== 3) bought--;
            const sameDay = (row: number) => clock.day(log.time[row]!) === clock.day(log.time[bought]!);
            expect(told.filter((row) => log.session[row] === log.session[bought] && sameDay(row))).toEqual([]);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of one kind has the same sessions, whatever the kind', () => {
    fc.assert(
      fc.property(fc.array(anyRow(fc.constant('purchase')), { maxLength: 60 }), (rows) => {
        const all = [...always, ...rows, last];
        const of = (kind: TargetKind) =>
          smallLog(all.map(([user, item, time, session]): SmallRow => [user, item, time, session, kind]));
        for (const build of [
          (log: ReturnType<typeof smallLog>) => splitByTime(log, clock, { from: '2026-01-10' }),
          (log: ReturnType<typeof smallLog>) => leaveOneOut(log, clock),
          (log: ReturnType<typeof smallLog>) => leaveOneOut(log, clock, { split: 'validation' }),
        ]) {
          const plain = (log: ReturnType<typeof smallLog>) => {
            const { log: _, target: __, ...rest } = build(log);
            return rest;
          };
          expect(plain(of('view'))).toEqual(plain(of('purchase')));
        }
      }),
      { numRuns: 30 },
    );
  });
});

it('buildCjDay knows the target too', () => {
  const rows: SmallRow[] = [
    ...['a', 'b', 'c', 'd', 'e'].map((user): SmallRow => [user, 'milk', '2017-01-10T15:00:00Z', '', 'view']),
    ['h', 'milk', '2017-12-01T12:00:00Z'],
    ['i', 'milk', '2017-12-01T12:00:00Z', '', 'view'],
  ];
  const set = buildCjDay(smallLog(rows), clock, { target: 'purchase' });
  expect(summary(set)).toMatchObject([{ id: 'h_2017-12-01', target: ['milk'], targetNew: ['milk'], histLen: 0 }]);
});
