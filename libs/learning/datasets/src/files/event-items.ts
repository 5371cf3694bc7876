import {
  asBackfill,
  type CatalogItem,
  catalogItemFromJson,
  contentHash,
  type EncodedMessage,
  encodeCatalogUpsert,
  type Interaction,
  LIMITS,
  messageKey,
  partsOfKey,
  TOPICS,
} from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import type { ImportRun } from '../import-sink.js';
import { publishAll } from '../publish-all.js';
import type { ItemState } from './catalogue-items.js';
import { withCleanTexts } from './clean-texts.js';
import type { FileReport } from './file-report.js';
import { PriceCurrencies } from './price-currencies.js';
import { ITEM_PARTS } from './row-kind.js';

type Row = Record<string, unknown>;

const PARTS = Object.entries(ITEM_PARTS);

/** What events say of their items: of each part, what the latest event that has it says. Memory grows with items, not with events. */
export class SaidOfItems {
  readonly #items = new Map<string, Map<string, { value: unknown; time: number }>>();

  add({ tenantId, itemId, time }: Interaction, row: Readonly<Row>): void {
    for (const [name, part] of PARTS) {
      const value = row[name];
      if (value === undefined || !isShort(value)) continue;
      const key = messageKey(tenantId, itemId);
      const parts = this.#items.get(key) ?? new Map<string, { value: unknown; time: number }>();
      if (parts.size === 0) this.#items.set(key, parts);
      const known = parts.get(part);
      if (known === undefined || known.time <= time!.getTime()) parts.set(part, { value, time: time!.getTime() });
    }
  }

  /** An item by its key, as far as a row of items has it. */
  of(key: string): Row {
    return Object.fromEntries([...(this.#items.get(key) ?? [])].map(([part, { value }]) => [part, value]));
  }
}

/** Whether it takes no more memory than a part of an item may. */
const isShort = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.length <= LIMITS.categoryLevels && value.every(isShort)
    : typeof value === 'number' || (typeof value === 'string' && value.length <= LIMITS.linkChars);

/** The items of events, and what the catalogue and the events know of them. */
export interface EventItems {
  /** By `tenant/id`. */
  keys: Iterable<string>;
  said: SaidOfItems;
  catalogue: ReadonlyMap<string, ItemState>;
  /** Whether the item, or a later version, is on the bus already. */
  isThere(message: EncodedMessage): boolean;
}

/**
 * Adds the items of events to the catalogue, for a shop without a file of items: each as version 0, with what events of this or an
 * earlier import say of it, or else with only its id.
 */
export async function publishEventItems(
  { keys, said, catalogue, isThere }: EventItems,
  file: string,
  run: ImportRun,
): Promise<FileReport> {
  const ids = [...keys];
  const currencies = new PriceCurrencies();
  for (const key of ids) currencies.add({ ...said.of(key), item_id: partsOfKey(key).id });
  let [named, there] = [0, 0];
  function* messages(): Generator<EncodedMessage> {
    for (const key of ids) {
      const row = said.of(key);
      if (currencies.isForeign(String(row['currency'] ?? ''))) delete row['price'];
      const item = readItem(key, { ...catalogue.get(key)?.madeOfEvents, ...row });
      if (item.title !== item.itemId) named++;
      const message = encodeCatalogUpsert(item);
      // Later events may say something else, and the bus stores a message with a known id once.
      message.id += `/${contentHash(message.value)}`;
      if (isThere(message)) there++;
      else yield asBackfill(message);
    }
  }
  const { published, duplicates } = await publishAll(run, TOPICS.catalog, messages());
  const prices = currencies.report();
  return {
    ...{ kind: 'items', file, rows: ids.length, published, duplicates: duplicates + there },
    ...{ rejected: 0, reasons: [], leftOut: [], columns: [], notes: [], examples: [] },
    ...{ fromEvents: { named }, ...(prices && { prices }) },
  };
}

/** An item without those of its parts that no item can have. */
function readItem(key: string, parts: Readonly<Row>): CatalogItem {
  const { tenantId, id } = partsOfKey(key);
  const given = { ...parts };
  for (;;) {
    try {
      const row = { title: id, ...given, tenant_id: tenantId, item_id: id };
      return { ...catalogItemFromJson(withCleanTexts(row)), version: 0 };
    } catch (error) {
      const part = isStarsError(error) ? (error.field?.split(/[.[]/)[0] ?? '') : '';
      if (!(part in given)) throw error;
      delete given[part];
    }
  }
}
