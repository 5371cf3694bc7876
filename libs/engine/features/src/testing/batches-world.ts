import fc from 'fast-check';
import { expect } from 'vitest';
import type { BatchOptions } from '../batch-options.js';
import { ContextTimeline } from '../context-timeline.js';
import { Histories } from '../histories.js';
import type { InteractionLog } from '../interaction-log.js';
import { buildLearnedItems, learnedItemIds } from '../learned-items.js';
import { CandidateSampler } from '../sampled-candidates.js';
import { SideEncoder } from '../side-features.js';
import { TrainingBatches } from '../training-batches.js';
import { UserFeatureEncoder } from '../user-encoder-inputs.js';
import type { Window } from '../windows.js';
import { itemFeatures } from './messages.js';
import { smallSpec } from './spec.js';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const PADDING = 1 << 20;
export const LETTERS = [...'abcdefgh'];
const features = new Map(LETTERS.map((id, i) => [id, itemFeatures(id, [Math.sin(i + 1), Math.cos(3 * i), i % 3])]));
const spec = smallSpec({ tags: [] });
const USERS = new Map([['u', { age: 50 }]]);

export function batchesOf(log: InteractionLog, changes: Partial<BatchOptions & { candidates: number }> = {}) {
  const { candidates = 4, ...options } = changes;
  const items = buildLearnedItems(learnedItemIds(log, features, 1), features, [], 3);
  const row = new Map(items.ids.map((id, i) => [id, i]));
  const itemRow = Int32Array.from(log.items, (id) => row.get(id) ?? -1);
  const histories = new Histories(log, itemRow);
  const sampler = new CandidateSampler(
    { prior: new Float32Array(items.ids.length), subclass: items.subclass },
    { candidates, subclassShare: 0 },
  );
  const batches = new TrainingBatches(
    histories,
    items,
    USERS,
    {
      side: new SideEncoder(spec, new ContextTimeline()),
      user: new UserFeatureEncoder(spec),
      userNumbers: spec.userNumbers.length,
    },
    sampler,
    { maxLength: 6, batchSize: 2, cuts: 2, horizonDays: 2, contextDropout: 0, deltaMinCount: 2, ...options },
  );
  return { batches, items, histories };
}

export type Built = ReturnType<TrainingBatches['build']>;

/** The item of a slot of the call, by its content. */
export function slotNames(built: Built, items: ReturnType<typeof batchesOf>['items']): string[] {
  const { width } = items.reduction;
  return Array.from({ length: built.items.count }, (_, slot) => {
    const own = [...built.items.embedding.subarray(slot * width, (slot + 1) * width)];
    const row = items.ids.findIndex((_, i) => own.every((x, j) => x === items.embedding[i * width + j]));
    expect(row).toBeGreaterThanOrEqual(0);
    return items.ids[row]!;
  });
}

/** Targets by output row: `{ row: items }`. */
export function targets(rows: Int32Array, pairs: Built['nextTargets'], names: string[]): Map<number, Set<string>> {
  const found = new Map([...rows].map((row) => [row, new Set<string>()]));
  for (let i = 0; i < pairs.weights.length; i++) {
    found.get(rows[pairs.pairs[2 * i]!]!)!.add(names[pairs.pairs[2 * i + 1]!]!);
  }
  return found;
}

export const users = fc
  .dictionary(
    fc.constantFrom('u', 'v', 'w'),
    fc.array(fc.string({ unit: fc.constantFrom(...LETTERS), minLength: 1, maxLength: 9 }), {
      minLength: 1,
      maxLength: 12,
    }),
    { minKeys: 1, maxKeys: 3 },
  )
  .filter((given) => new Set(Object.values(given).flat().join('')).size > 1);

type World = ReturnType<typeof batchesOf>;

export const basketItems = ({ histories, items }: World, window: Window, basket: number): string[] => {
  const { item, starts } = histories.read(window.history);
  return Array.from(item.subarray(starts[basket]!, starts[basket + 1]!), (row) => items.ids[row]!);
};
export const basketTime = ({ histories }: World, window: Window, basket: number): number => {
  const { time, starts } = histories.read(window.history);
  return time[starts[basket]!]!;
};
export const basketCount = (histories: Histories, history: number): number =>
  histories.baskets(history).starts.length - 1;

/** The items of all events before a basket, also before the window. */
export function hadBefore({ histories, items }: World, window: Window, basket: number): Set<string> {
  const { item, starts } = histories.read(window.history);
  const end = starts[basket]!;
  return new Set(Array.from(item.subarray(0, end), (row) => items.ids[row]!));
}

/** The items that the user of a row had. */
export const hadOf = ({ width, rows }: NonNullable<Built['own']>['next'], n: number, names: string[]): Set<string> =>
  new Set([...rows.subarray(n * width, (n + 1) * width)].flatMap((slot) => (slot < 0 ? [] : [names[slot]!])));
