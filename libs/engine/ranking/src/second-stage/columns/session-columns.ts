import { type CandidateFamily, logOf, NEVER, type RequestFamily } from './column-family.js';

/** What others met in sessions like the current one, and after its last item. */
export const SESSION_NEIGHBOURS: CandidateFamily = {
  group: 'similarity',
  names: [
    'in sessions like this one',
    'in sessions like this one, near what is shared',
    'in sessions with the last item',
    'soon after the last item',
  ],
  write: ({ item, nearSessions }, out, at) => {
    const number = nearSessions!.found.numberOf(item);
    out[at++] = logOf(number === 0 ? 0 : nearSessions!.like[number]!);
    out[at++] = logOf(number === 0 ? 0 : nearSessions!.near[number]!);
    out[at++] = logOf(number === 0 ? 0 : nearSessions!.withLast[number]!);
    out[at] = logOf(number === 0 ? 0 : nearSessions!.soon[number]!);
  },
};

/** What the user did with the item in their last session; what was taken is done with. */
export const OWN_SESSION: CandidateFamily = {
  group: 'evidence',
  names: [
    'own session: other items since',
    'own session: visits',
    'own session: seconds',
    'own session: met',
    'own session: taken',
  ],
  write: ({ item, session }, out, at) => {
    const number = session!.items.numberOf(item);
    const isOpen = number > 0 && session!.taken[number] === 0;
    out[at++] = isOpen ? Math.log1p(session!.since[number]!) : NEVER;
    out[at++] = isOpen ? Math.log1p(session!.visits[number]!) : 0;
    out[at++] = isOpen ? Math.log1p(session!.seconds[number]!) : 0;
    out[at++] = isOpen ? 1 : 0;
    out[at] = number > 0 && !isOpen ? 1 : 0;
  },
};

/** How long the last session is: the same for all items. */
export const SESSION_LENGTH: RequestFamily = {
  group: 'evidence',
  names: ['own session: items'],
  write: ({ session }, out, at) => {
    out[at] = Math.log1p(session!.items.size);
  },
};
