import type { DescribedSessions, EvaluationSession, EvaluationSet } from '@stars/replay';
import { describe, expect, it } from 'vitest';
import { type ExampleOptions, forEachExample, type SecondStageExample } from './second-stage-examples.js';

const WIDTH = 2;
const SIZE = 1000;

/** Purchases of each session, and the unseen ones; candidate c of session n is item c and has the features [n, c]. */
const TARGETS: [target: number[], targetNew: number[]][] = [
  [[3, 500], [500]],
  [[SIZE + 7], []],
  [[0, 1, 2, 999], [2]],
  [[4], []],
];
const set = {
  sessions: TARGETS.map(
    ([target, targetNew]) =>
      ({ target: Uint32Array.from(target), targetNew: Uint32Array.from(targetNew) }) as Partial<EvaluationSession>,
  ),
} as EvaluationSet;

const ORDER = [2, 0, 3, 1];

/** Sessions in their own order, which record the calls. */
function sessionsOf(asked: number[] = []): DescribedSessions {
  return {
    names: ['session', 'item'],
    order: Uint32Array.from(ORDER),
    of: (n, chosen) => {
      asked.push(n);
      const candidates = chosen!(Int32Array.from({ length: SIZE }, (_, c) => c));
      return {
        candidates,
        features: Float32Array.from([...candidates].flatMap((c) => [n, c])),
        kinds: new Uint8Array(candidates.length),
      };
    },
  };
}

const OPTIONS: ExampleOptions = { explore: false, negatives: Number.POSITIVE_INFINITY, seed: 1 };
async function examples(options: Partial<ExampleOptions> = {}, asked: number[] = []): Promise<SecondStageExample[]> {
  const all: SecondStageExample[] = [];
  await forEachExample(set, sessionsOf(asked), { ...OPTIONS, ...options }, (example) => all.push(example));
  return all;
}
/** The session of an example, and its purchased items. */
const purchasedOf = ({ features, purchased }: Awaited<ReturnType<typeof examples>>[number]) => [
  features[0],
  [...purchased].map((place) => features[place * WIDTH + 1]),
];

describe('forEachExample', () => {
  it('are the sessions with a purchased candidate, in the order of the replay', async () => {
    const asked: number[] = [];
    expect((await examples({}, asked)).map(purchasedOf)).toEqual([
      [2, [0, 1, 2, 999]],
      [0, [3, 500]],
      [3, [4]],
    ]);
    expect(asked).toEqual(ORDER);
  });

  it('have only unseen items as labels, if asked to', async () => {
    expect((await examples({ explore: true })).map(purchasedOf)).toEqual([
      [2, [2]],
      [0, [500]],
    ]);
  });

  it('keep the purchased candidates and so many others on average, each as likely, the same for the same seed', async () => {
    const drawn = await examples({ negatives: 300 });
    expect(drawn.map(purchasedOf)).toEqual([
      [2, [0, 1, 2, 999]],
      [0, [3, 500]],
      [3, [4]],
    ]);
    const halves = [0, 0];
    for (const { features, candidates, purchased } of drawn) {
      expect(features).toHaveLength(candidates * WIDTH);
      // Three deviations of a binomial of 1,000 with 0.3.
      expect(Math.abs(candidates - purchased.length - 300)).toBeLessThan(45);
      const items = Array.from({ length: candidates }, (_, row) => features[row * WIDTH + 1]!);
      expect(items).toEqual([...new Set(items)].sort((a, b) => a - b));
      for (const item of items) halves[item < SIZE / 2 ? 0 : 1]!++;
    }
    expect(Math.abs(halves[0]! - halves[1]!)).toBeLessThan(90);
    expect(await examples({ negatives: 300 })).toEqual(drawn);
    expect(await examples({ negatives: 300, seed: 2 })).not.toEqual(drawn);
  });

  it('report progress, and stop at an abort', async () => {
    const reported: [number, number][] = [];
    await examples({ onProgress: (...progress) => reported.push(progress) });
    expect(reported.at(-1)).toEqual([ORDER.length, ORDER.length]);
    await expect(examples({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});
