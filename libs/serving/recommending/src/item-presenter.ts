import { CandidateSource, type RecommendedItem } from '@stars/contracts';
import type { HistoryEvent } from '@stars/profile-store';
import {
  type ArrangedItem,
  type KnownItem,
  type RankedItem,
  type ReasonLanguage,
  reasonText,
  reasonWriter,
  recentItems,
} from '@stars/ranking';
import { type Products, type VectorIndex } from '@stars/vector-index';
import type { Degradations } from './degradations.js';
import { type ItemCard, ItemCards } from './item-cards.js';
import { knownItems } from './known-items.js';
import type { RecommendingMetrics } from './recommending-metrics.js';
import type { ItemProducts, ScorePartsWriter } from './score-parts.js';

export interface Audience {
  tenantId: string;
  /** The version whose vectors explain the items; absent without a model. */
  modelVersion?: string;
  history: readonly HistoryEvent[];
  /** Whether many users buy two items together; absent: nobody knows. */
  goesWith?: (itemId: string, other: string) => boolean;
  /** Items that are popular in this region. */
  regional?: { region: string; itemIds: ReadonlySet<string> };
  /** Item that was asked about. */
  similarTo?: string;
  /** false: neither reasons nor score parts. */
  explain: boolean;
  /** Of the reasons. */
  language: ReasonLanguage;
  /** Writes what scores are made of; absent: no item has score parts. */
  scoreParts?: ScorePartsWriter;
  /** Items that do not depend on the user: their scores have no parts. */
  impersonal?: ReadonlySet<string>;
}

/**
 * The number of last events that reasons use: a profile keeps many more. With 200, an answer takes 13% more CPU, and 1 of 5,000
 * reasons of the demo's lists differs.
 */
const EXPLAINING_EVENTS = 50;

const PERSONAL: ReadonlySet<CandidateSource> = new Set([
  CandidateSource.CANDIDATE_SOURCE_GENERAL_INTEREST,
  CandidateSource.CANDIDATE_SOURCE_NEXT_INTENT,
  // Similar to items that the user had.
  CandidateSource.CANDIDATE_SOURCE_SIMILAR,
]);

/** Inner products of the vectors of a list's items with those of its user. */
interface ListProducts {
  likeness: (itemId: string, knownId: string) => number;
  ofItem: (itemId: string) => ItemProducts | undefined;
}

const NO_PRODUCTS: ListProducts = { likeness: () => Number.NaN, ofItem: () => undefined };

/** Adds to ranked items what a person reads: title and reason. */
export class ItemPresenter {
  constructor(
    private readonly cards: ItemCards,
    private readonly vectors: VectorIndex,
    private readonly timeZone: string,
    private readonly metrics: RecommendingMetrics,
  ) {}

  /** Without the catalogue the items have no titles, and without the index plainer reasons. */
  present(ranked: readonly ArrangedItem[], audience: Audience, degradations: Degradations): Promise<RecommendedItem[]> {
    return this.metrics.stage('present', () =>
      audience.explain ? this.#explained(ranked, audience, degradations) : this.#plain(ranked, audience, degradations),
    );
  }

