import {
  type EvaluationSession,
  type EvaluationSet,
  forEachSession,
  type RankedSessions,
  type RankOptions,
  type SessionRanker,
  seenItems,
  topK,
} from '@stars/replay';
import { PopularityTimeline, sessionsByTime } from './popularity-timeline.js';

export interface PersonalFrequencyOptions {
  name: string;
  /** A purchase `a` days ago weighs exp(−a / decayDays); absent: 1. */
  decayDays?: number;
  /** Break ties and fill short lists by popularity before the session; else ties go to the lower index. */
  popularity: boolean;
}

/** Repeat candidates by the number of days on which the user had them. */
class PersonalFrequency implements SessionRanker {
  readonly kind = 'baseline';
  readonly explores = false;
  readonly name: string;

  constructor(private readonly options: PersonalFrequencyOptions) {
    this.name = options.name;
  }

  async rank(set: EvaluationSet, options: RankOptions): Promise<RankedSessions> {
    const { k } = options;
    const items = new Int32Array(set.sessions.length * k).fill(-1);
    const timeline = this.options.popularity ? new PopularityTimeline(set) : undefined;
    const weights = new Float64Array(set.catalogue.length);
    const listed = new Uint8Array(set.catalogue.length);
    const order = timeline === undefined ? Uint32Array.from(set.sessions, (_, n) => n) : sessionsByTime(set);
    await forEachSession(order, options, (n) => {
      const session = set.sessions[n]!;
      timeline?.advanceTo(session);
      const own = options.explore ? [] : this.#repeatCandidates(set, session, weights, timeline?.counts).slice(0, k);
      items.set(own, n * k);
      if (timeline === undefined || own.length === k) return;
      for (const item of seenItems(set, session)) listed[item] = 1;
      topK(timeline.counts, 0, timeline.counts.length, k - own.length, listed, items, n * k + own.length);
      for (const item of seenItems(set, session)) listed[item] = 0;
    });
    return { k, items };
  }

  /** Best first. `weights` is all zero before and after. */
  #repeatCandidates(
    set: EvaluationSet,
    session: EvaluationSession,
    weights: Float64Array,
    popularity: Uint32Array | undefined,
  ): number[] {
    const { item, day } = set.interactions;
    const { decayDays } = this.options;
    const own: number[] = [];
    for (let a = session.interactionsFrom; a < session.interactionsTo; a++) {
      if (weights[item[a]!] === 0) own.push(item[a]!);
      weights[item[a]!]! += decayDays === undefined ? 1 : Math.exp((day[a]! - session.day) / decayDays);
    }
    own.sort((a, b) => weights[b]! - weights[a]! || (popularity ? popularity[b]! - popularity[a]! : 0) || a - b);
    for (const i of own) weights[i] = 0;
    return own;
  }
}

/** P-TopFreq: only repeat candidates. */
export const personalFrequency = (): SessionRanker => new PersonalFrequency({ name: 'P-TopFreq', popularity: false });

/** GP-TopFreq: P-TopFreq, then the most popular items. */
export const personalFrequencyFilled = (): SessionRanker =>
  new PersonalFrequency({ name: 'GP-TopFreq', popularity: true });

/** Personal frequency with decay time `decayDays`; filled by popularity. */
export const decayedPersonalFrequency = (decayDays = 90): SessionRanker =>
  new PersonalFrequency({ name: `personal frequency, decay ${decayDays} days`, decayDays, popularity: true });
