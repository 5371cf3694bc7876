import { type ColumnFamily, logOf } from './column-family.js';

/** How like the user's own items the item is, by who has both. */
export const USER_SIMILARITY: ColumnFamily = {
  group: 'similarity',
  names: ['likeness to own items'],
  write: ({ item, similarity: { users } }, out, at) => {
    out[at] = logOf(users?.scores[item] ?? 0);
  },
};

/** The same of the one own item that it is most like. */
export const NEAREST_BY_USERS: ColumnFamily = {
  group: 'similarity',
  names: ['nearest to an own item'],
  write: ({ item, similarity: { users } }, out, at) => {
    out[at] = logOf(users?.nearest[item] ?? 0);
  },
};

/** How often it is bought on one visit with the user's own items. */
export const SESSION_SIMILARITY: ColumnFamily = {
  group: 'similarity',
  names: ['taken with own items', 'taken most with an own item'],
  write: ({ item, similarity: { visits } }, out, at) => {
    out[at++] = logOf(visits?.scores[item] ?? 0);
    out[at++] = logOf(visits?.nearest[item] ?? 0);
  },
};
