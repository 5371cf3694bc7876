import { StarsError } from '@stars/errors';
import type { LocalClock, TrainingData } from '@stars/features';
import { type SecondStageArtifact, SecondStageNetwork } from '@stars/inference';
import { ALL_SIZES, NEW_SIZES, NO_SIZES, secondStageTop } from '@stars/ranking';
import type { EvaluationSet } from '../evaluation-set.js';
import type { RankedSessions } from '../metrics.js';
import { forEachSession, type RankOptions, type SessionRanker } from '../ranked-lists.js';
import { SERVED_SECOND_STAGE } from '../served.js';
import type { SessionCandidates, StarsCandidates } from '../stars-candidates.js';
import type { SetColdStart } from './cold-start-items.js';
import { SecondStageSessions } from './second-stage-sessions.js';

/** How many results of each of the model's searches are candidates. */
export const SECOND_STAGE_SEARCH_DEPTH = Math.max(ALL_SIZES.searched, NEW_SIZES.searched);

/** The part of a second stage that a replay needs: it makes the statistics itself. */
export type RankedSecondStage = Pick<SecondStageArtifact, 'layout' | 'all' | 'fresh' | 'newcomers'>;

/**
 * The second stage as a ranker of sessions: repeat candidates, the results of the model's two searches, and popular items, all
 * scored by everything known on the session's morning (docs/reference/model-equations.md). Unseen items have weights of their own.
 */
export function starsSecondStageRanker(
  secondStage: RankedSecondStage,
  data: Pick<TrainingData, 'items' | 'timeline'>,
  clock: LocalClock,
  candidates: StarsCandidates,
  coldStart?: SetColdStart,
): SessionRanker {
  const rank = async (set: EvaluationSet, options: RankOptions): Promise<RankedSessions> => {
    const { k, explore } = options;
    const learned = explore ? secondStage.fresh : secondStage.all;
    if (!learned)
      throw new StarsError('STARS_INVALID_FIELD', 'the model has not learned to rank unseen items', {
        field: 'explore',
      });
    const search = { ...options, k: SECOND_STAGE_SEARCH_DEPTH, onProgress: undefined };
    const searched = await candidates.of(set, search);
    const vectors = secondStage.layout.scores ? await candidates.vectorsOf(set, search) : undefined;
    const sessions = new SecondStageSessions(set, data, clock, secondStage.layout, vectors, coldStart?.borrowed);
    const served = explore ? NEW_SIZES : ALL_SIZES;
    const amongColdStartItems = await coldStart?.candidates.of(set, { ...search, k: served.coldStartItems });
    const items = new Int32Array(set.sessions.length * k).fill(-1);
    const ofColdStartItems = { coldStartItems: served.coldStartItems, liveColdStartItems: served.liveColdStartItems };
    const sizes = coldStart?.alone ? { ...NO_SIZES, ...ofColdStartItems } : served;
    const weights = secondStage.newcomers?.[explore ? 'fresh' : 'all'];
    const scorer = new SecondStageNetwork(learned);
    try {
      await forEachSession(sessions.order, options, (n) => {
        if (explore && set.sessions[n]!.targetNew.length === 0) return;
        const found = sessions.of(
          n,
          sizes,
          searchedItems(searched, n),
          amongColdStartItems && searchedItems(amongColdStartItems, n),
        );
        secondStageTop(scorer, found, k, weights, coldStart?.alone ? 1 : undefined).forEach(({ item }, rank) => {
          items[n * k + rank] = item;
        });
      });
    } finally {
      scorer.dispose();
    }
    return { k, items };
  };
  return { name: SERVED_SECOND_STAGE, kind: 'model', explores: secondStage.fresh !== undefined, rank };
}

/** Results of both searches for one session, best first; none if the user has no vectors. */
export function searchedItems(lists: SessionCandidates, n: number): Int32Array[] {
  if (lists.known[n] === 0) return [];
  return [lists.general, lists.next].map(({ k, items }) => items.subarray(n * k, (n + 1) * k));
}
