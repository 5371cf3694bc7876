import type { LocalClock } from '@stars/features';
import { type SecondStageArtifact, SecondStageNetwork } from '@stars/inference';
import { secondStageTop } from '@stars/ranking';
import type { EvaluationSet } from '../evaluation-set.js';
import { forEachSession, type RankOptions, type SessionRanker } from '../ranked-lists.js';
import { SERVED_RANKING } from '../served.js';
import type { RankedSessions } from '../session-metrics.js';
import type { StarsCandidates } from '../stars-candidates.js';
import type { SetColdStart } from './cold-start-items.js';
import { type DescribedStage, describedSessions, rankerKindOf } from './described-sessions.js';
import type { SecondStageData } from './second-stage-sessions.js';

/** The part of a second stage that a replay needs: it makes the statistics itself. */
export type RankedSecondStage = DescribedStage & Pick<SecondStageArtifact, 'all' | 'fresh' | 'seeded' | 'coldStart'>;

/**
 * The second stage as a ranker of sessions: repeat candidates, the results of the model's two searches, and popular items, all
 * scored by everything known on the session's morning (docs/reference/model-equations.md). Unseen items, and lists because of seeds, have
 * weights of their own.
 */
export function starsSecondStageRanker(
  secondStage: RankedSecondStage,
  data: SecondStageData,
  clock: LocalClock,
  candidates: StarsCandidates,
  coldStart?: SetColdStart,
): SessionRanker {
  const rank = async (set: EvaluationSet, options: RankOptions): Promise<RankedSessions> => {
    const { k, explore } = options;
    const sessions = await describedSessions(secondStage, data, clock, candidates, set, options, coldStart);
    const items = new Int32Array(set.sessions.length * k).fill(-1);
    const weights = secondStage.coldStart?.[explore ? 'fresh' : 'all'];
    const scorer = new SecondStageNetwork(secondStage[rankerKindOf(set, options)] ?? secondStage.all);
    await forEachSession(sessions.order, options, (n) => {
      if (explore && set.sessions[n]!.targetNew.length === 0) return;
      secondStageTop(scorer, sessions.of(n), k, weights, coldStart?.alone ? 1 : undefined).forEach(({ item }, rank) => {
        items[n * k + rank] = item;
      });
    });
    return { k, items };
  };
  return { name: SERVED_RANKING, kind: 'model', explores: true, rank };
}
