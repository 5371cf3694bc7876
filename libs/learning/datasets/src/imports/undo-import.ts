import {
  asPartOf,
  CatalogChange,
  type EncodedMessage,
  encodeCatalogDelete,
  encodeCatalogUpsert,
  IMPORT_TOPICS,
  importOf,
  TOPICS,
} from '@stars/contracts';
import { BatchPublisher } from '../batch-publisher.js';
import type { ImportLog } from '../import-sink.js';
import type { RestoredVersions } from './import-record.js';
import { keepEarlier, keptItems } from './item-changes.js';
import { retractEvents, retractFeatures } from './retractions.js';

/** Whatever is not compacted is erased; items get their former state. */
const ERASED = [TOPICS.interactions, TOPICS.impressions, TOPICS.context, TOPICS.users];

export interface TakenBackImport {
  events: number;
  users: number;
  /** Items that are as they were before, and items that are gone. */
  itemsRestored: number;
  itemsGone: number;
  restored: RestoredVersions;
}

export interface UndoOptions {
  signal?: AbortSignal;
  /** Called with the versions that items are going to get, before the first of them does. */
  onRestoring?: (restored: RestoredVersions) => Promise<void>;
  /** Called once items are published as they were: resolves when services know them, because vectors of users are made of them. */
  settle?: () => Promise<void>;
}

/**
 * Takes an import back: its events, features, pages and signals leave the log, and profiles forget them; items are as they were
 * before, unless something later changed them. Call it again if it breaks off.
 */
export async function undoImport(
  log: ImportLog,
  importId: string,
  options: UndoOptions = {},
): Promise<TakenBackImport> {
  const { signal } = options;
  const items = await restoreItems(log, importId, options);
  if (items.itemsRestored + items.itemsGone > 0) await options.settle?.();
  // Consumers learn of it by messages behind those that are erased, so that none can come after.
  const events = await retractEvents(log, importId, signal);
  const users = await retractFeatures(log, importId, signal);
  await log.eraseImport(ERASED, importId);
  await keepEarlier(log, importId, signal);
  // An erasure moves no end of a topic. This one tells trainings and evaluations that the data is another.
  await log.publish(IMPORT_TOPICS.undo, [{ key: importId, id: `${importId}/undone`, value: Buffer.of(), headers: {} }]);
  await log.eraseKey([IMPORT_TOPICS.undo], importId);
  return { events, users, ...items };
}

async function restoreItems(log: ImportLog, importId: string, { signal, onRestoring }: UndoOptions) {
  const changed = await changedItems(log, importId);
  const before = changed.size === 0 ? new Map<string, EncodedMessage>() : await keptItems(log, importId);
  const restored = restoredVersions([...changed.values()].map(({ value }) => value.version + 1));
  await onRestoring?.(restored);
  const publisher = new BatchPublisher(log, TOPICS.catalog, signal);
  let itemsRestored = 0;
  for (const [key, { value }] of changed) {
    const version = value.version + 1;
    const kept = before.get(key);
    const known = kept && CatalogChange.decode(kept.value).change;
    const message =
      known?.$case === 'upsert'
        ? encodeCatalogUpsert({ ...known.value, version })
        : encodeCatalogDelete({ tenantId: value.tenantId, itemId: value.itemId, version });
    if (known?.$case === 'upsert') itemsRestored++;
    // It is again of the import that made it so, which can be taken back later.
    const madeBy = kept && importOf(kept);
    if (publisher.add(madeBy === undefined ? message : asPartOf(message, madeBy))) await publisher.flush();
  }
  await publisher.flush();
  return { itemsRestored, itemsGone: changed.size - itemsRestored, restored };
}

/** The last changes of items, by key, that are of the import. What something later changed is not among them. */
async function changedItems(log: ImportLog, importId: string) {
  const changed = new Map<string, NonNullable<CatalogChange['change']>>();
  for await (const messages of log.read({ topic: TOPICS.catalog })) {
    for (const message of messages) {
      const { change } = CatalogChange.decode(message.value);
      if (change === undefined || importOf(message) !== importId) changed.delete(message.key);
      else changed.set(message.key, change);
    }
  }
  return changed;
}

function restoredVersions(versions: readonly number[]): RestoredVersions {
  const restored: RestoredVersions = { items: -1, fromEvents: -1 };
  for (const version of versions) {
    const of = version < FIRST_OF_FILES ? 'fromEvents' : 'items';
    restored[of] = Math.max(restored[of], version);
  }
  return restored;
}

/** Versions of files are times in ms; items of events count from 0. */
const FIRST_OF_FILES = 1e9;
