import {
  type RecommendBatchRequest,
  type RecommendBatchResponse,
  type RecommendBatchResult,
  type RecommendRequest,
  type RecommendResponse,
  validateRecommendBatchRequest,
} from '@stars/contracts';
import { internalId, publicError } from '@stars/errors';
import { mapBounded, withinDeadline } from '@stars/platform';
import { ownDeadlineMs } from '../own-deadline.js';
import type { RecommendingLimits } from '../recommending-deps.js';
import { Recommend } from './recommend.js';

/** Many recommendations, a bounded number at a time; each has its own answer or error. */
export class RecommendBatch {
  constructor(
    private readonly recommend: Recommend,
    private readonly limits: RecommendingLimits,
    private readonly logger: { error(told: object, message: string): void },
  ) {}

  async execute(request: RecommendBatchRequest, signal: AbortSignal, until: number): Promise<RecommendBatchResponse> {
    const { requests } = validateRecommendBatchRequest(request);
    return {
      results: await mapBounded(requests, this.limits.batchConcurrency, (one) => this.#answer(one, signal, until)),
    };
  }

  async #answer(request: RecommendRequest, signal: AbortSignal, until: number): Promise<RecommendBatchResult> {
    // Once the whole call is over nobody reads the rest.
    signal.throwIfAborted();
    try {
      return { result: { $case: 'response', value: await this.#within(request, signal, until) } };
    } catch (error) {
      const { code, field = '', message } = publicError(error);
      // The call itself does not fail.
      if (code === 'STARS_INTERNAL')
        this.logger.error({ err: error, id: internalId(error) }, 'a request of a batch failed');
      return { result: { $case: 'error', value: { code, field, message } } };
    }
  }

  /** A request's own time begins when it starts. */
  #within(request: RecommendRequest, signal: AbortSignal, until: number): Promise<RecommendResponse> {
    const ownMs = ownDeadlineMs(request);
    const now = performance.now();
    if (now + ownMs >= until) return this.recommend.execute(request, signal, until);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(ownMs))]);
    return withinDeadline(this.recommend.execute(request, limit, now + ownMs), limit);
  }
}
