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

export const REQUEST_COLUMNS: readonly RequestFamily[] = [USER];
