import { isStarsError } from '@stars/errors';
import type { ServedModel } from '@stars/inference';
import { saysUnusable } from '@stars/platform';
import type { VectorIndex } from '@stars/vector-index';

/**
 * Searches once with each model that serves, before the servers listen, so that an index on disk is in memory and the first
 * request does not wait for it. If an index is away or empty, the requests report it in their answers.
 */
export async function warmUp(
  vectors: Pick<VectorIndex, 'search'>,
  served: Iterable<readonly [tenant: string, model: Pick<ServedModel, 'version' | 'servingWidth'>]>,
): Promise<void> {
  for (const [tenant, { version, servingWidth }] of served) {
    try {
      await vectors.search(tenant, { modelVersion: version, queries: [new Float32Array(servingWidth)], k: 1 });
    } catch (error) {
      if (!saysUnusable(error) && !(isStarsError(error) && error.code === 'STARS_NOT_FOUND')) throw error;
    }
  }
}
