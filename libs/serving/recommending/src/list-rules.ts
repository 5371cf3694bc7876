import { DiversityMethod, type Filter, type RecommendRequest } from '@stars/contracts';
import {
  COVERAGE_PENALTY,
  COVERAGE_WITHIN,
  EXPLORATION_CANDIDATES,
  type FullValue,
  type ListRules,
  seededRandom,
} from '@stars/ranking';
import { isNot } from './eligibility.js';

const DEFAULT_RELEVANCE_BUDGET = 0.05;

type RulesOfRequest = Pick<RecommendRequest, 'diversity' | 'categoryCaps'> &
  Partial<Pick<RecommendRequest, 'coverage' | 'exploration'>>;

/** The rules of a checked request for the whole list, as the ranking library takes them. */
export function listRules({ coverage, diversity, categoryCaps, exploration }: RulesOfRequest): ListRules {
  const covers = coverage !== undefined && coverage.places > 0;
  const spreads = diversity !== undefined && diversity.strength > 0;
  const explores = exploration !== undefined && exploration.places > 0 && exploration.rate > 0;
  return {
    caps: categoryCaps.map(({ level, items }) => ({
      field: 'category',
      items,
      ...(level === undefined ? {} : { level }),
    })),
    coverage: covers
      ? {
          places: coverage.places,
          penalty: coverage.penalty ?? COVERAGE_PENALTY,
          within: coverage.within || COVERAGE_WITHIN,
        }
      : undefined,
    diversity: spreads
      ? {
          method: diversity.method === DiversityMethod.DIVERSITY_METHOD_DPP ? 'dpp' : 'mmr',
          strength: diversity.strength,
          relevanceBudget: diversity.relevanceBudget ?? DEFAULT_RELEVANCE_BUDGET,
        }
      : undefined,
    exploration: explores
      ? {
          places: exploration.places,
          rate: exploration.rate,
          candidates: exploration.candidates || EXPLORATION_CANDIDATES,
        }
      : undefined,
  };
}

/** The random numbers of exploration. */
export const newRandom = (seed: number | undefined): (() => number) =>
  seed === undefined ? Math.random : seededRandom(seed);

/** A request's filter, and nothing with these values; of a category, at any level. */
export function filterWithout(filter: Filter | undefined, full: readonly FullValue[]): Filter {
  const byField = Map.groupBy(full, ({ field }) => field);
  const others = [...byField].map(([field, values]) =>
    isNot({ expression: { $case: 'in', value: { field, values: values.map(({ value }) => value) } } }),
  );
  const operands = [...(filter ? [filter] : []), ...others];
  return operands.length === 1 ? operands[0]! : { expression: { $case: 'all', value: { operands } } };
}
