import type { Filter, RecommendRequest } from '@stars/contracts';

/** Which items may be in an answer, as the stores' queries take it. */
export interface Eligibility {
  filter?: Filter;
  region?: string;
}

/** What everything that finds items for a request obeys. */
export type FindingRules = Pick<RecommendRequest, 'tenantId' | 'mode' | 'filter' | 'region' | 'excludeItemIds'>;

/** A request's filter and region, if it has them. */
export function eligibility(request: { filter?: Filter | undefined; region: string }): Eligibility {
  return {
    ...(request.filter ? { filter: request.filter } : {}),
    ...(request.region ? { region: request.region } : {}),
  };
}

/** Items that must not be in the answer, whatever finds them. */
export const excludedIds = ({ excludeItemIds }: { excludeItemIds: readonly string[] }): ReadonlySet<string> =>
  new Set(excludeItemIds);
