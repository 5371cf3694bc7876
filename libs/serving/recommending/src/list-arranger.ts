import { type Arrangement, arrange, type ListRules, type RankedItem } from '@stars/ranking';
import { type VectorIndex } from '@stars/vector-index';
import type { Degradations } from './degradations.js';
import { type ItemCard, ItemCards } from './item-cards.js';
import type { RecommendingMetrics } from './recommending-metrics.js';

export interface ArrangeQuestion {
  tenantId: string;
  /** The version whose vectors tell likeness; absent without a model. */
  modelVersion?: string;
  shown: number;
  rules: ListRules;
  random: () => number;
}

/** Arranges a ranking by a request's rules: looks up what they ask about items, and nothing where there are no rules. */
export class ListArranger {
  constructor(
    private readonly cards: ItemCards,
    private readonly vectors: VectorIndex,
    private readonly metrics: RecommendingMetrics,
  ) {}

  /** Without the catalogue no caps are kept, and without the index nothing is spread; the degradation is noted. */
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
