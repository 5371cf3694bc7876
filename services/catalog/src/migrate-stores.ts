import { createLogger, leave, saysAway, withRetries } from '@stars/platform';
import { configurationOf, migrateStores, stackConfigOf, stackEnvironment } from '@stars/stack';
import { z } from 'zod';

// Brings all stores to what this version needs, before its services start, then ends: `node services/catalog/dist/migrate-stores.js`.
// A store that is away is asked until whoever started this ends it.
const logger = createLogger('migrate-stores');
try {
  const config = stackConfigOf(await configurationOf(z.object(stackEnvironment)));
  const mayPass = (err: unknown): boolean => {
    if (saysAway(err)) logger.warn({ err }, 'a store is away');
    return saysAway(err);
  };
  await withRetries({ firstMs: 500, mostMs: 10_000 }, mayPass, () => migrateStores(config, { logger }));
  logger.info('the stores have what this version needs');
  leave(0);
} catch (err) {
  logger.fatal({ err }, err instanceof Error ? err.message : String(err));
  leave(1);
}
