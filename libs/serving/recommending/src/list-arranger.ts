import { type Arrangement, arrange, type ListRules, poolSize, type RankedItem } from '@stars/ranking';
import { type VectorIndex } from '@stars/vector-index';
import type { Degradations } from './degradations.js';
import { type ItemCard, ItemCards } from './item-cards.js';
import type { RecommendingMetrics } from './recommending-metrics.js';

/** Ranked items for each place where some may be variants of one product. */
const PER_PLACE = 4;

export interface ArrangeQuestion {
  tenantId: string;
  /** The version whose vectors give similarity; absent without a model. */
  modelVersion?: string | undefined;
  shown: number;
  rules: ListRules;
  random: () => number;
  /** No variant of these items is shown either. */
  besides?: readonly string[];
  /** All variants of a product are shown: the request names what it wants. */
  withVariants?: boolean;
}

/** The list, and how many ranked items were left out because a better one is a variant of the same product. */
export type ArrangedList = Arrangement & { variants: number };

/** Arranges a ranking by a request's rules, with one variant of each product. */
export class ListArranger {
  constructor(
    private readonly cards: ItemCards,
    private readonly vectors: VectorIndex,
    private readonly metrics: RecommendingMetrics,
  ) {}

  /** How many ranked items a list is made of. */
  poolSize(tenantId: string, shown: number, rules: ListRules): number {
    return poolSize(shown, rules) * (this.cards.haveVariants(tenantId) ? PER_PLACE : 1);
  }

  /** Without the catalogue, caps are not applied, and variants not known; without the index, nothing is spread. The degradation is noted. */
  arrange(
    ranked: readonly RankedItem[],
    { tenantId, modelVersion, shown, rules, random, besides = [], withVariants }: ArrangeQuestion,
    degradations: Degradations,
  ): Promise<ArrangedList> {
    return this.metrics.stage('arrange', async () => {
      // Without variants, no item stands for another.
      const others = this.cards.haveVariants(tenantId) ? besides : [];
      const ids = [...ranked.map(({ itemId }) => itemId), ...others];
      const [items, vectors] = await Promise.all([
        degradations.orElse<(ItemCard | undefined)[]>('item catalogue', [], () => this.cards.get(tenantId, ids)),
        rules.diversity && modelVersion !== undefined
          ? degradations.orElse<(Float32Array | undefined)[]>('vector index', [], () =>
              this.vectors.getVectors(tenantId, modelVersion, ids),
            )
          : [],
      ]);
      const placeOf = new Map(ids.map((itemId, place) => [itemId, place]));
      const groups = new Set(others.map((_, n) => items[ranked.length + n]?.itemGroupId));
      const products = ranked.filter((_, place) => {
        const group = items[place]?.itemGroupId;
        return !group || withVariants || (!groups.has(group) && groups.add(group));
      });
      const arrangement = arrange({
        ranked: products.map((item, position) => ({ ...item, position })),
        shown,
        rules,
        random,
        vectorOf: (itemId) => vectors[placeOf.get(itemId)!],
        categoryOf: (itemId) => items[placeOf.get(itemId)!]?.category ?? [],
      });
      return { ...arrangement, variants: ranked.length - products.length };
    });
  }
}
