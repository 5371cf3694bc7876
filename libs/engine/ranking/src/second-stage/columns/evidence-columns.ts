import type { EventKind } from '@stars/contracts';
import type { EvidenceKind } from '../feature-layout.js';
import { EVIDENCE_MONTH, ITEM_EVIDENCE_DECAYS, MONTH } from '../item-statistics.js';
import { EVIDENCE_DAYS, EVIDENCE_DECAYS } from '../own-evidence.js';
import { type CandidateFamily, type ItemFamily, logOf, NEVER, type RequestFamily } from './column-family.js';

const DECAYS = EVIDENCE_DECAYS.length;
/** Places in `EVIDENCE_DECAYS` of the decays that count by how often evidence ends in a purchase: of an hour and of a month. */
const ENDING = [0, 3];
/** Strength, in events, of the prior of an item's purchases for each event. */
const PRIOR_EVENTS = 5;
const PRIOR_PURCHASES = 0.5;

const ONE: Readonly<Record<EventKind, string>> = {
  view: 'view',
  add_to_cart: 'addition to the cart',
  purchase: 'order',
};
const MANY: Readonly<Record<EventKind, string>> = {
  view: 'views',
  add_to_cart: 'additions to the cart',
  purchase: 'orders',
};
const spanOf = (days: number): string => (days < 1 ? `${Math.round(24 * days)} hour` : `${days} days`);

/** What the user did with the item besides buying it, and how long ago. */
export const ownEvidence = (kinds: readonly EvidenceKind[]): CandidateFamily => ({
  group: 'evidence',
  names: [
    ...EVIDENCE_DECAYS.map((days) => `own evidence since the last purchase, decay ${spanOf(days)}`),
    ...ENDING.map((d) => `own evidence, ${spanOf(EVIDENCE_DECAYS[d]!)}, by how often it ends in a purchase`),
    ...kinds.map(({ name }) => `days since own last ${ONE[name]}`),
  ],
  write: ({ item, evidence, popularity, statistics, fades, totals }, out, at) => {
    const { open, daysSince } = evidence!;
    const number = evidence!.items.numberOf(item);
    for (let d = 0; d < DECAYS; d++) out[at++] = logOf(open[number * DECAYS + d]!);
    let events = 0;
    if (number > 0) for (const sums of statistics.evidence) events += sums[EVIDENCE_MONTH]![item]!;
    events *= fades.evidence[EVIDENCE_MONTH]!;
    const ends = (popularity / totals.conversion + PRIOR_EVENTS) / (events + PRIOR_EVENTS);
    for (const d of ENDING) out[at++] = logOf(open[number * DECAYS + d]! * ends);
    for (let k = 0; k < kinds.length; k++) {
      const days = daysSince[k]![number]!;
      out[at++] = days < 0 ? NEVER : Math.log1p(days);
    }
  },
});

/** What all users do with the item besides buying it, and how often they then buy it. */
export const evidenceOfAll = ({ name }: EvidenceKind, kind: number): ItemFamily => ({
  group: 'evidence',
  names: [
    ...ITEM_EVIDENCE_DECAYS.map((days) => `${MANY[name]}, ${days} days`),
    `purchases for each ${ONE[name]}, 28 days`,
  ],
  write: ({ item, statistics, fades }, out, at) => {
    const sums = statistics.evidence[kind]!;
    const events = (d: number): number => sums[d]![item]! * fades.evidence[d]!;
    const purchases = statistics.purchases[MONTH]![item]! * fades.purchases[MONTH]!;
    for (let d = 0; d < sums.length; d++) out[at++] = Math.log1p(events(d));
    out[at++] = Math.log((purchases + PRIOR_PURCHASES) / (events(EVIDENCE_MONTH) + PRIOR_EVENTS));
  },
});

/** How much the user looked around lately: the same for all items. */
export const USER_EVIDENCE: RequestFamily = {
  group: 'evidence',
  names: EVIDENCE_DAYS.map((days) => `own events of other kinds, ${days} days`),
  write: ({ evidence }, out, at) => {
    for (let d = 0; d < EVIDENCE_DAYS.length; d++) out[at++] = Math.log1p(evidence!.recent[d]!);
  },
};
