import { type ColumnFamily, NEVER } from './column-family.js';

/** How often the user comes, and how much they buy then. */
const USER: ColumnFamily = {
  group: 'user',
  names: ['visits', 'days since last visit', 'mean days between visits', 'mean size of visits'],
  write: ({ history, request: { day } }, out, at) => {
    out[at++] = Math.log1p(history.visits);
    out[at++] = history.visits > 0 ? Math.log1p(day - history.lastSessionDay) : NEVER - 2;
    out[at++] = history.visits > 0 ? Math.log1p(history.meanGap) : NEVER - 2;
    out[at++] = Math.log1p(history.meanSize);
  },
};

/** When the request comes. */
const MOMENT: ColumnFamily = {
  group: 'moment',
  names: [...Array.from({ length: 7 }, (_, day) => `weekday ${day}`), 'hour'],
  write: ({ request: { day, hour } }, out, at) => {
    const weekday = ((day % 7) + 7) % 7;
    for (let d = 0; d < 7; d++) out[at++] = d === weekday ? 1 : 0;
    out[at++] = hour / 24;
  },
};

/** Columns of the user and the request, whatever the item: they are computed once a request. */
export const REQUEST_COLUMNS: readonly ColumnFamily[] = [USER, MOMENT];
