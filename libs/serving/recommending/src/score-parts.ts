import { CandidateSource, type ScoreParts } from '@stars/contracts';
import type { RequestOffset, ServedPrior, ServedRepeats } from '@stars/inference';
import type { HistoryEvent } from '@stars/profile-store';
import { type ArrangedItem, buyAgainList, type EventKinds, type RepeatScores, withRepeat } from '@stars/ranking';
import type { VectorsOfUser } from './user-source.js';

/** The user and request that parts of scores are computed for. */
export interface ScoredUser {
  /** Before the context moved them; absent if there are none. */
  vectors?: VectorsOfUser;
  offset?: RequestOffset | undefined;
  /** Of the model. */
  kinds?: EventKinds | undefined;
  repeats?: ServedRepeats | undefined;
  prior?: ServedPrior | undefined;
  history: readonly HistoryEvent[];
  /** ms since 1970. */
  time: number;
}

/** Products of v_j with `columns`. */
export interface ItemProducts {
  /** Inner product with a column. */
  of(column: number): number;
}

/** Explains scores, by inner products alone. */
export interface ScorePartsWriter {
  /** The vectors whose products are needed, [s] each. */
  columns: readonly Float32Array[];
  /** Without a vector, an item has no parts of the model. */
  partsOf(item: ArrangedItem, products: ItemProducts | undefined): ScoreParts;
}

type Search = 'general' | 'next';

/** The parts of the scores of one request's items. */
export function newScoreParts({ vectors, offset, kinds, repeats, prior, history, time }: ScoredUser): ScorePartsWriter {
  const columns: Float32Array[] = vectors ? [vectors.general, vectors.next] : [];
  const [general, next] = [0, 1];
  const signals: Partial<Record<Search, { first: number; names: readonly string[] }>> = {};
  for (const search of ['general', 'next'] as const) {
    const parts = vectors && offset?.signalParts(vectors[search]);
    if (!parts) continue;
    signals[search] = { first: columns.length, names: [...parts.keys()] };
    columns.push(...parts.values());
  }
  let purchases: Map<string, number> | undefined;
  let had: RepeatScores | undefined;
  const hadOnce = (): RepeatScores => {
    had ??= repeats?.score(history, time) ?? new Map();
    return had;
  };
  return {
    columns,
    partsOf: (item, products) => {
      purchases ??= new Map(
        buyAgainList(history, time, history.length, kinds).items.map(({ itemId, score }) => [itemId, score]),
      );
      const searched = item.source === CandidateSource.CANDIDATE_SOURCE_GENERAL_INTEREST ? 'general' : 'next';
      const signal = signals[searched];
      const offsets = products && signal ? added(products, signal) : {};
      const byModel = products !== undefined && isSearched(item);
      const rho = byModel ? hadOnce().get(item.itemId) : undefined;
      const popularity = byModel ? (prior?.shiftOf(item.itemId) ?? 0) : 0;
      const plain = Object.values(offsets).reduce(
        (sum, added) => sum + added,
        popularity + (products && vectors ? products.of(searched === 'general' ? general : next) : 0),
      );
      return {
        generalInterest: products && vectors ? products.of(general) : 0,
        nextIntent: products && vectors ? products.of(next) : 0,
        buyAgain: purchases.get(item.itemId) ?? 0,
        offsets,
        coverage: item.coverage,
        diversity: item.diversity,
        exploration: item.exploration,
        fatigue: item.fatigue ?? 0,
        boost: item.boost ?? 0,
        repeat: rho ? withRepeat(plain, rho[searched]) - plain : 0,
        popularity,
        secondStage: item.explainable?.shares() ?? {},
      };
    },
  };
}

/** Whether a search of the model gave the item its score. */
const isSearched = ({ source, explainable }: ArrangedItem): boolean =>
  explainable === undefined &&
  (source === CandidateSource.CANDIDATE_SOURCE_GENERAL_INTEREST ||
    source === CandidateSource.CANDIDATE_SOURCE_NEXT_INTENT);

/** What each signal adds to an item's score, by name; without those that add nothing. */
function added(
  products: ItemProducts,
  { first, names }: { first: number; names: readonly string[] },
): Record<string, number> {
  const byName = names.map((name, n): [string, number] => [name, products.of(first + n)]);
  return Object.fromEntries(byName.filter(([, product]) => product !== 0));
}
