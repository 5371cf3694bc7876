import { StarsError } from '@stars/errors';
import type { LocalClock, TrainingData } from '@stars/features';
import { type JointArtifact, JointScorer } from '@stars/inference';
import { ALL_SIZES, jointTop, NEW_SIZES, NO_SIZES, PLAIN_TAIL } from '@stars/ranking';
import type { EvaluationSet } from '../evaluation-set.js';
import type { RankedSessions } from '../metrics.js';
import { forEachSession, type RankOptions, type SessionRanker } from '../ranked-lists.js';
import { SERVED_JOINT } from '../served.js';
import type { SessionCandidates, StarsCandidates } from '../stars-candidates.js';
import { JointSessions } from './joint-sessions.js';
import type { SetNewcomers } from './newcomers.js';

/** How many of each of the model's searches are candidates. */
export const JOINT_SEARCH_DEPTH = Math.max(ALL_SIZES.searched, NEW_SIZES.searched);

/**
 * The joint ranking as a ranker: own items, what the model's two searches found, and what is popular, each scored by
 * one network of everything known on the session's morning (model.md, section 8). What is new to the user has
 * networks of their own.
 */
export function starsJointRanker(
  joint: Pick<JointArtifact, 'layout' | 'tail' | 'all' | 'fresh' | 'newcomers'>,
  data: Pick<TrainingData, 'items' | 'timeline'>,
  clock: LocalClock,
  candidates: StarsCandidates,
  newcomers?: SetNewcomers,
): SessionRanker {
  const rank = async (set: EvaluationSet, options: RankOptions): Promise<RankedSessions> => {
    const { k, explore } = options;
    const scoring = explore ? joint.fresh : joint.all;
    if (!scoring) throw new StarsError('STARS_INVALID_FIELD', 'nothing was learned of new items', { field: 'explore' });
    const search = { ...options, k: JOINT_SEARCH_DEPTH, onProgress: undefined };
    const searched = await candidates.of(set, search);
    const vectors = joint.layout.scores ? await candidates.vectorsOf(set, search) : undefined;
    const sessions = new JointSessions(set, data, clock, joint.layout, vectors, newcomers?.loans);
    const served = explore ? NEW_SIZES : ALL_SIZES;
    const amongNewcomers = await newcomers?.candidates.of(set, { ...search, k: served.newcomers });
    const items = new Int32Array(set.sessions.length * k).fill(-1);
    const ofNewcomers = { newcomers: served.newcomers, liveNewcomers: served.liveNewcomers };
    const sizes = newcomers?.alone ? { ...NO_SIZES, ...ofNewcomers } : served;
    // Coverage is asked of the list that is served; what is new is compared by score alone.
    const tail = explore ? PLAIN_TAIL : joint.tail;
    const counting = joint.newcomers?.[explore ? 'fresh' : 'all'];
    const scorer = new JointScorer(scoring, explore ? 'fresh' : 'all');
    try {
      await forEachSession(sessions.order, options, (n) => {
        if (explore && set.sessions[n]!.targetNew.length === 0) return;
        const found = sessions.of(
          n,
          sizes,
          searchedItems(searched, n),
          amongNewcomers && searchedItems(amongNewcomers, n),
        );
        jointTop(scorer, found, tail, k, k, counting, newcomers?.alone ? 1 : undefined).forEach(({ item }, rank) => {
          items[n * k + rank] = item;
        });
      });
    } finally {
      scorer.dispose();
    }
    return { k, items };
  };
  return { name: SERVED_JOINT, kind: 'model', explores: joint.fresh !== undefined, rank };
}

/** What both searches found for one session, best first; nothing where the user has no vectors. */
export function searchedItems(lists: SessionCandidates, n: number): Int32Array[] {
  if (lists.known[n] === 0) return [];
  return [lists.general, lists.next].map(({ k, items }) => items.subarray(n * k, (n + 1) * k));
}
