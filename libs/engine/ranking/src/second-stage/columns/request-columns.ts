import { NEVER, type RequestFamily } from './column-family.js';

/** How often the user comes, and how much they buy. */
const USER: RequestFamily = {
  group: 'user',
  names: ['sessions', 'days since last session', 'mean days between sessions', 'mean size of sessions'],
  write: ({ history, request: { day } }, out, at) => {
    out[at++] = Math.log1p(history.sessions);
    out[at++] = history.sessions > 0 ? Math.log1p(day - history.lastSessionDay) : NEVER - 2;
    out[at++] = history.sessions > 0 ? Math.log1p(history.meanGap) : NEVER - 2;
    out[at++] = Math.log1p(history.meanSize);
  },
};

/** When the request comes. */
const MOMENT: RequestFamily = {
  group: 'moment',
  names: [...Array.from({ length: 7 }, (_, day) => `weekday ${day}`), 'hour'],
  write: ({ request: { day, hour } }, out, at) => {
    const weekday = ((day % 7) + 7) % 7;
    for (let d = 0; d < 7; d++) out[at++] = d === weekday ? 1 : 0;
    out[at++] = hour / 24;
  },
};

export const REQUEST_COLUMNS: readonly RequestFamily[] = [USER, MOMENT];