  async #plain(
    ranked: readonly ArrangedItem[],
    audience: Audience,
    degradations: Degradations,
  ): Promise<RecommendedItem[]> {
    const { similarTo: _, ...titles } = { ...audience, history: [] };
    const itemOf = await this.#items(ranked, titles, degradations);
    return ranked.map((item) => ({
      ...shown(item),
      title: itemOf(item.itemId)?.title ?? '',
      reason: '',
      reasonCode: '',
      reasonArguments: {},
      scoreParts: undefined,
    }));
  }

  async #explained(
    ranked: readonly ArrangedItem[],
    audience: Audience,
    degradations: Degradations,
  ): Promise<RecommendedItem[]> {
    const explained = { ...audience, history: explaining(audience.history, ranked) };
    const itemOf = await this.#items(ranked, explained, degradations);
    const history = knownItems(explained.history, itemOf);
    const products = await this.#products(ranked, audience, history, degradations);
    const reasonFor = reasonWriter({
      ...{ history, likeness: products.likeness, timeZone: this.timeZone },
      ...(audience.goesWith ? { goesWith: audience.goesWith } : {}),
    });
    const similarTo = audience.similarTo === undefined ? undefined : itemOf(audience.similarTo)?.title;
    return ranked.map((arranged) => {
      const { itemId, source } = arranged;
      const item = itemOf(itemId);
      const reason = reasonFor({
        itemId,
        source,
        category: item?.category ?? [],
        ...(audience.regional?.itemIds.has(itemId) ? { popularIn: audience.regional.region } : {}),
        ...(similarTo ? { similarTo } : {}),
      });
      const saysParts = audience.scoreParts && !audience.impersonal?.has(itemId);
      const scoreParts = saysParts ? audience.scoreParts!.partsOf(arranged, products.ofItem(itemId)) : undefined;
      return {
        ...shown(arranged),
        title: item?.title ?? '',
        reason: reasonText(reason, audience.language),
        reasonCode: reason.code,
        reasonArguments: reason.arguments,
        scoreParts,
      };
    });
  }

  async #items(
    ranked: readonly RankedItem[],
    { tenantId, history, similarTo }: Audience,
    degradations: Degradations,
  ): Promise<(itemId: string) => ItemCard | undefined> {
    const ids = distinct([...idsOf(ranked), ...idsOf(history), ...(similarTo === undefined ? [] : [similarTo])]);
    return this.#lookUp(ids, 'item catalogue', degradations, () => this.cards.get(tenantId, ids));
  }

  /** Without the index no item is similar to another, and none has products. */
  async #products(
    ranked: readonly RankedItem[],
    { tenantId, modelVersion, scoreParts }: Audience,
    history: readonly KnownItem[],
    degradations: Degradations,
  ): Promise<ListProducts> {
    if (modelVersion === undefined) return NO_PRODUCTS;
    // They explain an item by what the user had.
    const personal = history.length > 0 && ranked.some(({ source }) => PERSONAL.has(source));
    if (!personal && !scoreParts) return NO_PRODUCTS;
    const items = idsOf(ranked);
    const recent = personal ? idsOf(recentItems(history)) : [];
    const columns = [...(scoreParts?.columns ?? []), ...recent];
    const products = await degradations.orElse<Products | undefined>('vector index', undefined, () =>
      this.vectors.products(tenantId, modelVersion, items, columns),
    );
    return products ? listProducts(products, items, recent, columns.length - recent.length) : NO_PRODUCTS;
  }

  async #lookUp<T>(
    ids: readonly string[],
    store: string,
    degradations: Degradations,
    ask: () => Promise<(T | undefined)[]>,
  ): Promise<(itemId: string) => T | undefined> {
    const found = ids.length === 0 ? [] : await degradations.orElse<(T | undefined)[]>(store, [], ask);
    const byId = new Map(ids.map((itemId, index) => [itemId, found[index]]));
    return (itemId) => byId.get(itemId);
  }
}

/** The events that reasons use: the last ones, and all events of the ranked items themselves. */
function explaining(history: readonly HistoryEvent[], ranked: readonly RankedItem[]): HistoryEvent[] {
  const shown = new Set(idsOf(ranked));
  return history.filter(({ itemId }, index) => index >= history.length - EXPLAINING_EVENTS || shown.has(itemId));
}

const shown = ({ itemId, position, score, source, propensity }: ArrangedItem) => {
  return { itemId, position, score, source, propensity };
};
const idsOf = (items: readonly { itemId: string }[]): string[] => items.map((item) => item.itemId);
const distinct = (ids: readonly string[]): string[] => [...new Set(ids)];

/** @param recent Columns from `first` on. */
function listProducts(
  products: Products,
  items: readonly string[],
  recent: readonly string[],
  first: number,
): ListProducts {
  const rowOf = new Map(items.map((itemId, row) => [itemId, row]));
  const columnOf = new Map(recent.map((itemId, at) => [itemId, first + at]));
  const lengths = recent.map((_, at) => Math.sqrt(products.squareOfColumn(first + at)));
  return {
    likeness: (itemId, knownId) => {
      const column = columnOf.get(knownId);
      return column === undefined ? Number.NaN : products.of(rowOf.get(itemId)!, column) / lengths[column - first]!;
    },
    ofItem: (itemId) => {
      const row = rowOf.get(itemId)!;
      const square = products.squareOfRow(row);
      if (Number.isNaN(square)) return undefined;
      return { of: (column) => products.of(row, column), length: Math.sqrt(square) };
    },
  };
}
