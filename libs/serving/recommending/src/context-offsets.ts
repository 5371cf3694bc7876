import type { RequestOffset, ServedModel } from '@stars/inference';
import type { Degradations } from './degradations.js';
import type { KnownUser } from './known-user.js';
import type { RecommendingMetrics } from './recommending-metrics.js';

/** Who asks, when (ms since 1970) and where. */
export interface OffsetQuestion {
  request: { region: string };
  /** Absent before the first training. */
  model: ServedModel | undefined;
  user: KnownUser;
  time: number;
}

/** Looks up what the context does to a request (model.md, "Offsets"). */
export class ContextOffsets {
  constructor(private readonly metrics: RecommendingMetrics) {}

  /**
   * Undefined where the model has no offsets, or nothing of the user to move; and where the context cannot be read, which the
   * answer then says. A signal that is stale has no effect; that is said too.
   * @param region Where the joint ranking takes the request to be; else its own region or, without one, that of the last event.
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
