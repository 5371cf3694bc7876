import { CandidateSource } from '@stars/contracts';
import {
  buyAgainList,
  type Candidate,
  ordersByModel,
  orderWithoutModel,
  purchasesOf,
  type RankedItem,
  type RankInput,
  rank,
  ranksBySecondStage,
} from '@stars/ranking';
import type { GatheredCandidates, ModelCandidates, SalesCandidates } from './gather-candidates.js';
import type { RecommendingMetrics } from './recommending-metrics.js';
import type { UserRequest } from './user-request.js';

/** The candidates of a request in the order of its mode. */
export interface ScoredCandidates {
  /** At most `pool`, best first. */
  ranked: RankedItem[];
  /** Items that are the same for all users, and those of them that are popular in the request's region. */
  impersonal: ReadonlySet<string>;
  regional: ReadonlySet<string>;
}

/** The orders of one scored set that a mode interleaves. */
type Orders = Omit<RankInput, 'mode' | 'pool'>;

const NONE: ReadonlySet<string> = new Set();

/** Scores all candidates together, from what was gathered alone. A mode is an order over them. */
export async function scoreCandidates(
  asked: UserRequest,
  candidates: GatheredCandidates,
  metrics: RecommendingMetrics,
): Promise<ScoredCandidates> {
  if (candidates.listed) {
    const ranked = candidates.listed.map((item, position) => ({ ...item, position }));
    return { ranked, impersonal: NONE, regional: candidates.regional };
  }
  const orders = candidates.model ? await orderByModel(asked, candidates, metrics) : orderBySales(asked, candidates);
  const { mode } = asked.request;
  const ranked = await metrics.stage('rank', () => rank({ mode, pool: asked.pool, ...orders }));
  if (candidates.model || !candidates.sellers) return { ranked, impersonal: NONE, regional: NONE };
  const had = new Set(candidates.repeats.map(({ itemId }) => itemId));
  const sellers = candidates.sellers.filter(({ itemId }) => !had.has(itemId));
  const idsOf = (items: typeof sellers): Set<string> => new Set(items.map(({ itemId }) => itemId));
  return { ranked, impersonal: idsOf(sellers), regional: idsOf(sellers.filter(({ regional }) => regional)) };
}

async function orderByModel(
  asked: UserRequest,
  candidates: ModelCandidates,
  metrics: RecommendingMetrics,
): Promise<Orders> {
  const { request, pool, degradations } = asked;
  const { model, known, served, found } = candidates;
  if (!ranksBySecondStage(request.mode)) {
    const orders = ordersByModel([served.eligible, served.found], known.repeats);
    return { ...orders, buyAgain: orderRepeats(asked, candidates) };
  }
  const secondStage = await metrics.stage('second_stage_rank', () => {
    const nameSource = newSourceNames(candidates);
    // Of simple rankings, some are counts.
    const { fatigue, boosts } = asked.rules;
    const odds = (fatigue || boosts) && !known.simple ? { logOdds: true } : {};
    return model.secondStage
      .score(known, served, pool)
      .map(({ itemId, own, ...rest }) => ({ itemId, ...rest, ...odds, source: nameSource(itemId, own) }));
  });
  if (known.simple && secondStage.length > 0) {
    const why = `${known.simple} ranks: on held-out sessions the model was behind it`;
    degradations.add('STARS_SIMPLE_RANKING', why);
  }
  // The other lists only fill the places that the second stage leaves.
  const buyAgain = secondStage.length < pool ? orderRepeats(asked, candidates) : [];
  return { ...found, secondStage, buyAgain };
}

function orderBySales({ user, time }: UserRequest, { repeats, sellers }: SalesCandidates): Orders {
  if (!sellers) return { buyAgain: repeats };
  return { secondStage: orderWithoutModel(repeats, sellers, user.history, time), buyAgain: repeats };
}

/** What the user had and may be in the answer, by frequency and age. */
function orderRepeats({ user, time }: UserRequest, { model, served, only }: ModelCandidates): Candidate[] {
  const eligible = new Set(served.eligible.ids);
  const counted = only ? purchasesOf(user.history, model.kinds) : user.history;
  return buyAgainList(counted, time, counted.length, model.kinds).items.filter(({ itemId }) => eligible.has(itemId));
}

/** The source of a ranked item: the user's own events before searches, present intent before taste, else what found it. */
function newSourceNames({ known, served }: ModelCandidates): (itemId: string, own: boolean) => CandidateSource {
  const [coldGeneral = [], coldNext = []] = served.coldStartItems ?? [];
  const [inGeneral, inNext] = [new Set([...served.general, ...coldGeneral]), new Set([...served.next, ...coldNext])];
  const sourceOf = new Map(known.others.map((itemId, n) => [itemId, known.sources[n]!]));
  const { CANDIDATE_SOURCE_BUY_AGAIN: buyAgain, CANDIDATE_SOURCE_SIMILAR: similar } = CandidateSource;
  return (itemId, own) => {
    const source = sourceOf.get(itemId);
    if (own || source === buyAgain) return buyAgain;
    if (inNext.has(itemId)) return CandidateSource.CANDIDATE_SOURCE_NEXT_INTENT;
    if (inGeneral.has(itemId)) return CandidateSource.CANDIDATE_SOURCE_GENERAL_INTEREST;
    return source ?? similar;
  };
}
