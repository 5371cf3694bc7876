import { CandidateSource } from '@stars/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RankedItem } from '../round-robin.js';
import { arrange, type ListRules, poolSize } from './arrange-list.js';
import { type FatigueRule, fatigueOf, timesInVain } from './fatigue.js';
import { shiftScores } from './shift-scores.js';

const DAY = 86_400_000;
const NOW = 100 * DAY;
const source = CandidateSource.CANDIDATE_SOURCE_SIMILAR;

const ranking = (scores: readonly number[], logOdds?: boolean): RankedItem[] =>
  scores.map((score, position) => ({ itemId: `i${position}`, score, source, position, ...(logOdds && { logOdds }) }));
const idsOf = (items: readonly RankedItem[]): string => items.map(({ itemId }) => itemId.slice(1)).join(' ');
const rule = (strength: number, times: Record<string, number>) => ({
  strength,
  times: new Map(Object.entries(times)),
});

describe('timesInVain', () => {
  const saw = (itemId: string, time: number, surface = 'home') => ({ itemId, surface, time });
  const home = { surface: 'home', now: NOW };

  it('counts each surface alone, less after days, and only since the last choice', () => {
    const seen = [
      saw('a', NOW),
      saw('a', NOW - 7 * DAY),
      saw('a', NOW, 'cart'),
      saw('b', NOW - 2),
      saw('b', NOW),
      saw('c', NOW - 1),
      saw('d', NOW + 1),
    ];
    const chosen = [
      { itemId: 'b', time: NOW - 1 },
      { itemId: 'b', time: NOW - 9 },
      { itemId: 'c', time: NOW - 1 },
      { itemId: 'a', time: NOW + 1 },
    ];
    expect([...timesInVain(seen, chosen, home)]).toEqual([
      ['a', 1.5],
      ['b', 1],
    ]);
  });

  it('gives the same for any order of what was seen and chosen', () => {
    const event = fc.record({
      itemId: fc.constantFrom('a', 'b'),
      time: fc.nat({ max: 40 }),
      surface: fc.constant('home'),
    });
    const shuffled = fc
      .array(event)
      .chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })));
    fc.assert(
      fc.property(shuffled, shuffled, ([seen, seenAnew], [chosen, chosenAnew]) => {
        const [one, other] = [
          timesInVain(seen, chosen, { ...home, now: 30 }),
          timesInVain(seenAnew, chosenAnew, { ...home, now: 30 }),
        ];
        expect([...other.keys()].sort()).toEqual([...one.keys()].sort());
        for (const [itemId, times] of one) expect(other.get(itemId)).toBeCloseTo(times, 9);
      }),
    );
  });
});

const sink = (ranked: readonly RankedItem[], fatigue: FatigueRule) =>
  shiftScores(ranked, (itemId) => ({ fatigue: fatigueOf(fatigue, itemId), boost: 0 }));

describe('fatigue', () => {
  it('takes ln(1 + times) off a score in log-odds, and keeps the order of all others', () => {
    // The third is a cold-start item, which stands below its score.
    const sunk = sink(ranking([3, 2, 4, 1.9, 1, 0], true), rule(1, { i0: Math.E }));
    expect(idsOf(sunk)).toBe('1 2 3 0 4 5');
    expect(sunk[3]).toMatchObject({ score: 3 - Math.log1p(Math.E), fatigue: -Math.log1p(Math.E) });
    expect(sunk[0]).toEqual(ranking([3, 2], true)[1]);
  });

  it('lets places grow where scores are none, and mixes no lists', () => {
    const sunk = sink(
      [...ranking([9, 9, 9], true), ...ranking([5, 5, 5, 5, 5, 5]).slice(3)],
      rule(1, { i0: 99, i3: 0.3 }),
    );
    expect(idsOf(sunk)).toBe('1 2 0 4 3 5');
    expect(sunk[4]).toMatchObject({ score: 5, fatigue: -Math.log(1.3) });
    expect(idsOf(sink(ranking([0, 0, 0, 0, 0, 0, 0]), rule(0.5, { i1: 3.5 })))).toBe('0 2 3 1 4 5 6');
  });

  it('shows of a pool what it would show of the whole ranking', () => {
    const score = fc.integer({ min: 0, max: 30 });
    const seen = fc.dictionary(
      fc.nat({ max: 60 }).map((n) => `i${n}`),
      fc.integer({ min: 1, max: 9 }),
      { maxKeys: 9 },
    );
    fc.assert(
      fc.property(
        fc.array(score, { maxLength: 60 }),
        fc.boolean(),
        seen,
        fc.nat({ max: 30 }),
        (scores, logOdds, times, k) => {
          const whole = ranking(
            scores.toSorted((a, b) => b - a),
            logOdds,
          );
          const rules: ListRules = { caps: [], fatigue: rule(1, times) };
          const of = (ranked: RankedItem[]) =>
            arrange({ ranked, shown: k, rules, vectorOf: () => undefined, valuesOf: () => [], random: () => 0 }).items;
          expect(of(whole.slice(0, poolSize(k, rules)))).toEqual(of(whole));
          expect(of(whole).length).toBe(Math.min(k, whole.length));
        },
      ),
    );
  });
});
