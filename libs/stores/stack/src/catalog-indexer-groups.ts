/**
 * Consumer groups of the catalogue's indexer, on the catalogue topic: of live changes, and of backfills. If neither has a lag, an item that
 * is not in the catalogue was deleted.
 */
export const CATALOG_INDEXER_GROUPS = { live: 'catalog', backfill: 'catalog-backfill' } as const;
