import { type Arrangement, arrange, type ListRules, type RankedItem } from '@stars/ranking';
import { type VectorIndex } from '@stars/vector-index';
import type { Degradations } from './degradations.js';
import { type ItemCard, ItemCards } from './item-cards.js';
import type { RecommendingMetrics } from './recommending-metrics.js';

export interface ArrangeQuestion {
  tenantId: string;
  /** The version whose vectors give similarity; absent without a model. */
  modelVersion?: string | undefined;
  shown: number;
  rules: ListRules;
  random: () => number;
}

/** Arranges a ranking by a request's rules. Looks up only what the rules need to know of items. */
export class ListArranger {
  constructor(
    private readonly cards: ItemCards,
    private readonly vectors: VectorIndex,
    private readonly metrics: RecommendingMetrics,
  ) {}

  /** Without the catalogue, caps are not applied; without the index, nothing is spread. The degradation is noted. */
  arrange(
    ranked: readonly RankedItem[],
    { tenantId, modelVersion, shown, rules, random }: ArrangeQuestion,
    degradations: Degradations,
  ): Promise<Arrangement> {
    return this.metrics.stage('arrange', async () => {
      const ids = ranked.map(({ itemId }) => itemId);
      const [items, vectors] = await Promise.all([
        rules.caps.length > 0
          ? degradations.orElse<(ItemCard | undefined)[]>('item catalogue', [], () => this.cards.get(tenantId, ids))
          : [],
        rules.diversity && modelVersion !== undefined
          ? degradations.orElse<(Float32Array | undefined)[]>('vector index', [], () =>
              this.vectors.getVectors(tenantId, modelVersion, ids),
            )
          : [],
      ]);
      const placeOf = new Map(ids.map((itemId, place) => [itemId, place]));
      return arrange({
        ranked,
        shown,
        rules,
        random,
        vectorOf: (itemId) => vectors[placeOf.get(itemId)!],
        categoryOf: (itemId) => items[placeOf.get(itemId)!]?.category ?? [],
      });
    });
  }
}
