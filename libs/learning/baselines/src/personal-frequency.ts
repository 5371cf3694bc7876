import {
  type EvaluationSession,
  type EvaluationSet,
  forEachSession,
  type SessionRanker,
  seenItems,
  topK,
} from '@stars/replay';
import { PopularityTimeline, sessionsByTime } from './popularity-timeline.js';

interface PersonalFrequency {
  name: string;
  /** A purchase `a` days ago weighs exp(−a / decayDays); absent: 1. */
  decayDays?: number;
  /** Break ties and fill short lists by popularity before the session; else ties go to the lower index. */
  popularity: boolean;
}

/** Repeat candidates by the number of days on which the user had them. */
const rankerOf = ({ name, decayDays, popularity }: PersonalFrequency): SessionRanker => ({
  ...{ name, kind: 'baseline', explores: false },
  async rank(set, options) {
    const { k } = options;
    const items = new Int32Array(set.sessions.length * k).fill(-1);
    const timeline = popularity ? new PopularityTimeline(set) : undefined;
    const listed = new Uint8Array(set.catalogue.length);
    const order = timeline === undefined ? Uint32Array.from(set.sessions, (_, n) => n) : sessionsByTime(set);
    await forEachSession(order, options, (n) => {
      const session = set.sessions[n]!;
      timeline?.advanceTo(session);
      const own = options.explore ? [] : repeatCandidates(set, session, decayDays, timeline?.counts).slice(0, k);
      items.set(own, n * k);
      if (timeline === undefined || own.length === k) return;
      for (const item of seenItems(set, session)) listed[item] = 1;
      topK(timeline.counts, 0, timeline.counts.length, k - own.length, listed, items, n * k + own.length);
      for (const item of seenItems(set, session)) listed[item] = 0;
    });
    return { k, items };
  },
});

/** Best first. */
function repeatCandidates(
  { interactions: { item, day } }: EvaluationSet,
  session: EvaluationSession,
  decayDays: number | undefined,
  popularity: Uint32Array | undefined,
): number[] {
  const weights = new Map<number, number>();
  for (let a = session.interactionsFrom; a < session.interactionsTo; a++) {
    const weight = decayDays === undefined ? 1 : Math.exp((day[a]! - session.day) / decayDays);
    weights.set(item[a]!, (weights.get(item[a]!) ?? 0) + weight);
  }
  return [...weights.keys()].sort(
    (a, b) => weights.get(b)! - weights.get(a)! || (popularity ? popularity[b]! - popularity[a]! : 0) || a - b,
  );
}

/** P-TopFreq: only repeat candidates. */
export const personalFrequency = (): SessionRanker => rankerOf({ name: 'P-TopFreq', popularity: false });

/** GP-TopFreq: P-TopFreq, then the most popular items. */
export const personalFrequencyFilled = (): SessionRanker => rankerOf({ name: 'GP-TopFreq', popularity: true });

/** Personal frequency with decay time `decayDays`; filled by popularity. */
export const decayedPersonalFrequency = (decayDays = 90): SessionRanker =>
  rankerOf({ name: `personal frequency, decay ${decayDays} days`, decayDays, popularity: true });
