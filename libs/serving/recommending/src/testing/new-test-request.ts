import { RecommendMode, RecommendRequest, SimilarItemsRequest } from '@stars/contracts';
import { poolSize } from '@stars/ranking';
import { KeptFindings } from '../kept-findings.js';
import type { ArrangeQuestion } from '../list-arranger.js';
import { listRules } from '../list-rules.js';
import { NO_RULES } from '../rules/held-rules.js';
import type { UserRequest } from '../user-request.js';
import { newTestDegradations } from './new-test-degradations.js';

// The sizes of requests and lists are named here only: a test says `shown` and `pool`.

/** A request as a test changes it. */
export type RequestChanges = Partial<Omit<RecommendRequest, 'k'>> & {
  /** Places of the answer. */
  shown?: number;
};

/** A request of the grocery's fruit lover for three items, round robin. */
export const newTestRequest = ({ shown = 3, ...changes }: RequestChanges = {}): RecommendRequest =>
  RecommendRequest.fromPartial({
    tenantId: 'default',
    userId: 'fruit-lover',
    mode: RecommendMode.RECOMMEND_MODE_ROUND_ROBIN_BUY_AGAIN,
    ...changes,
    k: shown,
  });

/** The same, as the steps of an answer have it; `pool` items are ranked, by default as many as the rules need. */
export function newTestUserRequest(
  { pool, ...changes }: RequestChanges & { pool?: number } = {},
  more: Partial<UserRequest> = {},
): UserRequest {
  const request = newTestRequest(changes);
  const rules = listRules(request);
  return {
    ...{ request, rules, pool: pool ?? poolSize(request.k, rules) },
    ...{
      model: undefined,
      user: { history: [] },
      above: [],
      kept: new KeptFindings(),
      held: NO_RULES,
      time: 0,
      degradations: newTestDegradations(),
    },
    signal: new AbortController().signal,
    until: Number.POSITIVE_INFINITY,
    ...more,
  };
}

/** The request for items like apples. */
export const newTestSimilarRequest = ({
  shown = 3,
  ...changes
}: Partial<Omit<SimilarItemsRequest, 'k'>> & { shown?: number } = {}): SimilarItemsRequest =>
  SimilarItemsRequest.fromPartial({ tenantId: 'default', itemId: 'apple', ...changes, k: shown });

/** What the arranger is asked where a request has no rules; the first of all choices is the random one. */
export const newTestArrangeQuestion = (changes: Partial<ArrangeQuestion> = {}): ArrangeQuestion => ({
  tenantId: 'default',
  modelVersion: 'm1',
  shown: 3,
  rules: { caps: [] },
  random: () => 0,
  ...changes,
});
