import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { PublicPackage } from '@stars/datasets';
import { importRows, unpackPackage } from './import-rows.js';
import type { Log } from './log.js';

const PACKAGE: PublicPackage = {
  requirement: 'recbole==1.2.1',
  file: 'recbole-1.2.1-py3-none-any.whl',
  sha256: '9c9948202011f37eb0a7c6768129313f00d6403ad221ec940d5e2d5d5f33a407',
};

/** Each rating counts as a view, whatever its value. */
export const MOVIELENS: Log = {
  name: 'movielens-100k',
  title: 'MovieLens 100k',
  nature: 'real',
  about:
    'Ratings of 1,682 films by 943 people in 1997 and 1998, collected by GroupLens, from the copy in the Python package ' +
    'recbole 1.2.1. Each rating counts as a view, whatever its value. Nobody rates a film twice.',
  protocol: 'leave-one-out',
  unseen: true,
  seeds: [1, 2, 3],
  import: (folder, work) =>
    importRows(folder, work, async (scratch) => {
      await unpackPackage(PACKAGE, scratch, work);
      const copy = join(scratch, 'recbole/dataset_example/ml-100k/ml-100k');
      const files = { items: join(scratch, 'items.tsv'), events: join(scratch, 'events.tsv') };
      renameSync(`${copy}.item`, files.items);
      renameSync(`${copy}.inter`, files.events);
      return { ...files, type: 'view' };
    }),
};
