import { InteractionType, type RecommendedItem } from '@stars/contracts';
import { backSince, effectivePrice } from '@stars/item-catalog';
import { nextTurn, turnIsOver } from '@stars/platform';
import type { HistoryEvent } from '@stars/profile-store';
import {
  type RankedItem,
  type ReasonItem,
  type ReasonLanguage,
  reasonText,
  reasonWriter,
  type ScoreClaims,
} from '@stars/ranking';
import type { Products, VectorIndex } from '@stars/vector-index';
import type { Degradations } from './degradations.js';
import { type ItemCard, ItemCards } from './item-cards.js';
import { knownItems } from './known-items.js';
import type { RuledItem } from './list-arranger.js';
import type { RecommendingMetrics } from './recommending-metrics.js';
import type { ItemProducts, ScorePartsWriter } from './score-parts.js';

export interface Audience {
  tenantId: string;
  /** The version whose vectors explain the items; absent without a model. */
  modelVersion?: string | undefined;
  history: readonly HistoryEvent[];
  /** Whether many users buy two items together; absent: nobody knows. */
  goesWith?: (itemId: string, other: string) => boolean;
  /** Whether the list has nothing but what the user bought. */
  buyAgain?: boolean;
  /** Items that the list is because of. */
  seeds?: readonly string[];
  /** The request's region, and items of its list of popular items. */
  regional?: { region: string; itemIds: ReadonlySet<string> };
  /** false: neither reasons nor score parts. */
  explain: boolean;
  /** Whether items carry their details. */
  details?: boolean | undefined;
  /** Of the reasons. */
  language: ReasonLanguage;
  /** Writes what scores are made of; absent: no item says it. */
  scoreParts?: ScorePartsWriter;
  /** Items that do not depend on the user: their scores have no parts. */
  impersonal?: ReadonlySet<string>;
}

/**
 * If the second stage did not rank all items, reasons read so many of the last events: a profile keeps many more. With 200, an answer
 * takes 13% more CPU, and 1 of 5,000 reasons of the demo's lists differs.
 */
const EXPLAINING_EVENTS = 50;

/** Adds to ranked items what a person reads: title and reason. */
export class ItemPresenter {
  constructor(
    private readonly cards: ItemCards,
    private readonly vectors: VectorIndex,
    private readonly timeZone: string,
    private readonly metrics: RecommendingMetrics,
  ) {}

  /** Without the catalogue the items have no titles, and without the index plainer reasons. */
  present(ranked: readonly RuledItem[], audience: Audience, degradations: Degradations): Promise<RecommendedItem[]> {
    return this.metrics.stage('present', () =>
      audience.explain ? this.#explained(ranked, audience, degradations) : this.#plain(ranked, audience, degradations),
    );
  }

