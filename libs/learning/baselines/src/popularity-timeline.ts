import type { DayInteractions, EvaluationSession, EvaluationSet } from '@stars/replay';

/** Made once for all sets that share these interactions. */
const ordersByTime = new WeakMap<DayInteractions, Uint32Array>();

/** Positions of a set's interactions in ascending time. */
export function interactionsByTime(set: EvaluationSet): Uint32Array {
  let order = ordersByTime.get(set.interactions);
  if (order === undefined) {
    const { row } = set.interactions;
    const time = Float64Array.from(row, (r) => set.log.time[r]!);
    order = Uint32Array.from(row, (_, a) => a).sort((a, b) => time[a]! - time[b]! || a - b);
    ordersByTime.set(set.interactions, order);
  }
  return order;
}

/** Indices of the sessions in ascending `before`: the order in which a timeline can serve them. */
export function sessionsByTime(set: EvaluationSet): Uint32Array {
  const { sessions } = set;
  return Uint32Array.from(sessions, (_, n) => n).sort((a, b) => sessions[a]!.before - sessions[b]!.before || a - b);
}

/**
 * Interactions with each catalogue item before a session. The window rolls, so a session never sees its own day (or,
 * with leave-one-out, its own time or later).
 */
export class PopularityTimeline {
  /** [I] interactions (distinct user, day) within the window. */
  readonly counts: Uint32Array;
  readonly #order: Uint32Array;
  #entered = 0;
  #left = 0;

  /** @param windowDays Local days before the session's; absent: all. */
  constructor(
    private readonly set: EvaluationSet,
    private readonly windowDays: number = Number.POSITIVE_INFINITY,
  ) {
    this.counts = new Uint32Array(set.catalogue.length);
    this.#order = interactionsByTime(set);
  }

  /** Sessions must come in the order of `sessionsByTime`. */
  advanceTo(session: EvaluationSession): void {
    const { interactions, log } = this.set;
    while (this.#entered < this.#order.length) {
      const at = this.#order[this.#entered]!;
      if (log.time[interactions.row[at]!]! >= session.before) break;
      this.counts[interactions.item[at]!]!++;
      this.#entered++;
    }
    while (this.#left < this.#entered) {
      const at = this.#order[this.#left]!;
      if (interactions.day[at]! >= session.day - this.windowDays) break;
      this.counts[interactions.item[at]!]!--;
      this.#left++;
    }
  }
}
