import { CandidateSource } from '@stars/contracts';
import type { OpenedRequest, SecondStageServing } from '@stars/ranking';
import { newTestExplainable } from './new-test-explainable.js';

/** An opened request that ranks eligible items by their ids; repeat candidates are apples, then rye. */
export function newTestOpenedRequest(changes: Partial<OpenedRequest> = {}): OpenedRequest {
  const own = changes.own ?? ['apple', 'rye'];
  return {
    depth: { own: 2, searched: 2, coldStartItems: 0 },
    region: 'north',
    own,
    others: ['soap', 'pear'],
    sources: [CandidateSource.CANDIDATE_SOURCE_POPULAR, CandidateSource.CANDIDATE_SOURCE_SIMILAR],
    admit: async () => undefined,
    rank: ({ eligible, found }, pool) =>
      [...eligible.ids, ...found.ids]
        .sort()
        .slice(0, pool)
        .map((itemId, place) => ({
          itemId,
          score: -place,
          own: own.includes(itemId),
          explainable: newTestExplainable({ base: -place }),
        })),
    close: () => undefined,
    ...changes,
  };
}

/** A model's second stage that opens each request as `opened`, and the calls that it got. */
export function newTestSecondStage(opened: OpenedRequest, ranksNew = true) {
  const asked: Parameters<SecondStageServing['open']>[] = [];
  const serving: SecondStageServing = {
    ranksNew,
    open: async (...question) => {
      asked.push(question);
      return opened;
    },
  };
  return { serving, asked };
}
