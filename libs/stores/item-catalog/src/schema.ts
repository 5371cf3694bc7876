/** An item's row outlives its deletion, to remember the version. What filters read is beside the body, as JSON; so are `FieldPatches`. */
export const ITEM_CATALOG_SCHEMA: readonly string[] = [
  `CREATE TABLE catalog_item (
     tenant TEXT NOT NULL,
     item_id TEXT NOT NULL,
     version INTEGER NOT NULL,
     deleted INTEGER NOT NULL,
     fields TEXT,
     body BLOB,
     PRIMARY KEY (tenant, item_id)
   );
   CREATE INDEX catalog_item_newest ON catalog_item (tenant, version DESC, item_id) WHERE deleted = 0;
   CREATE INDEX catalog_item_present ON catalog_item (tenant, item_id) WHERE deleted = 0;
   CREATE TABLE catalog_features (
     id INTEGER PRIMARY KEY,
     tenant TEXT NOT NULL,
     item_id TEXT NOT NULL,
     item_version INTEGER NOT NULL,
     body BLOB,
     UNIQUE (tenant, item_id)
   );`,
  'ALTER TABLE catalog_item ADD COLUMN patches TEXT',
];
