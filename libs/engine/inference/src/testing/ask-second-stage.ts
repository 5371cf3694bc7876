import { CandidateSource, InteractionType } from '@stars/contracts';
import { ContextTimeline } from '@stars/features';
import type {
  KnownCandidates,
  RankedCandidate,
  RequestMoment,
  ScoredItems,
  SecondStageServing,
  ServedCandidates,
  UserEvent,
} from '@stars/ranking';
import { ServedSecondStage } from '../served-second-stage.js';
import { learnedModel, tinySecondStage } from './tiny-second-stage.js';

// Requests of two users to a second stage of random weights.

export const DAY = 86_400_000;
export const NOW = Date.UTC(2024, 4, 1, 15);
export const IDS = Array.from({ length: 40 }, (_, i) => `item-${String(i).padStart(2, '0')}`);

export const model = learnedModel(IDS);

export const newSecondStage = (): ServedSecondStage =>
  new ServedSecondStage(model, tinySecondStage(IDS.length), async () => new ContextTimeline());

export const bought = (item: number, daysAgo: number, region = 'north'): UserEvent => ({
  itemId: IDS[item]!,
  time: NOW - daysAgo * DAY,
  region,
  type: InteractionType.INTERACTION_TYPE_PURCHASE,
});

export const ANN = [bought(3, 40), bought(5, 40), bought(3, 20), bought(7, 9), bought(3, 2)];
export const BOB = [bought(30, 200, ''), bought(31, 3, ''), bought(5, 1, '')];
export const at = { time: NOW, region: '' };

export const unscored = (ids: Iterable<string>): ScoredItems => scored(ids, () => Number.NaN);
export const scored = (of: Iterable<string>, score: (itemId: string) => number): ScoredItems => {
  const ids = [...of];
  return { ids, general: ids.map(score), next: ids.map((itemId) => 2 * score(itemId)) };
};
export const everything: ServedCandidates = { eligible: unscored(IDS), found: unscored([]), general: [], next: [] };
/** A request that a second stage has gathered candidates for. */
export interface AskedRequest extends KnownCandidates {
  score(candidates: ServedCandidates, count: number): RankedCandidate[];
}

export async function ask(
  secondStage: SecondStageServing,
  history: readonly UserEvent[],
  moment: RequestMoment = at,
): Promise<AskedRequest> {
  const known = await secondStage.gather(history, moment);
  return { ...known, score: (candidates, count) => secondStage.score(known, candidates, count).map(comparable) };
}

/** The functions of two answers are never equal: only what was scored is compared. */
function comparable({ explainable: { scored, request, shares }, ...rest }: RankedCandidate): RankedCandidate {
  const explainable = Object.defineProperties({ scored }, { request: { value: request }, shares: { value: shares } });
  return { ...rest, explainable: explainable as RankedCandidate['explainable'] };
}

export const rankAll = (request: AskedRequest, part: Partial<ServedCandidates> = {}, shown = 60): RankedCandidate[] =>
  request.score({ ...everything, ...part }, shown);

export const popularOf = ({ others, sources }: KnownCandidates): string[] =>
  others.filter((_, n) => sources[n] === CandidateSource.CANDIDATE_SOURCE_POPULAR);
