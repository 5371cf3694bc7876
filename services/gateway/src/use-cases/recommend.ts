import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  RecommendMode,
  type RecommendRequest,
  type RecommendResponse,
  validateRecommendRequest,
} from '@stars/contracts';
import { type Candidate, type RankedList, type Ranking, rank } from '@stars/ranking';
import { GATEWAY_METRICS, type GatewayMetrics } from '../door/gateway-metrics.js';
import { CLOCK, type Clock } from '../gateway-deps.js';
import { CatalogClock } from '../recommending/catalog-clock.js';
import { Degradations } from '../recommending/degradations.js';
import { FallbackLists } from '../recommending/fallback-lists.js';
import { FirstServing } from '../recommending/first-serving.js';
import { ItemPresenter } from '../recommending/item-presenter.js';
import { type KnownUser, UserSource } from '../recommending/known-user.js';
import { PersonalLists, type PersonalListsOfUser } from '../recommending/personal-lists.js';
import { StorePatience } from '../recommending/store-patience.js';
import { SERVED_MODEL, type ServedModel, type ServedModelProvider } from '../served-model.port.js';

/**
 * The k best eligible items for a user: look up vectors → filtered search, own items → rank, by
 * what the model learned of how all of them compare or, where it has not, in turns. What is missing degrades
 * the answer, and the answer says so: no model → the newest items; an unknown user → what is popular in the region; a
 * store that is away → what can be done without it.
 */
@Injectable()
export class Recommend {
  constructor(
    @Inject(SERVED_MODEL) private readonly models: ServedModelProvider,
    @Inject(UserSource) private readonly users: UserSource,
    @Inject(PersonalLists) private readonly personalLists: PersonalLists,
    @Inject(FallbackLists) private readonly fallbackLists: FallbackLists,
    @Inject(ItemPresenter) private readonly presenter: ItemPresenter,
    @Inject(StorePatience) private readonly patience: StorePatience,
    @Inject(CatalogClock) private readonly catalogClock: CatalogClock,
    @Inject(FirstServing) private readonly firstServing: FirstServing,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(GATEWAY_METRICS) private readonly metrics: GatewayMetrics,
  ) {}

  async execute(given: RecommendRequest, signal: AbortSignal, until: number): Promise<RecommendResponse> {
    const valid = validateRecommendRequest(given);
    const degradations = new Degradations(this.patience, until);
    const model = this.models.current(valid.tenantId);
    const unspecified = valid.mode === RecommendMode.RECOMMEND_MODE_UNSPECIFIED;
    const onlyNew = unspecified && model?.onlyNew === true;
    const jointly = (unspecified && !onlyNew) || valid.mode === RecommendMode.RECOMMEND_MODE_JOINT;
    const chosen = onlyNew
      ? RecommendMode.RECOMMEND_MODE_NEXT_INTENT
      : RecommendMode.RECOMMEND_MODE_ROUND_ROBIN_BUY_AGAIN;
    const request = unspecified ? { ...valid, mode: chosen } : valid;
    const time = request.time?.getTime() ?? this.clock();
    const user = model ? await this.#user(model, request, time, degradations) : { history: [] };
    if (!model) degradations.add('STARS_MODEL_NOT_READY', 'there is no model yet');
    const had = new Set(onlyNew ? user.history.map(({ itemId }) => itemId) : []);
    const question = { request, model, user, time, jointly, searched: request.k + had.size };
    const found = await this.personalLists.find(question, degradations, signal);
    const fresh = <L extends { items: readonly Candidate[] }>(list: L): L => ({
      ...list,
      items: list.items.filter(({ itemId }) => !had.has(itemId)),
    });
    const lists = { ...found, next: fresh({ items: found.next }).items };
    signal.throwIfAborted();

    let ranking = await this.#rank(request, lists, []);
    let regional: ReadonlySet<string> = new Set();
    if (ranking.items.length < request.k) {
      const placed = new Set([...had, ...ranking.items.map((item) => item.itemId)]);
      const fallback = await this.fallbackLists.find(request, model, placed, degradations);
      ({ regional } = fallback);
      ranking = await this.#rank(request, lists, fallback.lists.map(fresh));
    }
    for (const { code, message } of ranking.degradations) degradations.add(code, message);

    const audience = {
      tenantId: request.tenantId,
      history: user.history,
      regional: { region: request.region, itemIds: regional },
      ...(model ? { modelVersion: model.version } : {}),
    };
    const items = await this.presenter.present(ranking.items, audience, degradations);
    for (const { code } of degradations.list()) this.metrics.degraded(code);
    this.metrics.listSize('Recommend', items.length);
    if (user.vectors) this.firstServing.note(request.tenantId, request.userId, user.vectors.asOf);
    return {
      recommendationId: randomUUID(),
      modelVersion: model?.version ?? '',
      items,
      degradations: degradations.list(),
      vectorTime: user.vectors ? new Date(user.vectors.asOf) : undefined,
      modelDataUntil: model?.dataUntil ? new Date(model.dataUntil) : undefined,
      catalogTime: this.catalogClock.time === undefined ? undefined : new Date(this.catalogClock.time),
    };
  }

  async #user(
    model: ServedModel,
    request: RecommendRequest,
    time: number,
    degradations: Degradations,
  ): Promise<KnownUser> {
    const user = await this.users.find(model, request, time, degradations);
    // A store that is away knows no user either; that reason is there already, and is the true one.
    if (!user.vectors && degradations.list().length === 0) {
      degradations.add('STARS_UNKNOWN_USER', 'nothing is known of this user yet');
    }
    return user;
  }

  #rank({ mode, k }: RecommendRequest, lists: PersonalListsOfUser, fallback: RankedList[]): Promise<Ranking> {
    return this.metrics.stage('rank', () => rank({ mode, k, ...lists, fallback }));
  }
}
