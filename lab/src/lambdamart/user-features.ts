import { type LocalClock, weekday } from '@stars/features';
import type { EvaluationSession, EvaluationSet } from '@stars/replay';
import type { CandidateFeatures } from './candidate-features.js';

/** The user and the request; the same for all candidates of a session. */
export class UserFeatures implements CandidateFeatures {
  readonly names = [
    'baskets',
    'items a basket',
    'share of repeats',
    'days since last basket',
    'days a basket',
    'items of the last basket',
    'weekday',
    'hour',
  ];
  readonly #values = new Float64Array(this.names.length);

  constructor(
    private readonly set: EvaluationSet,
    private readonly clock: LocalClock,
  ) {}

  advanceTo(session: EvaluationSession): void {
    const { day, item } = this.set.interactions;
    const { interactionsFrom: from, interactionsTo: to, histSessions: baskets } = session;
    const last = to > from ? day[to - 1]! : Number.NaN;
    let inLast = 0;
    while (to - inLast > from && day[to - 1 - inLast] === last) inLast++;
    const distinct = new Set(item.subarray(from, to)).size;
    this.#values.set([
      baskets,
      (to - from) / baskets,
      1 - distinct / (to - from),
      session.day - last,
      (last - (day[from] ?? Number.NaN)) / (baskets - 1),
      inLast,
      weekday(session.day),
      this.clock.hour(session.time),
    ]);
  }

  write(_item: number, row: Float32Array, at: number): void {
    row.set(this.#values, at);
  }
}
