import type { ServedModel } from '@stars/inference';

/** Knows which version serves: the last one that the embedder announced as complete. */
export interface ServedModelProvider {
  current(tenant: string): ServedModel | undefined;
}
