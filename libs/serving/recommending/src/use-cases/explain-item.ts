import {
  type CatalogItem,
  type ExplainItemRequest,
  ExplainItemResponse,
  type Filter,
  ItemOutcome,
  RecommendRequest,
  validateExplainItemRequest,
} from '@stars/contracts';
import type { ItemCatalog } from '@stars/item-catalog';
import { inSpan } from '@stars/platform';
import type { VectorIndex } from '@stars/vector-index';
import { eligibility } from '../eligibility.js';
import type { RequestReader } from '../read-request.js';
import type { LiveRules } from '../rules/live-rules.js';
import { scoreCandidates } from '../score-candidates.js';
import type { UserRequest } from '../user-request.js';
import { NO_EXPLORATION } from './preview-rule.js';
import { makeList, type RecommendSteps } from './recommend.js';

/** How far down a ranking and a search an item is looked for. */
const DEPTH = 1000;

type Explained = Partial<ExplainItemResponse> & Pick<ExplainItemResponse, 'outcome'>;

export interface ExplainItemDeps {
  reader: RequestReader;
  making: Pick<RecommendSteps, 'gatherer' | 'arranger' | 'metrics'>;
  rules: Pick<LiveRules, 'find'>;
  catalog: Pick<ItemCatalog, 'get' | 'filterIds'>;
  vectors: Pick<VectorIndex, 'search'>;
}

/** Says where an item is in a user's list, or which step left it out. Nothing is recorded. */
export class ExplainItem {
  constructor(private readonly deps: ExplainItemDeps) {}

  /** Errors: those of a checked request, of the catalogue and of the index. */
  execute(given: ExplainItemRequest, signal: AbortSignal, until: number): Promise<ExplainItemResponse> {
    return inSpan('explain item', () => this.#answer(given, signal, until));
  }

  async #answer(given: ExplainItemRequest, signal: AbortSignal, until: number): Promise<ExplainItemResponse> {
    const { itemId, ...asked } = validateExplainItemRequest(given);
    const request = RecommendRequest.fromPartial({ ...asked, exploration: NO_EXPLORATION });
    const { reader, making } = this.deps;
    const read = await reader.read(request, signal, until);
    const { list } = await makeList(read, making);
    const position = list.items.findIndex((item) => item.itemId === itemId);
    const explained: Explained =
      position >= 0
        ? { outcome: ItemOutcome.ITEM_OUTCOME_SHOWN, position }
        : ((await this.#exclusion(itemId, request, read)) ?? (await this.#rank(itemId, read)));
    return ExplainItemResponse.fromPartial({ ...explained, degradations: read.degradations.list() });
  }

  /** What keeps the item out of every list of the request. */
  async #exclusion(itemId: string, given: RecommendRequest, read: UserRequest): Promise<Explained | undefined> {
    const { catalog, reader, rules } = this.deps;
    const { request, user, held, signal, until } = read;
    const passes = async (query: { filter?: Filter; region?: string }): Promise<boolean> =>
      (await catalog.filterIds(request.tenantId, [itemId], query))[0]!;
    const [item] = await catalog.get(request.tenantId, [itemId], signal);
    if (!item) return { outcome: ItemOutcome.ITEM_OUTCOME_UNKNOWN_ITEM };
    if (!(await passes({ region: request.region }))) return { outcome: ItemOutcome.ITEM_OUTCOME_OUT_OF_STOCK };
    if ([...given.excludeItemIds, ...given.seedItemIds].includes(itemId))
      return { outcome: ItemOutcome.ITEM_OUTCOME_EXCLUDED };
    if (isDisliked(item, user.dislikes)) return { outcome: ItemOutcome.ITEM_OUTCOME_HIDDEN };
    if (request.excludeItemIds.includes(itemId)) return { outcome: ItemOutcome.ITEM_OUTCOME_ALREADY_MET };
    const withoutRules = await reader.read({ ...given, rules: false }, signal, until);
    if (!(await passes(eligibility(withoutRules.request)))) return { outcome: ItemOutcome.ITEM_OUTCOME_FILTERED };
    for (const { name, rule } of rules.find(request.tenantId)) {
      const action = rule.action?.action;
      if (!held.names.includes(name) || (action?.$case !== 'exclude' && action?.$case !== 'only')) continue;
      if ((await passes({ filter: action.value })) === (action.$case === 'exclude'))
        return { outcome: ItemOutcome.ITEM_OUTCOME_EXCLUDED_BY_RULE, rule: name };
    }
    return undefined;
  }

  /** Where the ranking has the item, before the rules of the whole list. */
  async #rank(itemId: string, read: UserRequest): Promise<Explained> {
    const { gatherer, metrics } = this.deps.making;
    const { k } = read.request;
    const deep = { ...read, pool: Math.max(read.pool, DEPTH) };
    const { ranked } = await scoreCandidates(deep, await gatherer.gather(deep), metrics);
    const place = ranked.findIndex((item) => item.itemId === itemId);
    const lastScore = ranked[Math.min(k, ranked.length) - 1]?.score;
    if (place < 0) {
      const searchRank = await this.#searchRank(itemId, read);
      return { outcome: ItemOutcome.ITEM_OUTCOME_NO_CANDIDATE, searchRank, lastScore };
    }
    const outcome = place < k ? ItemOutcome.ITEM_OUTCOME_REPLACED : ItemOutcome.ITEM_OUTCOME_RANKED_BELOW;
    return { outcome, rank: place + 1, score: ranked[place]!.score, lastScore };
  }

  async #searchRank(itemId: string, { request, model, user, signal }: UserRequest): Promise<number | undefined> {
    if (!model || !user.vectors) return undefined;
    const found = await this.deps.vectors.search(request.tenantId, {
      ...{ modelVersion: model.version, queries: [user.vectors.general, user.vectors.next], k: DEPTH },
      ...{ exclude: new Set<string>(), signal, ...eligibility(request) },
    });
    const places = found.map((hits) => hits.findIndex((hit) => hit.itemId === itemId)).filter((place) => place >= 0);
    return places.length > 0 ? Math.min(...places) + 1 : undefined;
  }
}

const isDisliked = ({ itemId, category, brand }: CatalogItem, dislikes: UserRequest['user']['dislikes']): boolean =>
  dislikes !== undefined &&
  (dislikes.items.includes(itemId) ||
    dislikes.brands.includes(brand) ||
    dislikes.categories.some((disliked) => category.includes(disliked)));
