import type { ItemFeatures } from '@stars/contracts';
import type { StarsModel } from '@stars/inference';
import type { BorrowedStatistics } from '@stars/ranking';
import { onlyItems } from '../cold-start/only-items.js';
import type { EvaluationSet } from '../evaluation-set.js';
import { type ReplayModel, StarsCandidates } from '../stars-candidates.js';

/** Items of a catalogue that came after a model's training. */
export interface SetColdStart {
  /** By catalogue index; lenders are catalogue indices too. */
  loans: ReadonlyMap<number, BorrowedStatistics>;
  /** Finds newcomers alone. */
  candidates: StarsCandidates;
  /** Whether nothing else is ranked: how they compare with each other. */
  alone?: boolean;
}

/** Undefined where the model knows every item of the catalogue. */
export function newcomersOf(
  loaded: StarsModel,
  model: ReplayModel,
  items: ReadonlyMap<string, ItemFeatures>,
  { catalogue }: Pick<EvaluationSet, 'catalogue'>,
): SetColdStart | undefined {
  const indexOf = new Map(catalogue.map((id, index) => [id, index]));
  const placeOf = loaded.learnedItems.map((id) => indexOf.get(id));
  const loans = new Map<number, BorrowedStatistics>();
  catalogue.forEach((id, index) => {
    const features = items.get(id);
    const loan = features && loaded.coldStartItem(features)?.borrowed;
    if (loan) loans.set(index, amongThose(loan, placeOf));
  });
  if (loans.size === 0) return undefined;
  const only = Uint8Array.from(catalogue, (_, index) => (loans.has(index) ? 1 : 0));
  // Serving adds what signals of single items do to the search of all items, not to this one.
  const { addItemSignals: _, ...plain } = model;
  return { loans, candidates: new StarsCandidates(onlyItems(plain, only)) };
}

/** @param placeOf Of lenders; one that is not in the catalogue has no statistics there, and lends nothing. */
function amongThose(
  { items, weights }: BorrowedStatistics,
  placeOf: readonly (number | undefined)[],
): BorrowedStatistics {
  const kept = [...items.keys()].filter((n) => placeOf[items[n]!] !== undefined);
  return {
    items: Int32Array.from(kept, (n) => placeOf[items[n]!]!),
    weights: Float32Array.from(kept, (n) => weights[n]!),
  };
}
