import type { Filter, RecommendRequest } from '@stars/contracts';
import type { Seed } from '@stars/ranking';

/** Which items may be in an answer, as the stores' queries take it. */
export interface Eligibility {
  filter?: Filter;
  /** Empty: in stock in any region. */
  region: string;
}

/** What everything that finds items for a request obeys. */
export type FindingRules = Pick<RecommendRequest, 'tenantId' | 'mode' | 'filter' | 'region' | 'excludeItemIds'> &
  Partial<Pick<RecommendRequest, 'candidateItemIds'>>;

/** What passes both filters, where there are both. */
export function both(one: Filter | undefined, other: Filter | undefined): Filter | undefined {
  if (!one || !other) return one ?? other;
  return { expression: { $case: 'all', value: { operands: [one, other] } } };
}

/** What does not pass the filter. */
export const isNot = (value: Filter): Filter => ({ expression: { $case: 'not', value } });

/** A request's filter, if it has one, and its region. What is out of stock is in no answer. */
export const eligibility = ({ filter, region }: { filter?: Filter | undefined; region: string }): Eligibility => ({
  ...(filter ? { filter } : {}),
  region,
});

/** Where the request wants a ranking of items that it names: those. */
export const candidatesOf = ({ candidateItemIds }: Pick<FindingRules, 'candidateItemIds'>): string[] | undefined =>
  candidateItemIds?.length ? candidateItemIds : undefined;

/** The seeds of a request with their weights. */
export const seedsOf = ({ seedItemIds, seedWeights }: Pick<RecommendRequest, 'seedItemIds' | 'seedWeights'>): Seed[] =>
  seedItemIds.map((itemId, n) => ({ itemId, weight: seedWeights[n] ?? 1 }));

/** Items that must not be in the answer, whatever finds them. */
export const excludedIds = ({ excludeItemIds }: { excludeItemIds: readonly string[] }): ReadonlySet<string> =>
  new Set(excludeItemIds);
