import type { ItemFeatures } from '@stars/contracts';
import type { StarsModel } from '@stars/inference';
import type { BorrowedStatistics } from '@stars/ranking';
import { onlyItems } from '../cold-start/only-items.js';
import type { EvaluationSet } from '../evaluation-set.js';
import { type ReplayModel, StarsCandidates } from '../stars-candidates.js';

/** Items of a catalogue that came after a model's training. */
export interface SetColdStart {
  /** By catalogue index; the neighbours are catalogue indices too. */
  borrowed: ReadonlyMap<number, BorrowedStatistics>;
  /** Finds cold-start items alone. */
  candidates: StarsCandidates;
  /** Whether only cold-start items are ranked, to compare them with each other. */
  alone?: boolean;
}

/** Undefined if the model has learned every item of the catalogue. */
export function coldStartOf(
  loaded: StarsModel,
  model: ReplayModel,
  items: ReadonlyMap<string, ItemFeatures>,
  { catalogue }: Pick<EvaluationSet, 'catalogue'>,
): SetColdStart | undefined {
  const indexOf = new Map(catalogue.map((id, index) => [id, index]));
  const placeOf = loaded.learnedItems.map((id) => indexOf.get(id));
  const borrowed = new Map<number, BorrowedStatistics>();
  catalogue.forEach((id, index) => {
    const features = items.get(id);
    const neighbours = features && loaded.isColdStart(id) && loaded.laterItem(features)?.borrowed;
    if (neighbours) borrowed.set(index, inCatalogue(neighbours, placeOf));
  });
  if (borrowed.size === 0) return undefined;
  const only = Uint8Array.from(catalogue, (_, index) => (borrowed.has(index) ? 1 : 0));
  return { borrowed, candidates: new StarsCandidates(onlyItems(model, only)) };
}

/** @param placeOf Of learned items. A neighbour that is not in the catalogue has no statistics there, and is left out. */
function inCatalogue(
  { items, weights }: BorrowedStatistics,
  placeOf: readonly (number | undefined)[],
): BorrowedStatistics {
  const kept = [...items.keys()].filter((n) => placeOf[items[n]!] !== undefined);
  return {
    items: Int32Array.from(kept, (n) => placeOf[items[n]!]!),
    weights: Float32Array.from(kept, (n) => weights[n]!),
  };
}
