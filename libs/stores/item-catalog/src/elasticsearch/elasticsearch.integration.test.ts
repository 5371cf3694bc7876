import { randomUUID } from 'node:crypto';
import { describe } from 'vitest';
import { describeItemCatalogContract } from '../contract.js';
import { dropIndexes } from '../testing/drop-indexes.js';
import { openElasticsearchItemCatalog } from './open.js';

const url = process.env['STARS_TEST_ELASTICSEARCH'];

describe.skipIf(!url)('on a real Elasticsearch', () => {
  describeItemCatalogContract('ElasticsearchItemCatalog', async () => {
    const prefix = `test-${randomUUID()}`;
    return {
      open: () => openElasticsearchItemCatalog({ url: url!, prefix, readTimeoutMs: 60_000 }),
      dispose: () => dropIndexes(url!, prefix),
    };
  });
});
