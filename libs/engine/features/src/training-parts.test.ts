import { describe, expect, it } from 'vitest';
import type { BatchOptions } from './batch-options.js';
import { ContextTimeline } from './context-timeline.js';
import { HardNegatives } from './hard-negatives.js';
import { Histories } from './histories.js';
import type { InteractionLog } from './interaction-log.js';
import { buildLearnedItems, learnedItemIds } from './learned-items.js';
import { CandidateSampler } from './sampled-candidates.js';
import { requestColumns, SideEncoder } from './side-features.js';
import { basketLog, contextSignal, itemFeatures } from './testing/messages.js';
import { seeded } from './testing/seeded.js';
import { smallSpec } from './testing/spec.js';
import { TrainingBatches } from './training-batches.js';
import { UserFeatureEncoder } from './user-encoder-inputs.js';

const HOUR = 3_600_000;
const LETTERS = [...'abcdefgh'];
/** a to d are dairy, e to h bakery; each pair of letters is a type. */
const features = new Map(
  LETTERS.map((id, i) => [
    id,
    itemFeatures(id, [Math.sin(i + 1), Math.cos(3 * i), i % 3], {
      category: [i < 4 ? 'dairy' : 'bakery', `type ${Math.floor(i / 2)}`],
    }),
  ]),
);
const spec = smallSpec({ tags: [] });
const timeline = new ContextTimeline();
timeline.add(
  contextSignal({ id: '1', from: 20 * HOUR, until: 30 * HOUR, signals: { temperature: 14, event: 'fair' } }),
);

/** One step of the whole log, or of one history; `width` hard negatives. */
function built(
  log: InteractionLog,
  changes: Partial<BatchOptions> = {},
  candidates = 100,
  width = 0,
  history: number | undefined = undefined,
) {
  const items = buildLearnedItems(learnedItemIds(log, features, 1), features, [], 3);
  const row = new Map(items.ids.map((id, i) => [id, i]));
  const itemRow = Int32Array.from(log.items, (id) => row.get(id) ?? -1);
  const prior = Float32Array.from(items.ids, (_, i) => -i);
  const sampler = new CandidateSampler({ prior, subclass: items.subclass }, { candidates, subclassShare: 0 });
  const side = new SideEncoder(spec, timeline);
  const batches = new TrainingBatches(
    new Histories(log, itemRow),
    items,
    new Map(),
    { side, user: new UserFeatureEncoder(spec), userNumbers: 1 },
    sampler,
    {
      maxLength: 30,
      batchSize: 4,
      cuts: 2,
      horizonDays: 2,
      contextDropout: 0,
      deltaMinCount: 1,
      ...(width > 0 ? { hard: new HardNegatives(sampler, width, undefined, (id) => row.get(id)) } : {}),
      ...changes,
    },
  );
  const random = seeded(1);
  const windows = [...batches.plan(random)]
    .flat()
    .filter((window) => history === undefined || window.history === history);
  return { batch: batches.build(windows, random), again: () => batches.build(windows, random), items, side, batches };
}

const LOG = basketLog({ u: ['ab', 'c', 'de', 'f', 'gh', 'a'] });

describe('positions that predict', () => {
  const predicting = (positionsPerBasket: number): number[] => {
    const { batch } = built(LOG, { positionsPerBasket });
    const counts = new Map<number, number>();
    for (const row of batch.nextRows) {
      const basket = batch.sequences.basket[row]!;
      counts.set(basket, (counts.get(basket) ?? 0) + 1);
      // The last ones of their basket.
      const after = batch.sequences.basket.subarray(row, row + positionsPerBasket + 1);
      if (positionsPerBasket > 0 && row + positionsPerBasket < batch.sequences.length) {
        expect(after.at(-1)).toBeGreaterThan(basket);
      }
    }
    return [0, 1, 2, 3, 4].map((basket) => counts.get(basket)!);
  };

  it('are all of a basket, or at most this many of it', () => {
    expect(predicting(0)).toEqual([2, 1, 2, 1, 2]);
    expect(predicting(2)).toEqual([2, 1, 2, 1, 2]);
    expect(predicting(1)).toEqual([1, 1, 1, 1, 1]);
  });
});

