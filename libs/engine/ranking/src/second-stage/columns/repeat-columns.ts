import { DAY_DECAYS, ORDER_DECAY, SESSION_DECAYS } from '../purchase-history.js';
import { type CandidateFamily, logOf, NEVER, type RepeatFamily } from './column-family.js';

const DAYS = DAY_DECAYS.length;
const SESSIONS = SESSION_DECAYS.length;
/** Places in `DAY_DECAYS` of the decays that are columns. */
const DECAYS = [0, 1, 2, 4, 5];

const same = (value: number, size: number): number[] => Array<number>(size).fill(value);

/** How often the user bought the item, in all and lately. */
const COUNTS: RepeatFamily = {
  group: 'repeat purchases',
  names: [
    'own count',
    ...DECAYS.map((d) => `own count, decay ${DAY_DECAYS[d]} days`),
    ...SESSION_DECAYS.map((sessions) => `own count, decay ${sessions} sessions`),
  ],
  neverHad: [0, ...same(logOf(0), DECAYS.length + SESSIONS)],
  write: ({ history, own }, out, at) => {
    out[at++] = Math.log1p(history.count[own]!);
    for (const d of DECAYS) out[at++] = logOf(history.byDay[own * DAYS + d]!);
    for (let d = 0; d < SESSIONS; d++) out[at++] = logOf(history.bySession[own * SESSIONS + d]!);
  },
};

/** How long ago the item was bought, and how long the user usually waits. */
const INTERVALS: RepeatFamily = {
  group: 'repeat purchases',
  names: [
    'days since own last',
    'days since own first',
    'own mean interval',
    'own due by mean interval',
    'own last interval',
    'own due by last interval',
  ],
  neverHad: [NEVER, NEVER, -2, -2, -2, -2],
  write: ({ history, own, request: { day } }, out, at) => {
    const count = history.count[own]!;
    const since = day - history.lastDay[own]!;
    const mean = count > 1 ? (history.lastDay[own]! - history.firstDay[own]!) / (count - 1) : -1;
    const gap = history.gap[own]!;
    out[at++] = Math.log1p(since);
    out[at++] = Math.log1p(day - history.firstDay[own]!);
    out[at++] = mean > 0 ? Math.log1p(mean) : -1;
    out[at++] = mean > 0 ? Math.min(10, since / mean) : -1;
    out[at++] = Math.log1p(gap);
    out[at++] = gap > 0 ? Math.min(10, since / gap) : -1;
  },
};

/** The sessions with the item: how many, and when. */
const OCCASIONS: RepeatFamily = {
  group: 'repeat purchases',
  names: [
    'own share of sessions since first',
    'sessions since own last',
    'own share on this weekday',
    'own share at this time of day',
  ],
  neverHad: [-2, NEVER - 1, 0, 0],
  write: ({ history, own }, out, at) => {
    const count = history.count[own]!;
    out[at++] = count / (history.sessions - history.firstSession[own]!);
    out[at++] = Math.log1p(history.sessions - 1 - history.lastSession[own]!);
    out[at++] = history.sameWeekday[own]! / count;
    out[at++] = history.sameDaypart[own]! / count;
  },
};

/** Purchases of the group, or of all, that say how soon people come back for an item that few bought. */
const PRIOR_REPEATS = 5;
const PRIOR_GAPS = 3;

/** Whether and when people come back for the item: learned of it, of its group and of all, each as far as there is data. */
const RETURN: RepeatFamily = {
  group: 'repeat purchases',
  names: ['had it before', 'log return rate of what was had', 'own too soon'],
  neverHad: [0, 0, 0],
  write: ({ item, levels, statistics, totals, history, own, request: { day } }, out, at) => {
    const finest = levels[0]?.[item] ?? -1;
    let { returnRate, logGap } = totals;
    if (finest >= 0) {
      const { all, repeats, logGaps } = statistics.groups[0]!;
      returnRate = (repeats[finest]! + PRIOR_REPEATS * returnRate) / (all[finest]! + PRIOR_REPEATS);
      logGap = (logGaps[finest]! + PRIOR_GAPS * logGap) / (repeats[finest]! + PRIOR_GAPS);
    }
    const repeats = statistics.repeats[item]!;
    returnRate = (repeats + PRIOR_REPEATS * returnRate) / (statistics.all[item]! + PRIOR_REPEATS);
    logGap = (statistics.logGaps[item]! + PRIOR_GAPS * logGap) / (repeats + PRIOR_GAPS);
    const times = history.count[own]! - 1;
    const mean = times > 0 ? (history.lastDay[own]! - history.firstDay[own]!) / times : 1;
    const expected = (times * Math.log(mean) + PRIOR_GAPS * logGap) / (times + PRIOR_GAPS);
    out[at++] = 1;
    out[at++] = Math.log(returnRate + LEAST_RATE);
    out[at++] = Math.min(0, Math.log1p(day - history.lastDay[own]!) - expected);
  },
};

/** Smaller than any rate that matters. */
const LEAST_RATE = 1e-3;

export const REPEAT_COLUMNS: readonly RepeatFamily[] = [COUNTS, INTERVALS, OCCASIONS, RETURN];

/** What the most popular item of the month is worth, in own purchases of today. */
const MOST_POPULAR = 1;

/** Personal frequency with decay, mixed with popularity: the strongest ranking of one line. Where little was learned, it ranks. */
export const FREQUENCY: CandidateFamily = {
  group: 'repeat purchases',
  names: ['own count, decay 90 days, and popularity'],
  write: ({ own, history, popularity, totals: { month } }, out, at) => {
    const mine = own > 0 ? history.byDay[own * DAYS + ORDER_DECAY]! : 0;
    out[at] = logOf(mine + (MOST_POPULAR * popularity) / month);
  },
};
