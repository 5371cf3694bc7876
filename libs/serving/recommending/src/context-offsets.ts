import type { RequestOffset } from '@stars/inference';
import type { RecommendingMetrics } from './recommending-metrics.js';
import type { UserRequest } from './user-request.js';

/**
 * The offset of a request's context (docs/reference/model-equations.md, Offsets). Undefined if the model has no offsets, the user has no
 * vectors, or the context cannot be read (the degradation is noted). A stale signal has no effect; that is noted too.
 * @param region The region that the second stage uses; empty: the request's region, else that of the last event.
 */
export async function findOffset(
  {
    request,
    model,
    user,
    time,
    degradations,
  }: Pick<UserRequest, 'request' | 'model' | 'user' | 'time' | 'degradations'>,
  region: string,
  metrics: RecommendingMetrics,
): Promise<RequestOffset | undefined> {
  const offsets = model?.offsets;
  if (!offsets || !user.vectors) return undefined;
  const place = region || request.region || (user.history.at(-1)?.region ?? '');
  const found = await metrics.stage('offsets', () =>
    degradations.orElse('event bus', undefined, () => offsets.at({ time, region: place })),
  );
  if (found && found.staleSignals.length > 0) {
    degradations.add('STARS_CONTEXT_STALE', `left out as stale: ${[...found.staleSignals].sort().join(', ')}`);
  }
  return found?.offset;
}
