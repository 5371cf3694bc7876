import type { ServedModel } from '@stars/inference';
import type { PopularityTable } from '@stars/ranking';

/** Knows which version serves: the last one that the embedder announced as complete. */
export interface ServedModelProvider {
  current(tenant: string): ServedModel | undefined;
  /** What sells best lately, for a tenant without a model. Errors: those of the event bus. */
  readonly bestSellers: { read(tenant: string): Promise<PopularityTable> };
}
