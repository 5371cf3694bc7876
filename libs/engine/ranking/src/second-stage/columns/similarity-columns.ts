import type { HistorySimilarities } from '../history-similarity.js';
import { type CandidateFamily, logOf } from './column-family.js';

/** How similar the item is to those that the user had, in all and to the most similar of them. */
const similarity = (by: keyof HistorySimilarities, names: [string, string]): CandidateFamily => ({
  group: 'similarity',
  names,
  write: ({ item, similarity }, out, at) => {
    const own = similarity[by];
    const number = own.items.numberOf(item);
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

/** By the sessions with the item and what the user touched last. */
export const TOUCHED_SIMILARITY = similarity('touched', [
  'together with items touched last',
  'most together with an item touched last',
]);

/** By the texts of the item and of what the user touched last. */
export const TEXT_LIKENESS: CandidateFamily = {
  group: 'similarity',
  names: ['text like items touched last', 'text like the last item touched'],
  write: ({ item, texts, borrowed }, out, at) => {
    out[at++] = texts ? texts.of(item, borrowed) : 0;
    out[at++] = texts ? texts.withLast(item, borrowed) : 0;
  },
};

/** Whether the user touched items of the group last. */
export const touchedGroup = (level: number): CandidateFamily => ({
  group: 'similarity',
  names: [`group ${level}: touched last`],
  write: ({ item, levels, touches }, out, at) => {
    out[at] = logOf(touches.groups[level]!.weightOf(levels[level]![item]!));
  },
});
