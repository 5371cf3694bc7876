import { StarsError } from '@stars/errors';
import { type EventBus, isIndexerBehind } from '@stars/event-bus';
import type { ItemCatalog } from '@stars/item-catalog';
import type { ReadChange } from './read-changes.js';

/** Whether the changes may be ahead of the catalogue's indexer (live), or must wait for it. */
export type CatalogLead = 'ahead' | 'behind';

/**
 * The changes that no newer version has overtaken. Retries and backfills come out of order, and features of an older
 * version must not be the last on the compacted topic.
 * Errors: `STARS_UNAVAILABLE` for changes behind the indexer while it has yet to index one of them.
 */
export async function currentChanges(
  changes: readonly ReadChange[],
  lead: CatalogLead,
  ports: { bus: EventBus; catalog: ItemCatalog },
): Promise<ReadChange[]> {
  const versions = await catalogVersions(changes, lead, ports);
  return changes.filter((change, index) => {
    const version = versions[index];
    // A deleted item needs no features, and a deletion stays a deletion.
    if (version === 'gone') return change.kind === 'delete';
    return version === undefined || version <= change.item.version;
  });
}

type CatalogVersion = number | 'gone' | undefined;

/** Version of each change's item in the catalogue; undefined if it may not be indexed yet. */
async function catalogVersions(
  changes: readonly ReadChange[],
  lead: CatalogLead,
  { bus, catalog }: { bus: EventBus; catalog: ItemCatalog },
): Promise<CatalogVersion[]> {
  const versions = await lookUp(changes, catalog);
  if (!versions.includes(undefined)) return versions;
  const unknown = changes.filter((_, index) => versions[index] === undefined).map(({ message }) => message);
  if (await isIndexerBehind(bus, unknown)) {
    if (lead === 'ahead') return versions;
    throw new StarsError('STARS_UNAVAILABLE', 'the catalogue has yet to index items that are to be tagged');
  }
  // It may have caught up between the two reads.
  return (await lookUp(changes, catalog)).map((version) => version ?? 'gone');
}

async function lookUp(changes: readonly ReadChange[], catalog: ItemCatalog): Promise<(number | undefined)[]> {
  const versions = new Array<number | undefined>(changes.length).fill(undefined);
  for (const tenant of new Set(changes.map(({ item }) => item.tenantId))) {
    const indices = changes.flatMap(({ item }, index) => (item.tenantId === tenant ? [index] : []));
    const items = await catalog.get(
      tenant,
      indices.map((index) => changes[index]!.item.itemId),
    );
    for (const [at, index] of indices.entries()) versions[index] = items[at]?.version;
  }
  return versions;
}
