import { subjectOf } from '@stars/contracts';

/** Most views of categories and searches that count: the latest. */
export const MOST_BROWSED = 10;

/** A view of a category, or a search, as histories have it: `itemId` is a `subjectId`. */
export interface BrowsingEvent {
  itemId: string;
  /** ms since 1970. */
  time: number;
}

/** Groups that a user touched without an item, all at once. */
export interface GroupsTouched {
  groups: readonly number[];
  /** ms since 1970. */
  time: number;
}

/** Finds groups of the finest level by the names of categories. Words are compared without case and punctuation. */
export class GroupNames {
  readonly #groupsOf: ReadonlyMap<string, readonly { group: number }[]>;
  /** Names that have a word. */
  readonly #namesWith: ReadonlyMap<string, readonly { name: string }[]>;

  /** @param names Of each group: those in the paths of its items. */
  constructor(names: readonly (readonly string[])[]) {
    const named = names.flatMap((ofGroup, group) =>
      [...new Set(ofGroup.map(plainName))].flatMap((name) => (name === '' ? [] : { name, group })),
    );
    this.#groupsOf = Map.groupBy(named, ({ name }) => name);
    const words = [...this.#groupsOf.keys()].flatMap((name) => wordsOf(name).map((word) => ({ word, name })));
    this.#namesWith = Map.groupBy(words, ({ word }) => word);
  }

  /**
   * What a user touched: of each category or query the last time, oldest first, without what has no group.
   * @param events Oldest first.
   */
  touchedBy(events: readonly BrowsingEvent[]): GroupsTouched[] {
    const seen = new Set<string>();
    const found: GroupsTouched[] = [];
    for (let n = events.length - 1; n >= 0 && found.length < MOST_BROWSED; n--) {
      const { itemId, time } = events[n]!;
      if (seen.has(itemId)) continue;
      seen.add(itemId);
      const groups = this.#find(itemId);
      if (groups.length > 0) found.push({ groups, time });
    }
    return found.reverse();
  }

  #find(subject: string): readonly number[] {
    const { query = '', category } = subjectOf(subject);
    const searched = this.#named(this.#namesIn(wordsOf(query)));
    if (category === undefined) return searched;
    const within = this.#named([plainName(category)]);
    const both = searched.filter((group) => within.includes(group));
    return both.length > 0 ? both : within;
  }

  #named(names: readonly string[]): number[] {
    return [...new Set(names.flatMap((name) => this.#groupsOf.get(name) ?? []).map(({ group }) => group))];
  }

  /** Names whose words are all in the query, without those that are part of another such name; and names that have all of its words. */
  #namesIn(query: readonly string[]): string[] {
    const names = new Set(query.flatMap((word) => this.#namesWith.get(word) ?? []).map(({ name }) => name));
    const has = (all: string, some: string): boolean => wordsOf(some).every((word) => wordsOf(all).includes(word));
    const asked = query.join(' ');
    const said = [...names].filter((name) => has(asked, name));
    const isPart = (name: string): boolean => said.some((other) => has(other, name) && !has(name, other));
    return [...names].filter((name) => has(name, asked) || (said.includes(name) && !isPart(name)));
  }
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
const plainName = (name: string): string => wordsOf(name).join(' ');
