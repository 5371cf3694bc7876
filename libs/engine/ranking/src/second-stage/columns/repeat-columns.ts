import { DAY_DECAYS, LATEST_SESSIONS, SESSION_DECAYS } from '../purchase-history.js';
import { logOf, NEVER, type RepeatFamily } from './column-family.js';

const DAYS = DAY_DECAYS.length;
const SESSIONS = SESSION_DECAYS.length;

const same = (value: number, size: number): number[] => Array<number>(size).fill(value);

/** How often the user bought the item, in all and lately. */
const COUNTS: RepeatFamily = {
  group: 'repeat purchases',
  names: [
    'own count',
    ...DAY_DECAYS.map((days) => `own count, decay ${days} days`),
    ...SESSION_DECAYS.map((sessions) => `own count, decay ${sessions} sessions`),
  ],
  neverHad: [0, ...same(logOf(0), DAYS + SESSIONS)],
  write: ({ history, own }, out, at) => {
    out[at++] = Math.log1p(history.count[own]!);
    for (let d = 0; d < DAYS; d++) out[at++] = logOf(history.byDay[own * DAYS + d]!);
    for (let d = 0; d < SESSIONS; d++) out[at++] = logOf(history.bySession[own * SESSIONS + d]!);
  },
};

/** In which of the last sessions the item was bought. */
const LATEST: RepeatFamily = {
  group: 'repeat purchases',
  names: Array.from({ length: LATEST_SESSIONS }, (_, v) => `bought ${v + 1} sessions ago`),
  neverHad: same(0, LATEST_SESSIONS),
  write: ({ history, own }, out, at) => {
    for (let v = 0; v < LATEST_SESSIONS; v++) out[at++] = (history.latest[own]! >> v) & 1;
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
    'own interval before the last',
    'own due by last interval',
  ],
  neverHad: [NEVER, NEVER, -2, -2, -2, -2, -2],
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
    out[at++] = Math.log1p(history.gapBefore[own]!);
    out[at++] = gap > 0 ? Math.min(10, since / gap) : -1;
  },
};

/** The sessions with the item: how many, when, and how large they were. */
const OCCASIONS: RepeatFamily = {
  group: 'repeat purchases',
  names: [
    'own share of sessions since first',
    'sessions since own last',
    'own share on this weekday',
    'own share at this time of day',
    'own mean size of sessions with it',
  ],
  neverHad: [-2, NEVER - 1, 0, 0, 0],
  write: ({ history, own }, out, at) => {
    const count = history.count[own]!;
    out[at++] = count / (history.sessions - history.firstSession[own]!);
    out[at++] = Math.log1p(history.sessions - 1 - history.lastSession[own]!);
    out[at++] = history.sameWeekday[own]! / count;
    out[at++] = history.sameDaypart[own]! / count;
    out[at++] = history.logSizes[own]! / count;
  },
};

export const REPEAT_COLUMNS: readonly RepeatFamily[] = [COUNTS, LATEST, INTERVALS, OCCASIONS];
