import type { FilterFields } from '@stars/contracts';
import { chunks, nextTurn, turnIsOver } from '@stars/platform';
import type { Database } from '@stars/sqlite';
import type { SqliteItemWords } from './embedded-words.js';
import { FacetSums, forEachFacetValue } from './facet-values.js';
import type { CatalogQuery, FacetCounts } from './port.js';
import { type FoundRow, fieldsFilter, ITEMS_A_TURN } from './row-filter.js';

type TaggedRow = FoundRow & { tags: string | null };

/** Without the name of the index, SQLite takes that of the key, and with it rows with their vectors. */
const TAGS = `LEFT JOIN catalog_features f INDEXED BY catalog_features_tags
  ON f.tenant = i.tenant AND f.item_id = i.item_id`;

/** Numbers of items that one step finds by words: each step passes over those before. */
const FOUND = 10_000;
/** Most items that one call counts: some seconds. */
const MOST_ITEMS = 200_000;

/** Counts values of items in steps, so that other work of the thread goes on. */
export class SqliteFacets {
  constructor(
    private readonly db: Database,
    private readonly words: SqliteItemWords,
  ) {}

  /** As of the port. */
  async count(tenant: string, words: string, query: CatalogQuery, values: number): Promise<FacetCounts> {
    const passes = fieldsFilter(query);
    const asked = query.tags && new Set(query.tags);
    const sums = new FacetSums();
    const add = (field: string, value: string): void => sums.add(field, value);
    let [items, read] = [0, 0];
    for (const page of words === '' ? this.#all(tenant) : this.#found(tenant, words)) {
      if (turnIsOver()) await nextTurn(query.signal);
      for (const { fields: json, tags: taggedJson } of page) {
        const fields = JSON.parse(json) as FilterFields;
        const tags = taggedJson === null ? [] : (JSON.parse(taggedJson) as string[]);
        if (passes?.(fields) === false || (asked && !tags.some((tag) => asked.has(tag)))) continue;
        items++;
        forEachFacetValue(fields, add);
        for (const tag of tags) sums.add('tags', tag);
      }
      read += page.length;
      if (read >= MOST_ITEMS) break;
    }
    const isCut = read >= MOST_ITEMS;
    const { facets, incomplete } = sums.read(values);
    return { items, facets, incomplete: incomplete || isCut };
  }

  *#all(tenant: string): Generator<TaggedRow[]> {
    const next = this.db.prepare(`SELECT i.item_id, i.fields, f.tags FROM catalog_item i
      ${TAGS}
      WHERE i.tenant = ? AND i.deleted = 0 AND i.item_id > ? ORDER BY i.item_id LIMIT ${ITEMS_A_TURN}`);
    for (let last = ''; ; ) {
      const page = next.all<TaggedRow>(tenant, last);
      if (page.length > 0) yield page;
      if (page.length < ITEMS_A_TURN) return;
      last = page.at(-1)!.item_id;
    }
  }

  *#found(tenant: string, words: string): Generator<TaggedRow[]> {
    const rows = this.db.prepare(`SELECT i.item_id, i.fields, f.tags FROM json_each(?) asked
      CROSS JOIN catalog_word_item n ON n.id = asked.value
      CROSS JOIN catalog_item i ON i.tenant = n.tenant AND i.item_id = n.item_id ${TAGS}`);
    for (let last = 0; ; ) {
      const found = this.words.numbers(tenant, words, last, FOUND);
      for (const some of chunks(found, ITEMS_A_TURN)) yield rows.all<TaggedRow>(JSON.stringify(some));
      if (found.length < FOUND) return;
      last = found.at(-1)!;
    }
  }
}
