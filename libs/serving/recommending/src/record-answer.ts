import {
  type Impression,
  type ImpressionList,
  type PlacementAnswer,
  type RecommendedItem,
  type RecommendPageResponse,
  type RecommendRequest,
  type RecommendResponse,
  recommendModeName,
} from '@stars/contracts';
import { noteOnSpan } from '@stars/platform';
import type { FirstServing } from './first-serving.js';
import type { ImpressionOutbox } from './impression-outbox.js';
import type { Clock } from './recommending-deps.js';
import type { RecommendingMetrics } from './recommending-metrics.js';
import type { UserRequest } from './user-request.js';

type ShownItem = Pick<RecommendedItem, 'itemId' | 'position' | 'propensity'> & { placement?: string | undefined };

type ListAnswer = Pick<RecommendResponse, 'recommendationId' | 'modelVersion' | 'items' | 'degradations'>;

/** What an impression has of a served page beside its request. */
type ServedPage = Pick<Impression, 'recommendationId' | 'modelVersion' | 'lists'> & { items: readonly ShownItem[] };

/** Records an answer: in metrics, on its trace and, if the request names a surface, as an impression. */
export class AnswerRecorder {
  constructor(
    private readonly impressions: ImpressionOutbox,
    private readonly firstServing: FirstServing,
    private readonly metrics: RecommendingMetrics,
    private readonly clock: Clock,
  ) {}

  record(method: 'Recommend' | 'RecommendGroups', asked: UserRequest, answer: ListAnswer): void {
    this.#count(method, asked, answer);
    const { recommendationId, modelVersion, items, degradations } = answer;
    this.#note(asked, asked.request, {
      ...{ recommendationId, modelVersion, items },
      lists: [listOf(asked.request, degradations)],
    });
  }

  /**
   * Records a page as one impression, and makes its answer.
   * @param shared What the placements share. @param lists The placements, and the answer of each.
   */
  recordPage(
    shared: RecommendRequest,
    lists: readonly UserRequest[],
    answers: readonly RecommendResponse[],
  ): RecommendPageResponse {
    const placements = answers.map(({ items, degradations, rules }, n): PlacementAnswer => {
      this.#count('RecommendPage', lists[n]!, answers[n]!);
      return { surface: lists[n]!.request.surface, items, degradations, rules };
    });
    const { recommendationId, modelVersion, vectorTime, modelDataUntil, catalogTime } = answers[0]!;
    const shown = placements.flatMap(({ surface: placement, items }) =>
      items.map((item) => ({ ...item, placement: placement || undefined })),
    );
    this.#note(lists[0]!, shared, {
      ...{ recommendationId, modelVersion, items: shown },
      lists: placements.map(({ surface, degradations }, n) => ({
        ...listOf(lists[n]!.request, degradations),
        placement: surface || undefined,
      })),
    });
    return { recommendationId, modelVersion, placements, vectorTime, modelDataUntil, catalogTime };
  }

  #count(method: 'Recommend' | 'RecommendGroups' | 'RecommendPage', asked: UserRequest, answer: ListAnswer): void {
    const { request, user } = asked;
    for (const { code } of answer.degradations) this.metrics.degraded(code);
    this.metrics.listSize(method, answer.items.length);
    if (user.vectors) this.firstServing.note(request.tenantId, request.userId, user.vectors.asOf);
    noteOnSpan(() => spanAttributes(asked));
  }

  #note({ user, time }: UserRequest, request: RecommendRequest, page: ServedPage): void {
    // A preview of a time to come is shown now.
    if (!user.unrecorded) this.impressions.note(servedPage(request, page, Math.min(time, this.clock())));
  }
}

/** What a trace says of an answer. The event is the last in the user's vectors, under the id that its own trace has. */
const spanAttributes = ({ model, user: { history, vectors }, degradations }: UserRequest) => ({
  'stars.model': model?.version,
  'stars.last_event': vectors && history.findLast(({ time }) => time <= vectors.asOf)?.eventId,
  'stars.vector_time': vectors && new Date(vectors.asOf).toISOString(),
  'stars.degradations': String(degradations.list().map(({ code }) => code)),
});

const listOf = ({ mode }: RecommendRequest, degradations: RecommendResponse['degradations']): ImpressionList => ({
  mode: recommendModeName(mode),
  degradations: degradations.map(({ code }) => code),
});

/** The impression of a served page; a client may confirm that it was seen. */
function servedPage(
  { tenantId, userId, surface, region }: RecommendRequest,
  { recommendationId, modelVersion, items, lists }: ServedPage,
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
    items: items.map(({ itemId, position, propensity, placement }) => ({ itemId, position, propensity, placement })),
    recommendationId,
    confirmed: false,
    modelVersion,
    lists,
  };
}
