import { seededRandom } from '@stars/replay';
import { describe, expect, it } from 'vitest';
import { countShowings, type Showing } from './count-showings.js';
import { fitFatigue } from './fit-fatigue.js';

const MINUTE = 60_000;

describe('countShowings', () => {
  it('counts times in vain since the last choice, and what comes soon after as chosen', () => {
    const seen = [0, 1, 2, 3, 100].map((minute) => ({ itemId: 'a', time: minute * MINUTE }));
    const choices = [
      { itemId: 'a', time: 1.5 * MINUTE },
      { itemId: 'a', time: 90 * MINUTE },
      { itemId: 'b', time: 0 },
    ];
    const shuffled = [3, 0, 4, 1, 2].map((n) => seen[n]!);
    const found = countShowings('u', shuffled, choices).map(({ before, inVain, chosen }) => [
      Math.round(before),
      Math.round(inVain),
      chosen,
    ]);
    expect(found).toEqual([
      [0, 0, false],
      [1, 1, true],
      [2, 0, false],
      [3, 1, false],
      [4, 0, false],
    ]);
  });
});

describe('fitFatigue', () => {
  /** Users who differ in their taste for each item, and choose less with each time in vain. */
  function showingsOf(planted: number): Showing[] {
    const random = seededRandom(7);
    return Array.from({ length: 400 }, (_, user) => user).flatMap((user) =>
      Array.from({ length: 12 }, (_, item) => item).flatMap((item) => {
        const taste = -4 + 4 * random();
        const showings: Showing[] = [];
        let inVain = 0;
        for (let before = 0; before < 10; before++) {
          const chosen = random() < 1 / (1 + Math.exp(planted * Math.log1p(inVain) - taste));
          showings.push({ userId: `u${user}`, itemId: `i${item}`, before, inVain, chosen });
          inVain = chosen ? 0 : inVain + 1;
        }
        return showings;
      }),
    );
  }

  it('finds no fatigue where there is none, though items that were passed over are chosen less', () => {
    const { bands, strength } = fitFatigue(showingsOf(0));
    expect(strength!.ci95[0]).toBeLessThan(0);
    expect(strength!.ci95[1]).toBeGreaterThan(0);
    const ofRates = bands.map(({ rate, expected }) => rate / expected);
    expect(ofRates.at(-1)!).toBeLessThan(0.7 * ofRates[0]!);
  });

  it('finds the strength that was planted, somewhat low because choices clear it', () => {
    const { strength, choices, showings } = fitFatigue(showingsOf(0.5));
    expect(strength!.ci95[0]).toBeGreaterThan(0.2);
    expect(strength!.value).toBeLessThan(0.6);
    expect([showings, choices > 1000]).toEqual([48_000, true]);
  });

  it('says no strength without pairs that were chosen and not', () => {
    expect(fitFatigue(showingsOf(0).slice(0, 200)).strength).toBeUndefined();
    expect(fitFatigue([])).toEqual({ showings: 0, choices: 0, bands: [] });
  });
});
