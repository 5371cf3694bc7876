import type { Impression, RecommendRequest, RecommendResponse } from '@stars/contracts';
import { noteOnSpan } from '@stars/platform';
import type { FirstServing } from './first-serving.js';
import type { ImpressionOutbox } from './impression-outbox.js';
import type { Clock } from './recommending-deps.js';
import type { RecommendingMetrics } from './recommending-metrics.js';
import type { UserRequest } from './user-request.js';

/** Records an answer: in metrics, on its trace and, if the request names a surface, as an impression. */
export class AnswerRecorder {
  constructor(
    private readonly impressions: ImpressionOutbox,
    private readonly firstServing: FirstServing,
    private readonly metrics: RecommendingMetrics,
    private readonly clock: Clock,
  ) {}

  record(asked: UserRequest, answer: RecommendResponse): void {
    const { request, user, time } = asked;
    for (const { code } of answer.degradations) this.metrics.degraded(code);
    this.metrics.listSize('Recommend', answer.items.length);
    if (user.vectors) this.firstServing.note(request.tenantId, request.userId, user.vectors.asOf);
    noteOnSpan(() => spanAttributes(asked));
    // A preview of a time to come is shown now.
    if (!user.unrecorded) this.impressions.note(servedPage(request, answer, Math.min(time, this.clock())));
  }
}

/** What a trace says of an answer. The event is the last in the user's vectors, under the id that its own trace has. */
const spanAttributes = ({ model, user: { history, vectors }, degradations }: UserRequest) => ({
  'stars.model': model?.version,
  'stars.last_event': vectors && history.findLast(({ time }) => time <= vectors.asOf)?.eventId,
  'stars.vector_time': vectors && new Date(vectors.asOf).toISOString(),
  'stars.degradations': String(degradations.list().map(({ code }) => code)),
});

/** The impression of a served page; a client may confirm that it was seen. */
function servedPage(
  { tenantId, userId, surface, region }: RecommendRequest,
  { recommendationId, items }: RecommendResponse,
  time: number,
): Impression {
  return {
    tenantId,
    eventId: `served-${recommendationId}`,
    userId,
    pageId: recommendationId,
    time: new Date(time),
    surface,
    region,
    items: items.map(({ itemId, position, propensity }) => ({ itemId, position, propensity })),
    recommendationId,
    confirmed: false,
  };
}
