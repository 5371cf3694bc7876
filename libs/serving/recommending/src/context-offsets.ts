import type { RequestOffset, ServedModel } from '@stars/inference';
import type { Degradations } from './degradations.js';
import type { RecommendingMetrics } from './recommending-metrics.js';
import type { KnownUser } from './user-source.js';

/** Who asks, when (ms since 1970) and where. */
export interface OffsetQuestion {
  request: { region: string };
  /** Absent before the first training. */
  model: ServedModel | undefined;
  user: KnownUser;
  time: number;
}

/** Looks up the offset of a request's context (docs/reference/model-equations.md, Offsets). */
export class ContextOffsets {
  constructor(private readonly metrics: RecommendingMetrics) {}

  /**
   * Undefined if the model has no offsets, the user has no vectors, or the context cannot be read (the degradation is noted).
   * A stale signal has no effect; that is noted too.
   * @param region The region that the second stage uses; default: the request's region, else that of the last event.
   */
  async of(
    { request, model, user, time }: OffsetQuestion,
    region: string | undefined,
    degradations: Degradations,
  ): Promise<RequestOffset | undefined> {
    const offsets = model?.offsets;
    if (!offsets || !user.vectors) return undefined;
    const place = region || request.region || (user.history.at(-1)?.region ?? '');
    const found = await this.metrics.stage('offsets', () =>
      degradations.orElse('event bus', undefined, () => offsets.at({ time, region: place })),
    );
    if (found && found.staleSignals.length > 0) {
      degradations.add('STARS_CONTEXT_STALE', `left out as stale: ${[...found.staleSignals].sort().join(', ')}`);
    }
    return found?.offset;
  }
}
