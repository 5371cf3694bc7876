import { CandidateSource, type RecommendedItem } from '@stars/contracts';
import type { SignalRules } from '@stars/features';
import type { Logger } from '@stars/platform';
import type { RecommendingMetrics } from './recommending-metrics.js';

/** A signal that over-reacts does so in every answer: one a second is looked at, and the log says it now and then. */
const LOOK_EVERY_MS = 1000;
const LOG_EVERY_MS = 60_000;

/** Watches how large a share of the scores of an answer each signal makes: a wrongly specified offset over-reacts. */
export class OffsetWatch {
  readonly #logged = new Map<string, number>();
  #noted = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly rules: SignalRules,
    private readonly metrics: RecommendingMetrics,
    private readonly logger: Logger,
  ) {}

  /** Whether another answer is to be noted. */
  isDue(): boolean {
    return performance.now() - this.#noted >= LOOK_EVERY_MS;
  }

  /** Notes every signal's mean share over the items of an answer, and an alarm where it is above its limit. */
  note(items: readonly RecommendedItem[]): void {
    this.#noted = performance.now();
    for (const [signal, share] of offsetShares(items)) {
      const limit = this.rules.of(signal).alarmShare;
      this.metrics.offsetShare(signal, share, share > limit);
      if (share > limit) this.#log(signal, share, limit);
    }
  }

  #log(signal: string, share: number, limit: number): void {
    const now = performance.now();
    if (now - (this.#logged.get(signal) ?? Number.NEGATIVE_INFINITY) < LOG_EVERY_MS) return;
    this.#logged.set(signal, now);
    this.logger.warn({ signal, share, limit }, 'a context signal makes more of the scores than it may');
  }
}

/**
 * The mean share of each signal, from 0 to 1: |what it added| / (|the inner product without offsets| + Σ |what all added|).
 * Items without score parts are left out; no signals if no item has any.
 */
export function offsetShares(items: readonly Pick<RecommendedItem, 'source' | 'scoreParts'>[]): Map<string, number> {
  const scored = items.filter(({ scoreParts }) => scoreParts !== undefined);
  const shares = new Map<string, number>();
  for (const { source, scoreParts } of scored) {
    const { generalInterest, nextIntent, offsets } = scoreParts!;
    const inner = source === CandidateSource.CANDIDATE_SOURCE_GENERAL_INTEREST ? generalInterest : nextIntent;
    const added = Object.entries(offsets).map(([signal, x]) => [signal, Math.abs(x)] as const);
    const whole = added.reduce((sum, [, x]) => sum + x, Math.abs(inner));
    if (whole === 0) continue;
    for (const [signal, x] of added) shares.set(signal, (shares.get(signal) ?? 0) + x / whole / scored.length);
  }
  return shares;
}
