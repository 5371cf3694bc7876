/**
 * An item's row outlives its deletion, to remember the version. What filters read is kept apart from the body:
 * categories and attributes as (field, text, number), regions as (region, in stock).
 */
export const ITEM_CATALOG_SCHEMA: readonly string[] = [
  `CREATE TABLE catalog_item (
     id INTEGER PRIMARY KEY,
     tenant TEXT NOT NULL,
     item_id TEXT NOT NULL,
     version INTEGER NOT NULL,
     deleted INTEGER NOT NULL,
     brand TEXT NOT NULL,
     price REAL,
     regional INTEGER NOT NULL,
     body BLOB,
     UNIQUE (tenant, item_id)
   );
   CREATE INDEX catalog_item_newest ON catalog_item (tenant, version DESC, item_id) WHERE deleted = 0;
   CREATE INDEX catalog_item_present ON catalog_item (tenant, item_id) WHERE deleted = 0;
   CREATE TABLE catalog_value (
     item INTEGER NOT NULL REFERENCES catalog_item (id),
     field TEXT NOT NULL,
     text TEXT NOT NULL,
     number REAL,
     PRIMARY KEY (item, field, text)
   ) WITHOUT ROWID;
   CREATE TABLE catalog_region (
     item INTEGER NOT NULL REFERENCES catalog_item (id),
     region TEXT NOT NULL,
     in_stock INTEGER NOT NULL,
     PRIMARY KEY (item, region)
   ) WITHOUT ROWID;
   CREATE TABLE catalog_features (
     id INTEGER PRIMARY KEY,
     tenant TEXT NOT NULL,
     item_id TEXT NOT NULL,
     item_version INTEGER NOT NULL,
     body BLOB,
     UNIQUE (tenant, item_id)
   );`,
];
