import { randomUUID } from 'node:crypto';
import {
  type Impression,
  InteractionType,
  type OwnKinds,
  type RecommendedItem,
  RecommendMode,
  type RecommendRequest,
  type RecommendResponse,
  validateRecommendRequest,
  withTypes,
} from '@stars/contracts';
import type { ServedModel } from '@stars/inference';
import { inSpan, noteOnSpan } from '@stars/platform';
import { type EventKinds, isTargetEvent, reasonLanguage } from '@stars/ranking';
import { AnswerLists } from '../answer-lists.js';
import { CatalogClock } from '../catalog-clock.js';
import { Degradations } from '../degradations.js';
import { FirstServing } from '../first-serving.js';
import { ImpressionOutbox } from '../impression-outbox.js';
import { ItemPresenter } from '../item-presenter.js';
import { ListEdits } from '../list-edits.js';
import { OffsetWatch } from '../offset-watch.js';
import type { Clock } from '../recommending-deps.js';
import type { RecommendingMetrics } from '../recommending-metrics.js';
import { scorePartsOf } from '../score-parts.js';
import { type ServedModelProvider } from '../served-model.port.js';
import { StorePatience } from '../store-patience.js';
import { filledFromSurface, type Surfaces } from '../surfaces.js';
import { type KnownUser, UserSource } from '../user-source.js';

/**
 * The best eligible items for a user: look up vectors → gather candidates of all sources → score them → order them by the mode. If
 * something is missing, the answer degrades and says so: no model → repeat candidates, best sellers and the newest items; an unknown user →
 * what is popular in the region; a store is away → the answer without it.
 */
export class Recommend {
  constructor(
    private readonly models: ServedModelProvider,
    private readonly users: UserSource,
    private readonly answerLists: AnswerLists,
    private readonly presenter: ItemPresenter,
    private readonly offsetWatch: OffsetWatch,
    private readonly listEdits: ListEdits,
    private readonly patience: StorePatience,
    private readonly impressions: ImpressionOutbox,
    private readonly catalogClock: CatalogClock,
    private readonly firstServing: FirstServing,
    private readonly clock: Clock,
    private readonly metrics: RecommendingMetrics,
    private readonly surfaces: Surfaces,
    private readonly kinds: OwnKinds,
  ) {}

  execute(given: RecommendRequest, signal: AbortSignal, until: number): Promise<RecommendResponse> {
    return inSpan('recommend', () => this.#answer(given, signal, until));
  }

  async #answer(given: RecommendRequest, signal: AbortSignal, until: number): Promise<RecommendResponse> {
    const recentEvents = withTypes(given.recentEvents, this.kinds, 'recent_events');
    const valid = validateRecommendRequest(filledFromSurface({ ...given, recentEvents }, this.surfaces));
    const degradations = new Degradations(this.patience, until);
    const model = this.models.current(valid.tenantId);
    const unspecified = valid.mode === RecommendMode.RECOMMEND_MODE_UNSPECIFIED;
    const request = unspecified ? { ...valid, mode: RecommendMode.RECOMMEND_MODE_SECOND_STAGE } : valid;
    const time = request.time?.getTime() ?? this.clock();
    if (!model) degradations.add('STARS_MODEL_NOT_READY', 'there is no model yet');
    const user = await this.#user(model, request, time, degradations);
    const excluded = excludedItems(request, user, model?.kinds);
    const question = { request: { ...request, excludeItemIds: excluded }, model, user, time };
    const list = await this.answerLists.make(question, degradations, signal);

    const { offset } = list.lists;
    const audience = {
      tenantId: request.tenantId,
      history: user.history,
      regional: { region: request.region, itemIds: list.regional },
      ...(model ? { modelVersion: model.version } : {}),
      ...(model?.goesWith ? { goesWith: model.goesWith } : {}),
      explain: request.explain !== false,
      language: reasonLanguage(request.language),
      impersonal: list.impersonal,
      ...(model
        ? {
            scoreParts: scorePartsOf({
              ...user,
              time,
              kinds: model.kinds,
              repeats: model.repeats,
              prior: model.prior,
              ...(offset ? { offset } : {}),
            }),
          }
        : {}),
    };
    const presented = await this.presenter.present(list.items, audience, degradations);
    const items = await this.listEdits.edit(presented, { request, history: user.history, until }, degradations);
    for (const { code } of degradations.list()) this.metrics.degraded(code);
    this.metrics.listSize('Recommend', items.length);
    this.offsetWatch.note(items);
    if (user.vectors) this.firstServing.note(request.tenantId, request.userId, user.vectors.asOf);
    noteOnSpan(() => attributesOf(model, user, degradations));
    const recommendationId = randomUUID();
    // A preview of a time to come is shown now.
    const shown = Math.min(time, this.clock());
    if (!user.unrecorded) this.impressions.note(servedPage(request, items, recommendationId, shown));
    return {
      recommendationId,
      modelVersion: model?.version ?? '',
      items,
      degradations: degradations.list(),
      vectorTime: user.vectors ? new Date(user.vectors.asOf) : undefined,
      modelDataUntil: model?.dataUntil ? new Date(model.dataUntil) : undefined,
      catalogTime: this.catalogClock.time === undefined ? undefined : new Date(this.catalogClock.time),
    };
  }

  async #user(
    model: ServedModel | undefined,
    request: RecommendRequest,
    time: number,
    degradations: Degradations,
  ): Promise<KnownUser> {
    if (!model) return this.users.history(request, degradations);
    const user = await this.users.find(model, request, time, degradations);
    // If the store is away, the user only seems unknown; the true reason is already in the answer.
    if (!user.vectors && degradations.list().length === 0) {
      degradations.add('STARS_UNKNOWN_USER', 'nothing is known of this user yet');
    }
    return user;
  }
}

/**
 * Items that must not be in the answer: those that the request names, and what the user had if it says so. What the user had is what
 * the model predicts: usually purchases.
 */
function excludedItems(
  { excludeItemIds, excludePurchased }: RecommendRequest,
  { history }: KnownUser,
  kinds: EventKinds | undefined,
): string[] {
  if (!excludePurchased) return excludeItemIds;
  const purchase = InteractionType.INTERACTION_TYPE_PURCHASE;
  const had = ({ type }: { type: InteractionType }): boolean =>
    type === purchase || (kinds !== undefined && isTargetEvent(kinds, type));
  const excluded = history.filter(had).map(({ itemId }) => itemId);
  return [...new Set([...excludeItemIds, ...excluded])];
}

/** What a trace says of an answer. The event is the last in the user's vectors, under the id that its own trace has. */
const attributesOf = (model: ServedModel | undefined, { history, vectors }: KnownUser, degradations: Degradations) => ({
  'stars.model': model?.version,
  'stars.last_event': vectors && history.findLast(({ time }) => time <= vectors.asOf)?.eventId,
  'stars.vector_time': vectors && new Date(vectors.asOf).toISOString(),
  'stars.degradations': String(degradations.list().map(({ code }) => code)),
});

/** The impression of a served page; a client may confirm that it was seen. */
function servedPage(
  { tenantId, userId, surface, region }: RecommendRequest,
  items: readonly RecommendedItem[],
  recommendationId: string,
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
