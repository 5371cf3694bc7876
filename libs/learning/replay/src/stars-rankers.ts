import { CandidateSource, RecommendMode } from '@stars/contracts';
import { buyAgainList, type Candidate, type EventKinds, type OwnEvent, rank, sourcesOf } from '@stars/ranking';
import { type EvaluationSession, type EvaluationSet, knownFrom } from './evaluation-set.js';
import type { RankOptions, SessionRanker } from './ranked-lists.js';
import type { RankedSessions } from './session-metrics.js';
import { inOrderOfTime, type ReplayModel, type ScoredLists, StarsCandidates } from './stars-candidates.js';

const MODES = {
  GI: RecommendMode.RECOMMEND_MODE_GENERAL_INTEREST,
  NI: RecommendMode.RECOMMEND_MODE_NEXT_INTENT,
  RR: RecommendMode.RECOMMEND_MODE_ROUND_ROBIN,
  'RR+BI': RecommendMode.RECOMMEND_MODE_ROUND_ROBIN_BUY_AGAIN,
} as const;

/** GI searches with h_gen, NI with h_next. RR merges both lists by round robin, RR+BI these and the repeat candidates. */
export type StarsVariant = keyof typeof MODES;

/**
 * STARS as rankers named `STARS GI`, `STARS NI`, `STARS RR` and `STARS RR+BI`: an exact search with the user's state before
 * each session, then the ranking library that serves. In explore there are no repeat candidates, so RR+BI is RR.
 * @param candidates Shared with other rankers of the model, so that each session is encoded once.
 * @param popularity Ranks for users without vectors; absent: they get nothing.
 */
export function starsRankers(
  model: ReplayModel,
  variants: readonly StarsVariant[] = ['GI', 'NI', 'RR', 'RR+BI'],
  candidates = new StarsCandidates(model),
  popularity?: SessionRanker,
): SessionRanker[] {
  const rankBy = async (mode: RecommendMode, set: EvaluationSet, options: RankOptions): Promise<RankedSessions> => {
    const { k } = options;
    const { general, next, known } = await candidates.of(set, options, true);
    const popular = known.includes(0) ? await popularity?.rank(set, { ...options, onProgress: undefined }) : undefined;
    const indexOf = new Map(set.catalogue.map((id, index) => [id, index]));
    const repeats = !options.explore && sourcesOf(mode).includes(CandidateSource.CANDIDATE_SOURCE_BUY_AGAIN);
    const items = new Int32Array(set.sessions.length * k).fill(-1);
    for (const n of inOrderOfTime(set)) {
      const ranking = rank({
        mode,
        pool: k,
        general: known[n] ? listOf(set, general, n, k) : undefined,
        next: known[n] ? listOf(set, next, n, k) : undefined,
        buyAgain: repeats ? ownOf(set, set.sessions[n]!, indexOf, k, model.kinds) : [],
        fallback: popular && [{ source: CandidateSource.CANDIDATE_SOURCE_POPULAR, items: popularOf(set, popular, n) }],
      });
      for (const { itemId, position } of ranking) items[n * k + position] = indexOf.get(itemId)!;
    }
    return { k, items };
  };
  return variants.map((variant) => ({
    ...{ name: `STARS ${variant}`, kind: 'model', explores: true },
    rank: (set, options) => rankBy(MODES[variant], set, options),
  }));
}

function listOf(set: EvaluationSet, lists: ScoredLists, session: number, depth: number): Candidate[] {
  const list: Candidate[] = [];
  for (let r = session * lists.k; r < session * lists.k + depth && lists.items[r]! >= 0; r++) {
    list.push({ itemId: set.catalogue[lists.items[r]!]!, score: lists.scores[r]! });
  }
  return list;
}

/** Repeat candidates as in serving: the catalogue's items in the buy-again list of the user's rows before the session. */
function ownOf(
  set: EvaluationSet,
  session: EvaluationSession,
  indexOf: ReadonlyMap<string, number>,
  depth: number,
  kinds: EventKinds | undefined,
): Candidate[] {
  const { log } = set;
  const history: OwnEvent[] = [];
  for (let row = knownFrom(session); row < session.historyTo; row++) {
    history.push({ itemId: log.items[log.item[row]!]!, time: log.time[row]!, type: log.type[row]! });
  }
  const { items } = buyAgainList(history, session.time, history.length, kinds);
  return items.filter(({ itemId }) => indexOf.has(itemId)).slice(0, depth);
}

function popularOf(set: EvaluationSet, popular: RankedSessions, session: number): Candidate[] {
  return [...popular.items.subarray(session * popular.k, (session + 1) * popular.k)]
    .filter((item) => item >= 0)
    .map((item) => ({ itemId: set.catalogue[item]!, score: 0 }));
}
