import type { ContextFollower, ModelRegistry } from '@stars/inference';
import type { ItemCatalog } from '@stars/item-catalog';
import type { StatisticsDeps } from '@stars/statistics';
import type { VectorIndex } from '@stars/vector-index';

export interface VectorDeps extends StatisticsDeps {
  catalog: ItemCatalog;
  vectors: VectorIndex;
  context: ContextFollower;
  models: ModelRegistry;
}
