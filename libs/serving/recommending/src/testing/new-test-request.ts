import { RecommendMode, RecommendRequest, SimilarItemsRequest } from '@stars/contracts';
import type { ArrangeQuestion } from '../list-arranger.js';
import type { ListRequest } from '../personal-lists.js';

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

/** The same, as a request for lists; `pool` items are ranked, by default as many as are shown. */
export const newTestListRequest = ({ pool, ...changes }: RequestChanges & { pool?: number } = {}): ListRequest => {
  const { k: shown, ...request } = newTestRequest(changes);
  return { ...request, shown, pool: pool ?? shown };
};

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