describe('the whole catalogue as candidates', () => {
  it('is the same arrays in every step, each item at its own row', () => {
    const { batch, again, items } = built(LOG);
    expect(batch.candidates).toBe(8);
    expect(batch.items).toHaveProperty('constant', true);
    expect(batch.items.embedding).toBe(items.embedding);
    expect(again().items).toBe(batch.items);
    expect(batch).not.toHaveProperty('logQ');
    expect(batch).not.toHaveProperty('positives');
    const tokens = [...batch.sequences.item].map((row) => items.ids[row]).join('');
    expect([...tokens].sort().join('')).toBe('aabcdefgh');
  });

  it('has no hard negatives: it already holds every negative', () => {
    expect(built(LOG, {}, 100, 2).batch).not.toHaveProperty('hard');
  });
});

describe('hard negatives', () => {
  // The first user's targets are c and a; b and d, of their types, are known by the second alone.
  const log = basketLog({ u: ['a', 'c', 'a', 'c', 'a'], v: ['b', 'd', 'b'] });

  it('are of the type of a target, neither positives of their row nor sampled candidates, with their own prior', () => {
    const { batch, items } = built(log, {}, 1, 3, 0);
    const { hard, nextTargets, candidates } = batch;
    expect(candidates).toBe(2);
    expect(nextTargets.rows).toBe(4);
    expect(hard!.width).toBe(3);
    const { width } = items.reduction;
    const rowOfSlot = (slot: number): number => {
      const own = batch.items.embedding.subarray(slot * width, (slot + 1) * width);
      return items.ids.findIndex((_, r) => own.every((x, k) => x === items.embedding[r * width + k]));
    };
    const found = Array.from({ length: 4 }, (_, n) => [...hard!.rows.subarray(3 * n, 3 * n + 3)]);
    const names = found.map((row) => row.filter((slot) => slot >= 0).map((slot) => items.ids[rowOfSlot(slot)]));
    const targets = ['c', 'a', 'c', 'a'];
    targets.forEach((target, n) => {
      expect(names[n]).toEqual([target === 'a' ? 'b' : 'd']);
      expect(found[n]!.slice(1)).toEqual([-1, -1]);
      expect(found[n]![0]).toBeGreaterThanOrEqual(candidates);
      expect(hard!.prior[3 * n]).toBe(-rowOfSlot(found[n]![0]!));
    });
  });

  it('are left out if they are sampled candidates, which already are negatives', () => {
    const { batch } = built(log, {}, 1, 3);
    expect(batch.candidates).toBe(4);
    expect(batch.hard!.rows.every((slot) => slot === -1)).toBe(true);
  });

  it('are absent unless requested', () => {
    expect(built(log, {}, 1).batch).not.toHaveProperty('hard');
  });
});

describe('optional parts of the batch', () => {
  it('is the context of the basket to predict', () => {
    const { batch, side } = built(LOG, { requests: true });
    const { time, width } = { time: batch.request!.time, width: requestColumns(side.layout).time.width };
    expect(time.length).toBe(batch.nextTargets.rows * width);
    const expectedTime = new Float32Array(width);
    const expected = new Float32Array(side.signalWidth);
    // Positions of the first basket predict that of a day later, during the fair.
    side.writeRequest(expectedTime, expected, 0, { time: 24 * HOUR, region: '' });
    expect(expected.filter((x) => x !== 0).length).toBe(2);
    for (const row of [0, 1]) {
      expect([...time.subarray(row * width, (row + 1) * width)]).toEqual([...expectedTime]);
      expect([...batch.request!.signals.subarray(row * expected.length, (row + 1) * expected.length)]).toEqual([
        ...expected,
      ]);
    }
    expect(built(LOG).batch).not.toHaveProperty('request');
  });

  it('is blank for the share of context dropout', () => {
    const { batch } = built(LOG, { requests: true, contextDropout: 1 });
    expect(batch.request!.time.every((x) => x === 0)).toBe(true);
    expect(batch.request!.signals.every((x) => x === 0)).toBe(true);
  });
});
