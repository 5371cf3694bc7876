import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@stars/sqlite';
import { describeItemCatalogContract } from './contract.js';
import { SqliteItemCatalog } from './embedded.js';

describeItemCatalogContract('SqliteItemCatalog', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stars-catalog-'));
  return {
    open: async () => {
      const db = openDatabase(join(folder, 'stars.db'));
      const catalog = new SqliteItemCatalog(db);
      catalog.close = async () => db.close();
      return catalog;
    },
    dispose: async () => rmSync(folder, { recursive: true, force: true }),
  };
});
