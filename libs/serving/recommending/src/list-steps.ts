import { AnswerArranger } from './arrange-answer.js';
import { ChangedItemsFinder } from './changed-items-finder.js';
import { EligibleCandidates } from './eligible-candidates.js';
import { FallbackLists } from './fallback-lists.js';
import { CandidateGatherer } from './gather-candidates.js';
import { IndexSearch } from './index-search.js';
import type { ItemCards } from './item-cards.js';
import type { ItemGroups } from './item-groups.js';
import type { LastProfiles } from './last-profiles.js';
import { ListArranger } from './list-arranger.js';
import { ListedFinder } from './listed-candidates.js';
import type { LiveSurfaces } from './live-surfaces.js';
import { RequestReader } from './read-request.js';
import type { RecommendingDeps } from './recommending-deps.js';
import type { RecommendingMetrics } from './recommending-metrics.js';
import type { LiveRules } from './rules/live-rules.js';
import { MatchingItems } from './rules/matching-items.js';
import { RequestRules } from './rules/request-rules.js';
import { RuleConditions } from './rules/rule-conditions.js';
import type { StoreTimeouts } from './store-timeouts.js';
import { UserSource } from './user-source.js';

export interface ListParts {
  deps: RecommendingDeps;
  cards: ItemCards;
  groups: ItemGroups;
  surfaces: LiveSurfaces;
  profiles: LastProfiles;
  timeouts: StoreTimeouts;
  metrics: RecommendingMetrics;
}

export type ListSteps = ReturnType<typeof newListSteps>;

/** The steps that make lists, before what presents and records them. */
export function newListSteps({ deps, cards, groups, surfaces, profiles, timeouts, metrics }: ListParts) {
  const { catalog, vectors, servedModels: models, clock = Date.now, kinds = new Map(), timeZone = 'UTC' } = deps;
  const lists = new ListArranger({ cards, groups, vectors, matching: new MatchingItems(catalog), metrics });
  const fallbackLists = new FallbackLists(catalog, models, metrics);
  const changed = new ChangedItemsFinder(catalog, fallbackLists, cards);
  const listed = new ListedFinder(vectors, cards, fallbackLists, changed, metrics);
  const eligible = new EligibleCandidates(catalog, vectors);
  const gatherer = new CandidateGatherer(new IndexSearch(vectors, metrics), eligible, fallbackLists, listed, metrics);
  const conditions = new RuleConditions(cards, catalog, timeZone);
  const users = new UserSource(profiles, metrics);
  const reading = { models, users, surfaces, kinds, arranger: lists, timeouts, clock };
  return {
    ...{ lists, fallbackLists, gatherer, metrics },
    arranger: new AnswerArranger(gatherer, fallbackLists, lists, metrics),
    /** Reads requests on which only these rules act. */
    readerWith: (rules: Pick<LiveRules, 'find'>): RequestReader =>
      new RequestReader({ ...reading, rules: new RequestRules(rules, conditions, catalog) }),
  };
}
