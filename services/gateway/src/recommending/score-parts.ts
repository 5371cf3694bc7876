import { CandidateSource, type ScoreParts } from '@stars/contracts';
import { type ArrangedItem, buyAgainList, innerProduct, type OwnEvent } from '@stars/ranking';
import type { RequestOffset } from '../served-model.port.js';
import type { VectorsOfUser } from './known-user.js';

/** What the parts of a score are told of one user and request. */
export interface ScoredUser {
  /** Before the context moved them; absent where there are none. */
  vectors?: VectorsOfUser;
  offset?: RequestOffset;
  history: readonly OwnEvent[];
  /** ms since 1970. */
  time: number;
}

/** For one request, a function from item and v_j, [s], to the parts of its score; of an item without a vector the model says nothing. */
export function scorePartsOf({ vectors, offset, history, time }: ScoredUser) {
  const own = new Map(buyAgainList(history, time, history.length).items.map(({ itemId, score }) => [itemId, score]));
  return (item: ArrangedItem, vector: Float32Array | undefined): ScoreParts => {
    const searched = item.source === CandidateSource.CANDIDATE_SOURCE_GENERAL_INTEREST ? 'general' : 'next';
    const offsets = vector && vectors && offset?.contributions(vectors[searched], vector, item.itemId);
    return {
      generalInterest: vector && vectors ? innerProduct(vectors.general, vector) : 0,
      nextIntent: vector && vectors ? innerProduct(vectors.next, vector) : 0,
      buyAgain: own.get(item.itemId) ?? 0,
      offsets: Object.fromEntries(offsets ?? []),
      diversity: item.diversity,
      exploration: item.exploration,
    };
  };
}
