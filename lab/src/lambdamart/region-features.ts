import { interactionsByTime } from '@stars/baselines';
import type { EvaluationSession, EvaluationSet } from '@stars/replay';
import type { CandidateFeatures } from './candidate-features.js';

const WINDOW_DAYS = 28;

/** Popularity in the region of the user's last event over the last weeks. */
export class RegionFeatures implements CandidateFeatures {
  readonly names = [`popularity in the region, ${WINDOW_DAYS} days`, 'share of the region in popularity'];
  readonly #order: Uint32Array;
  #entered = 0;
  #left = 0;
  /** By region [I], made at a region's first use. */
  readonly #counts = new Map<number, Uint32Array>();
  readonly #all: Uint32Array;
  #region = 0;

  constructor(private readonly set: EvaluationSet) {
    this.#order = interactionsByTime(set);
    this.#all = new Uint32Array(set.catalogue.length);
  }

  /** [I] counts of the current session's region. */
  get popularity(): Uint32Array {
    return this.#of(this.#region);
  }

  advanceTo(session: EvaluationSession): void {
    const { interactions, log } = this.set;
    while (this.#entered < this.#order.length) {
      const a = this.#order[this.#entered]!;
      if (log.time[interactions.row[a]!]! >= session.before) break;
      this.#of(log.region[interactions.row[a]!]!)[interactions.item[a]!]!++;
      this.#all[interactions.item[a]!]!++;
      this.#entered++;
    }
    while (this.#left < this.#entered) {
      const a = this.#order[this.#left]!;
      if (interactions.day[a]! >= session.day - WINDOW_DAYS) break;
      this.#of(log.region[interactions.row[a]!]!)[interactions.item[a]!]!--;
      this.#all[interactions.item[a]!]!--;
      this.#left++;
    }
    this.#region = session.historyTo > session.historyFrom ? log.region[session.historyTo - 1]! : 0;
  }

  write(item: number, row: Float32Array, at: number): void {
    const here = this.popularity[item]!;
    row[at] = here;
    row[at + 1] = here / Math.max(1, this.#all[item]!);
  }

  #of(region: number): Uint32Array {
    let counts = this.#counts.get(region);
    if (counts === undefined) {
      counts = new Uint32Array(this.set.catalogue.length);
      this.#counts.set(region, counts);
    }
    return counts;
  }
}
