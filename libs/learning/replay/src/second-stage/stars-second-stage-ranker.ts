import { StarsError } from '@stars/errors';
import type { LocalClock, TrainingData } from '@stars/features';
import { type SecondStageArtifact, SecondStageScorer } from '@stars/inference';
import { ALL_SIZES, NEW_SIZES, NO_SIZES, PLAIN_TAIL, secondStageTop } from '@stars/ranking';
import type { EvaluationSet } from '../evaluation-set.js';
import type { RankedSessions } from '../metrics.js';
import { forEachSession, type RankOptions, type SessionRanker } from '../ranked-lists.js';
import { SERVED_SECOND_STAGE } from '../served.js';
import type { SessionCandidates, StarsCandidates } from '../stars-candidates.js';
import type { SetColdStart } from './cold-start-items.js';
import { SecondStageSessions } from './second-stage-sessions.js';

/** How many of each of the model's searches are candidates. */
export const SECOND_STAGE_SEARCH_DEPTH = Math.max(ALL_SIZES.searched, NEW_SIZES.searched);

/**
 * The joint ranking as a ranker: own items, what the model's two searches found, and what is popular, each scored by
 * one network of everything known on the session's morning (model.md, section 8). What is new to the user has
 * networks of their own.
 */
export function starsSecondStageRanker(
  joint: Pick<SecondStageArtifact, 'layout' | 'tail' | 'all' | 'fresh' | 'newcomers'>,
  data: Pick<TrainingData, 'items' | 'timeline'>,
  clock: LocalClock,
  candidates: StarsCandidates,
  newcomers?: SetColdStart,
): SessionRanker {
  const rank = async (set: EvaluationSet, options: RankOptions): Promise<RankedSessions> => {
    const { k, explore } = options;
    const scoring = explore ? joint.fresh : joint.all;
    if (!scoring) throw new StarsError('STARS_INVALID_FIELD', 'nothing was learned of new items', { field: 'explore' });
    const search = { ...options, k: SECOND_STAGE_SEARCH_DEPTH, onProgress: undefined };
    const searched = await candidates.of(set, search);
    const vectors = joint.layout.scores ? await candidates.vectorsOf(set, search) : undefined;
    const sessions = new SecondStageSessions(set, data, clock, joint.layout, vectors, newcomers?.loans);
    const served = explore ? NEW_SIZES : ALL_SIZES;
    const amongColdStartItems = await newcomers?.candidates.of(set, { ...search, k: served.coldStartItems });
    const items = new Int32Array(set.sessions.length * k).fill(-1);
    const ofColdStartItems = { coldStartItems: served.coldStartItems, liveColdStartItems: served.liveColdStartItems };
    const sizes = newcomers?.alone ? { ...NO_SIZES, ...ofColdStartItems } : served;
    // Coverage is asked of the list that is served; what is new is compared by score alone.
    const tail = explore ? PLAIN_TAIL : joint.tail;
    const counting = joint.newcomers?.[explore ? 'fresh' : 'all'];
    const scorer = new SecondStageScorer(scoring, explore ? 'fresh' : 'all');
    try {
      await forEachSession(sessions.order, options, (n) => {
        if (explore && set.sessions[n]!.targetNew.length === 0) return;
        const found = sessions.of(
          n,
          sizes,
          searchedItems(searched, n),
          amongColdStartItems && searchedItems(amongColdStartItems, n),
        );
        secondStageTop(scorer, found, tail, k, k, counting, newcomers?.alone ? 1 : undefined).forEach(
          ({ item }, rank) => {
            items[n * k + rank] = item;
          },
        );
      });
    } finally {
      scorer.dispose();
    }
    return { k, items };
  };
  return { name: SERVED_SECOND_STAGE, kind: 'model', explores: joint.fresh !== undefined, rank };
}

/** What both searches found for one session, best first; nothing where the user has no vectors. */
export function searchedItems(lists: SessionCandidates, n: number): Int32Array[] {
  if (lists.known[n] === 0) return [];
  return [lists.general, lists.next].map(({ k, items }) => items.subarray(n * k, (n + 1) * k));
}
