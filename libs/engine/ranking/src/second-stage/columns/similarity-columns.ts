import type { HistorySimilarities } from '../history-similarity.js';
import { type CandidateFamily, logOf } from './column-family.js';

/** How similar the item is to those that the user had, in all and to the most similar of them. */
const similarity = (by: keyof HistorySimilarities, names: [string, string]): CandidateFamily => ({
  group: 'similarity',
  names,
  write: ({ item, similarity }, out, at) => {
    const own = similarity[by];
    const number = own.numberOf(item);
    out[at++] = logOf(own.scores[number]!);
    out[at++] = logOf(own.nearest[number]!);
  },
});

/** By the users who had both. */
export const USER_SIMILARITY = similarity('users', [
  'similarity to items bought before',
  'highest similarity to an item bought before',
]);

/** By the sessions with both. */
export const SESSION_SIMILARITY = similarity('sessions', [
  'together with items bought before',
  'most together with an item bought before',
]);
