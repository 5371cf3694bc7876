import type { ItemState } from './catalogue-items.js';
import type { CheckedFile } from './check-file.js';

/** The items that the shop will have, and the users of a file of users. */
export class KnownIds {
  /** Keys of items; undefined if there is no catalogue. */
  readonly items: ReadonlySet<string> | undefined;
  /** Keys of users; undefined if no file of users was imported. */
  readonly users: ReadonlySet<string> | undefined;

  constructor(catalogue: ReadonlyMap<string, ItemState>, files: readonly CheckedFile[]) {
    const keysOf = (kind: string): Iterable<string> | undefined => files.find(({ file }) => file.kind === kind)?.ids;
    const there = [...catalogue].flatMap(([key, { gone }]) => (gone ? [] : [key]));
    const items = new Set([...there, ...(keysOf('items') ?? [])]);
    const users = keysOf('users');
    this.items = items.size === 0 ? undefined : items;
    this.users = users && new Set(users);
  }
}
