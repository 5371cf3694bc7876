import { SqliteItemCatalog } from '@stars/item-catalog';
import { SqliteProfileStore } from '@stars/profile-store';
import { openDatabase } from '@stars/sqlite';
import { EmbeddedVectorIndex } from '@stars/vector-index';
import { type SeededStores, seedGrocery } from './grocery-seed.js';
import type { PlainModel } from './plain-model.js';

export interface TestStores extends SeededStores {
  /** Of width 3: fruit, bread, cleaning. */
  model: PlainModel;
  close(): Promise<void>;
}

/** The embedded stores in memory, with the tiny grocery in them. */
export async function newTestStores(): Promise<TestStores> {
  const database = openDatabase(':memory:');
  const vectors = EmbeddedVectorIndex.open(':memory:');
  const stores = { catalog: new SqliteItemCatalog(database), profiles: new SqliteProfileStore(database), vectors };
  const model = await seedGrocery(stores);
  return {
    ...stores,
    model,
    close: async () => {
      await vectors.close();
      database.close();
    },
  };
}
