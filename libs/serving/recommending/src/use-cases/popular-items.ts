import {
  type PopularItemsRequest,
  type PopularItemsResponse,
  RecommendMode,
  validatePopularItemsRequest,
} from '@stars/contracts';
import { reasonLanguage, shortfalls } from '@stars/ranking';
import { Degradations } from '../degradations.js';
import { excludedIds } from '../eligibility.js';
import { FallbackLists } from '../fallback-lists.js';
import { ItemPresenter } from '../item-presenter.js';
import { ListArranger } from '../list-arranger.js';
import { listRules } from '../list-rules.js';
import type { RecommendingMetrics } from '../recommending-metrics.js';
import { type ServedModelProvider } from '../served-model.port.js';
import { StoreTimeouts } from '../store-timeouts.js';

export interface PopularItemsDeps {
  models: ServedModelProvider;
  fallbackLists: FallbackLists;
  arranger: ListArranger;
  presenter: ItemPresenter;
  timeouts: StoreTimeouts;
  metrics: RecommendingMetrics;
}

/** The most popular eligible items, in the region first. Without a model, best sellers, then the newest ones, and the answer says so. */
export class PopularItems {
  constructor(private readonly deps: PopularItemsDeps) {}

  async execute(given: PopularItemsRequest, _signal: AbortSignal, until: number): Promise<PopularItemsResponse> {
    const { models, fallbackLists, arranger, presenter, timeouts, metrics } = this.deps;
    const request = validatePopularItemsRequest(given);
    const { tenantId, k: shown, region } = request;
    const degradations = new Degradations(timeouts, until);
    const model = models.current(tenantId);
    if (!model) degradations.add('STARS_MODEL_NOT_READY', 'there is no model yet');
    const asked = { ...request, mode: RecommendMode.RECOMMEND_MODE_UNSPECIFIED };
    const rules = listRules({ ...request, diversity: undefined });
    const question = { model, exclude: excludedIds(request), count: arranger.poolSize(tenantId, shown, rules) };
    const fallback = await fallbackLists.find(asked, question, degradations);
    const known = new Set<string>();
    const ranked = fallback.items
      // A popular item may be among the newest, too.
      .filter(({ itemId }) => !known.has(itemId) && known.add(itemId))
      .map((item, position) => ({ ...item, position }));
    const arranging = { tenantId, modelVersion: model?.version, shown, rules, random: Math.random };
    const { items: list, overCap } = await arranger.arrange(ranked, arranging, degradations);
    const lacks = shortfalls({ shown, found: list.length, personal: list.length, overCap });
    degradations.addAll(lacks);
    const language = reasonLanguage(request.language);
    const audience = {
      tenantId,
      history: [],
      regional: { region, itemIds: fallback.regional },
      explain: true,
      details: request.details,
      language,
    };
    const items = await presenter.present(list, audience, degradations);
    for (const { code } of degradations.list()) metrics.degraded(code);
    metrics.listSize('PopularItems', items.length);
    return { modelVersion: model?.version ?? '', items, degradations: degradations.list() };
  }
}