  async #plain(
    ranked: readonly RuledItem[],
    audience: Audience,
    degradations: Degradations,
  ): Promise<RecommendedItem[]> {
    const itemOf = await this.#items(ranked, { ...audience, history: [] }, degradations);
    return ranked.map((item) => ({
      ...shown(item, itemOf(item.itemId), audience),
      reason: '',
      reasonCode: '',
      reasonArguments: {},
      scoreParts: undefined,
    }));
  }

  async #explained(
    ranked: readonly RuledItem[],
    audience: Audience,
    degradations: Degradations,
  ): Promise<RecommendedItem[]> {
    const { goesWith, regional, seeds = [] } = audience;
    const claims = claimsOf(ranked);
    const explained = { ...audience, history: explaining(audience.history, ranked, claims) };
    const itemOf = await this.#items(ranked, explained, degradations);
    const productsOf = await this.#products(ranked, audience, degradations);
    const reasonFor = reasonWriter({
      history: knownItems(explained.history, itemOf),
      lastPurchase: audience.history.findLast(isPurchase)?.time ?? 0,
      ...{ region: regional?.region ?? '', timeZone: this.timeZone },
      ...(goesWith ? { goesWith } : {}),
      ...(audience.buyAgain ? { buyAgain: true } : {}),
      seeds: new Map(seeds.map((itemId) => [itemId, itemOf(itemId)?.title ?? ''])),
    });
    const presented: RecommendedItem[] = [];
    for (const arranged of ranked) {
      if (turnIsOver()) await nextTurn();
      const { itemId, source, because, logPopularity = 0 } = arranged;
      const title = because === undefined ? undefined : itemOf(because)?.title;
      const item = itemOf(itemId);
      const ofScore = claims.get(itemId);
      const reason = reasonFor({
        ...{ itemId, source, category: item?.category ?? [] },
        ...(regional?.itemIds.has(itemId) ? { regional: true } : {}),
        ...(because !== undefined && title ? { because: { itemId: because, title } } : {}),
        ...changeOf(item, regional?.region ?? ''),
        ...(ofScore ? { claims: ofScore, sells: logPopularity > 0 } : {}),
      });
      const saysParts = audience.scoreParts && !audience.impersonal?.has(itemId);
      const scoreParts = saysParts ? audience.scoreParts!.partsOf(arranged, productsOf(itemId)) : undefined;
      presented.push({
        ...shown(arranged, item, audience),
        reason: reasonText(reason, audience.language),
        reasonCode: reason.code,
        reasonArguments: reason.arguments,
        scoreParts,
      });
    }
    return presented;
  }

  async #items(
    ranked: readonly RankedItem[],
    { tenantId, history, seeds = [] }: Audience,
    degradations: Degradations,
  ): Promise<(itemId: string) => ItemCard | undefined> {
    const ids = distinct([
      ...idsOf(ranked),
      ...ranked.flatMap(({ because }) => because ?? []),
      ...idsOf(history),
      ...seeds,
    ]);
    const cards = await degradations.orElse<(ItemCard | undefined)[]>('item catalogue', [], () =>
      this.cards.get(tenantId, ids),
    );
    const byId = new Map(ids.map((itemId, index) => [itemId, cards[index]]));
    return (itemId) => byId.get(itemId);
  }

  /** Without the index none has products. */
  async #products(
    ranked: readonly RankedItem[],
    { tenantId, modelVersion, scoreParts }: Audience,
    degradations: Degradations,
  ): Promise<(itemId: string) => ItemProducts | undefined> {
    if (modelVersion === undefined || !scoreParts) return () => undefined;
    const items = idsOf(ranked);
    const products = await degradations.orElse<Products | undefined>('vector index', undefined, () =>
      this.vectors.products(tenantId, modelVersion, items, scoreParts.columns),
    );
    return products ? productsOfItems(products, items) : () => undefined;
  }
}

/** Of the items that the second stage ranked: what raised their scores. */
function claimsOf(ranked: readonly RankedItem[]): ReadonlyMap<string, ScoreClaims> {
  const scored = ranked.flatMap(({ itemId, explainable }) => (explainable ? [{ itemId, explainable }] : []));
  const rows = scored.map(({ explainable }) => explainable.scored);
  const claims = scored[0]?.explainable.request.claimsOf(rows) ?? [];
  return new Map(scored.map(({ itemId }, n) => [itemId, claims[n]!]));
}

/** The events that reasons use: all of the ranked items and of those that claims name, and the last ones for other rankings. */
function explaining(
  history: readonly HistoryEvent[],
  ranked: readonly RankedItem[],
  claims: ReadonlyMap<string, ScoreClaims>,
): HistoryEvent[] {
  const used = new Set(idsOf(ranked));
  for (const each of claims.values()) for (const { itemId } of each) if (itemId !== undefined) used.add(itemId);
  const from = history.length - (claims.size < ranked.length ? EXPLAINING_EVENTS : 0);
  return history.filter(({ itemId }, index) => index >= from || used.has(itemId));
}

/** What changed of an item lately, as reasons say it. */
function changeOf(item: ItemCard | undefined, region: string): Pick<ReasonItem, 'backSince' | 'prices'> {
  if (!item?.changes) return {};
  const since = backSince(item.changes, region);
  const { priceBefore: before } = item.details;
  return {
    ...(since === undefined ? {} : { backSince: since }),
    ...(before === undefined ? {} : { prices: { before, now: effectivePrice(item.details)! } }),
  };
}

const isPurchase = ({ type }: HistoryEvent): boolean => type === InteractionType.INTERACTION_TYPE_PURCHASE;
const shown = (
  { itemId, position, score, source, propensity, effects = [] }: RuledItem,
  card: ItemCard | undefined,
  { details }: Pick<Audience, 'details'>,
) => ({
  ...{ itemId, position, score, source, propensity },
  title: card?.title ?? '',
  details: details ? card?.details : undefined,
  ruleEffects: [...effects],
});
const idsOf = (items: readonly { itemId: string }[]): string[] => items.map((item) => item.itemId);
const distinct = (ids: readonly string[]): string[] => [...new Set(ids)];

function productsOfItems(products: Products, items: readonly string[]): (itemId: string) => ItemProducts | undefined {
  const rowOf = new Map(items.map((itemId, row) => [itemId, row]));
  return (itemId) => {
    const row = rowOf.get(itemId)!;
    if (Number.isNaN(products.squareOfRow(row))) return undefined;
    return { of: (column) => products.of(row, column) };
  };
}
