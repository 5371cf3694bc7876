import { createLogger, parseConfig, saysAway, takeSettings, withRetries } from '@stars/platform';
import { migrateStores, stackConfigOf, stackEnvironment, stackProblems } from '@stars/stack';
import { z } from 'zod';

// Brings all stores to what this version needs, before its services start, then ends: `node services/catalog/dist/migrate-stores.js`.
// A store that is away is asked until whoever started this ends it.
const logger = createLogger('migrate-stores');
try {
  const problems = await takeSettings(process.env);
  const settings = parseConfig(z.object(stackEnvironment), process.env, (given) => [
    ...problems,
    ...stackProblems(given),
  ]);
  const config = stackConfigOf(settings);
  const mayPass = (err: unknown): boolean => {
    if (saysAway(err)) logger.warn({ err }, 'a store is away');
    return saysAway(err);
  };
  await withRetries({ firstMs: 500, mostMs: 10_000 }, mayPass, () => migrateStores(config, { logger }));
  logger.info('the stores have what this version needs');
  process.exit(0);
} catch (err) {
  logger.fatal({ err }, err instanceof Error ? err.message : String(err));
  process.exit(1);
}
