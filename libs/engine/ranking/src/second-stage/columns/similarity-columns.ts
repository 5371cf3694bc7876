import { type ColumnFamily, logOf } from './column-family.js';

/** How similar the item is to those that the user had, by the users who had both. */
export const USER_SIMILARITY: ColumnFamily = {
  group: 'similarity',
  names: ['similarity to items bought before'],
  write: ({ item, similarity: { users } }, out, at) => {
    out[at] = logOf(users?.scores[item] ?? 0);
  },
};

/** The similarity to the most similar of them. */
export const NEAREST_BY_USERS: ColumnFamily = {
  group: 'similarity',
  names: ['highest similarity to an item bought before'],
  write: ({ item, similarity: { users } }, out, at) => {
    out[at] = logOf(users?.nearest[item] ?? 0);
  },
};

/** How often the item is bought in one session with those that the user had. */
export const SESSION_SIMILARITY: ColumnFamily = {
  group: 'similarity',
  names: ['together with items bought before', 'most together with an item bought before'],
  write: ({ item, similarity: { sessions } }, out, at) => {
    out[at++] = logOf(sessions?.scores[item] ?? 0);
    out[at++] = logOf(sessions?.nearest[item] ?? 0);
  },
};
