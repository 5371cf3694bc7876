import { SeededRandom } from '@stars/datasets/testing';
import { PRIOR } from '@stars/training';
import { describe, expect, it } from 'vitest';
import { fitPrior } from './fit-prior.js';
import type { PriorSession, PriorWindow } from './prior-window.js';

const WIDTH = PRIOR.all.length;
const CANDIDATES = 30;

/** Each session's user chooses by chance, the more likely the higher the score by the true weights of the first columns. */
function madeUp(log: string, truth: readonly number[], { sessions = 400, source = log, evidence = false } = {}) {
  const random = new SeededRandom(sessions + log.length);
  const session = (n: number): PriorSession => {
    const rows = new Float64Array(CANDIDATES * WIDTH);
    let best = { place: 0, score: Number.NEGATIVE_INFINITY };
    for (let place = 0; place < CANDIDATES; place++) {
      // A draw from the softmax: the highest score after noise of Gumbel's distribution.
      let score = -Math.log(-Math.log(random.next()));
      truth.forEach((weight, k) => {
        const value = 4 * random.next() - 2;
        rows[place * WIDTH + k] = value;
        score += weight * value;
      });
      if (score > best.score) best = { place, score };
    }
    return { user: `${log}-${n % 50}`, rows, purchased: Int32Array.of(best.place), candidates: CANDIDATES };
  };
  const all = Array.from({ length: sessions }, (_, n) => session(n));
  return {
    ...{ source, log, size: 'all', copy: 1, evidence },
    sessions: { all, fresh: [], seeded: [] },
  } satisfies PriorWindow;
}

const fitted = (windows: readonly PriorWindow[]) => fitPrior(windows, 'all', false)!;
const TRUTH = [1.2, -0.7, 0.4];

describe('a prior fitted on several logs', () => {
  it('finds the weights that users chose by, and ranks other users better than weights that are wrong', () => {
    const found = fitted([madeUp('shop', TRUTH), madeUp('market', TRUTH)]);
    TRUTH.forEach((weight, k) => {
      expect(Math.abs(found.weights[k]! - weight)).toBeLessThan(0.15);
    });
    expect(found.weights.slice(TRUTH.length).every((weight) => weight === 0)).toBe(true);
    expect(found.logs.map(({ log, sessions }) => [log, sessions])).toEqual([
      ['shop', 400],
      ['market', 400],
    ]);
    for (const { inUse, fitted, withoutLog } of found.logs) {
      expect(fitted.more).toBeGreaterThan(5 * fitted.error);
      expect(fitted.ndcg - fitted.more).toBeCloseTo(inUse, 10);
      expect(withoutLog!.more).toBeGreaterThan(5 * withoutLog!.error);
    }
  });

  it('counts each log the same, whatever the number of its sessions', () => {
    const [many, few] = [madeUp('many', [1], { sessions: 2_000 }), madeUp('few', [-1], { sessions: 200 })];
    expect(Math.abs(fitted([many, few]).weights[0]!)).toBeLessThan(0.15);
    expect(fitted([many, few, few]).weights[0]).toBeCloseTo(fitted([many, few]).weights[0]!, 6);
  });

  it('is learned without a log from the other sources alone', () => {
    const [shop, other] = [madeUp('shop', TRUTH), madeUp('other', [-1, 1, 0])];
    const part = madeUp('part of the shop', TRUTH, { source: 'shop', sessions: 100 });
    const found = fitted([shop, other, part]);
    expect(found.without.get('shop')).toEqual(fitted([other]).weights);
    expect(found.without.get('other')).toEqual(fitted([shop, part]).weights);
    const [, ofOther] = found.logs;
    expect(ofOther!.withoutLog!.ndcg).toBeLessThan(ofOther!.fitted.ndcg - 0.1);
    expect(fitted([shop]).logs[0]!.withoutLog).toBeUndefined();
  });

  it('is of logs of its kind, with enough sessions', () => {
    const [shop, tiny] = [madeUp('shop', TRUTH), madeUp('tiny', TRUTH, { sessions: 19 })];
    const funnel = madeUp('funnel', [-1, 1, 0], { evidence: true });
    expect(fitted([shop, tiny, funnel]).weights).toEqual(fitted([shop]).weights);
    expect(fitPrior([shop, tiny], 'all', true)).toBeUndefined();
    expect(fitPrior([shop], 'fresh', false)).toBeUndefined();
  });
});
