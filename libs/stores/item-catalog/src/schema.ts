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
  // Rows of tables without a key of their own are numbered anew when the file is compacted.
  `CREATE TABLE catalog_word_item (
     id INTEGER PRIMARY KEY,
     tenant TEXT NOT NULL,
     item_id TEXT NOT NULL,
     UNIQUE (tenant, item_id)
   );
   CREATE VIRTUAL TABLE catalog_words USING fts5(
     owner, words, content = '', contentless_delete = 1,
     tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co M*'"
   );`,
  // `changes` is JSON of a `ChangeRecord`; the table has its `backSince`.
  `ALTER TABLE catalog_item ADD COLUMN changes TEXT;
   CREATE TABLE catalog_back (
     tenant TEXT NOT NULL,
     item_id TEXT NOT NULL,
     place TEXT NOT NULL,
     since INTEGER NOT NULL,
     PRIMARY KEY (tenant, item_id, place)
   ) WITHOUT ROWID;
   CREATE INDEX catalog_back_latest ON catalog_back (tenant, place, since DESC, item_id);`,
  // `tags` and `times` are JSON. Beside the body, which has the vector of the text, tags would be read a page of the file each.
  `ALTER TABLE catalog_features ADD COLUMN tags TEXT;
   ALTER TABLE catalog_features ADD COLUMN times TEXT;
   CREATE INDEX catalog_features_tags ON catalog_features (tenant, item_id, tags);`,
];
