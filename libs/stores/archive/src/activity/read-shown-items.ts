import { openWorkFolder } from '@stars/platform';
import { type ActivityBus, BusWindow } from './bus-window.js';
import { type ActivitySource, dayOf, MOST_ROWS, openRows } from './open-rows.js';

const KINDS = ['impression'];

/** What lists have shown. */
export interface ShownItems {
  itemIds: ReadonlySet<string>;
  /** What was shown before, ms since 1970, may be missing. */
  since: number;
}

/** A window of what `readShownItems` reads of a bus without an archive. @param now ms since 1970 */
export const shownWindow = (bus: ActivityBus, now: () => number): BusWindow => new BusWindow(bus, KINDS, now);

/**
 * Items that any answer or page showed a tenant's users since a moment, ms since 1970. Undefined: there are more than 20 million records.
 * Errors: those of the bus and of the store.
 */
export async function readShownItems(
  source: ActivitySource,
  tenant: string,
  since: number,
): Promise<ShownItems | undefined> {
  using folder = openWorkFolder();
  const { reader, knownSince = since } = await openRows(source, folder.path, KINDS, since);
  const days = { first: dayOf(Math.max(0, since)) };
  if (reader.rowsAtMost(tenant, 'impression', days) > MOST_ROWS) return undefined;
  const itemIds = new Set<string>();
  const shown = (rows: string): string =>
    `SELECT DISTINCT item.item_id FROM (SELECT unnest(items) AS item FROM ${rows} WHERE epoch_ms(time) >= ${since})`;
  for await (const [ids] of reader.columns<[string[]]>(tenant, 'impression', shown, days)) {
    for (const id of ids) itemIds.add(id);
  }
  return { itemIds, since: Math.max(since, knownSince) };
}
