/**
 * Consumer groups of the catalogue's indexer, on the catalogue topic: of live changes, and of backfills. Where both have
 * nothing left to do, an item that the catalogue does not have is gone.
 */
export const CATALOG_INDEXER_GROUPS = { live: 'catalog', backfill: 'catalog-backfill' } as const;
