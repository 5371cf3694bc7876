import { type EventKind, InteractionType } from '@stars/contracts';
import { LocalClock } from '@stars/features';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EvaluationSession, EvaluationSet } from './evaluation-set.js';
import { asStranger, type SeedChoice, seededSessions } from './seeded-sessions.js';
import { splitByTime } from './split.js';
import { type SmallRow, smallLog } from './testing/small-log.js';

const { INTERACTION_TYPE_PURCHASE: PURCHASE } = InteractionType;
const UTC = new LocalClock('UTC');
const ITEMS = ['tent', 'rope', 'lamp', 'stove', 'axe'];

/** An earlier day makes every item part of the catalogue. */
const setOf = (rows: readonly SmallRow[]): EvaluationSet =>
  splitByTime(smallLog([...ITEMS.map((item): SmallRow => ['z', item, '2024-03-01T08:00:00Z']), ...rows]), UTC, {
    ...{ from: '2024-03-10', target: 'purchase' },
  });
const at = (user: string, minute: number, item: string, kind: EventKind): SmallRow => [
  ...([user, item, new Date(Date.UTC(2024, 2, 10, 9, minute)).toISOString(), '', kind] as const),
];
const seeded = (set: EvaluationSet, choice: SeedChoice, seed = 1, moments = 99): EvaluationSession[] =>
  seededSessions(set, set.sessions, UTC, { choice, seed, moments });
const named = (set: EvaluationSet, items: Uint32Array): string => [...items].map((item) => set.catalogue[item]).join();
const shown = (set: EvaluationSet, sessions: readonly EvaluationSession[]): string[] =>
  sessions.map(({ seeds, target }) => `${named(set, seeds!)} > ${named(set, target)}`);

const VISIT: readonly SmallRow[] = [
  at('a', 0, 'axe', 'purchase'),
  at('a', 1, 'tent', 'view'),
  at('a', 2, 'rope', 'view'),
  at('a', 3, 'rope', 'add_to_cart'),
  at('a', 4, 'lamp', 'add_to_cart'),
  at('a', 5, 'rope', 'purchase'),
  at('a', 5, 'lamp', 'purchase'),
  at('a', 6, 'stove', 'view'),
];

describe('seededSessions', () => {
  const set = setOf(VISIT);

  it('cuts at each view, whose target is what is purchased later, and no seed', () => {
    const sessions = seeded(set, 'one');
    expect(shown(set, sessions).sort()).toEqual(['rope > lamp', 'tent > lamp,rope']);
    for (const { historyTo, time, seeds } of sessions) {
      expect([set.catalogueOf[set.log.item[historyTo]!], set.log.time[historyTo]]).toEqual([seeds![0], time]);
    }
  });

  it('cuts at each addition to the cart, whose seeds are the cart until then', () => {
    expect(shown(set, seeded(set, 'several'))).toEqual(['rope > lamp']);
    expect(seeded(set, 'mixed')).toHaveLength(3);
    expect(seeded(set, 'mixed', 1, 2)).toHaveLength(2);
  });

  it('is the same with the same seed', () => expect(seeded(set, 'mixed')).toEqual(seeded(set, 'mixed')));

  it('has seeds that are no targets, and targets that follow, for any session', () => {
    const kinds = fc.constantFrom<EventKind>('view', 'add_to_cart', 'purchase', 'purchase');
    const row = fc.tuple(fc.constantFrom('a', 'b'), fc.nat(9), fc.constantFrom(...ITEMS), kinds);
    const rows = fc.array(row, { minLength: 1, maxLength: 25 });
    const choices = fc.constantFrom<SeedChoice>('one', 'several', 'mixed');
    fc.assert(
      fc.property(rows, choices, fc.nat(99), (drawn, choice, seed) => {
        // One purchase at least.
        const all = [...drawn.map((each) => at(...each)), at('a', 0, 'tent', 'purchase')];
        const set = setOf(all);
        for (const { seeds, target, targetNew, ...session } of seeded(set, choice, seed)) {
          expect(new Set([...seeds!, ...target]).size).toBe(seeds!.length + target.length);
          expect(Math.min(seeds!.length, target.length)).toBeGreaterThan(0);
          expect([...targetNew].filter((item) => !target.includes(item))).toEqual([]);
          const whole = set.sessions.find(({ sessionId }) => sessionId === session.sessionId)!;
          expect([...target].filter((item) => !whole.target.includes(item))).toEqual([]);
          const { log, catalogueOf } = set;
          const rows = Array.from(log.item.subarray(0, log.userOffsets[session.user + 1]), (_, n) => n);
          const later = rows.filter((each) => each >= session.historyTo && log.type[each] === PURCHASE);
          const bought = new Set(later.map((each) => catalogueOf[log.item[each]!]));
          expect([...target].filter((item) => !bought.has(item))).toEqual([]);
        }
      }),
    );
  });
});

describe('seededSessions of baskets', () => {
  const set = setOf(ITEMS.map((item) => at('a', 5, item, 'purchase')));
  const counts = (choice: SeedChoice): number[] => {
    const sessions = Array.from({ length: 200 }, (_, seed) => seeded(set, choice, seed, 1)).flat();
    for (const { seeds, target } of sessions) expect(new Set([...seeds!, ...target]).size).toBe(ITEMS.length);
    return sessions.map(({ seeds }) => seeds!.length);
  };

  it('has a part of the basket as seeds and the rest as the target', () => {
    expect(new Set(counts('one'))).toEqual(new Set([1]));
    expect(new Set(counts('several'))).toEqual(new Set([2]));
    const ones = counts('mixed').filter((count) => count === 1).length;
    // One seed half of the time, and half of the rest: 150 of 200, by six standard deviations.
    expect(ones).toBeGreaterThan(113);
    expect(ones).toBeLessThan(187);
  });

  it('has as many parts as moments', () => {
    expect(new Set(shown(set, seeded(set, 'one', 1, 5))).size).toBeGreaterThan(1);
    expect(seeded(set, 'one', 1, 5)).toHaveLength(5);
  });

  it('leaves out a basket of one item', () => {
    expect(seeded(setOf([at('a', 5, 'tent', 'purchase')]), 'mixed')).toEqual([]);
  });
});

describe('asStranger', () => {
  it('knows the seeds alone', () => {
    const rows: SmallRow[] = [['a', 'tent', '2024-03-09T08:00:00Z'], ...VISIT];
    const set = setOf(rows);
    const [session] = seeded(set, 'one');
    const stranger = asStranger(session!);
    expect(session!.histLen).toBe(2);
    expect(stranger).toMatchObject({ histLen: 0, userId: '', seeds: session!.seeds, target: session!.target });
    expect(stranger.historyFrom).toBe(stranger.historyTo);
    expect(stranger.targetNew).toEqual(stranger.target);
  });
});
