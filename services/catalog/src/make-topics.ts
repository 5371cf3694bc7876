import { createLogger, parseConfig, saysAway, takeSettings, withRetries } from '@stars/platform';
import { makeTopics, openPorts, stackConfigOf, stackEnvironment, stackProblems } from '@stars/stack';
import { z } from 'zod';

// Makes the topics of the bus before services start, then ends: `node services/catalog/dist/make-topics.js`. A bus that is away is
// asked until whoever started this ends it.
const logger = createLogger('make-topics');
try {
  const problems = await takeSettings(process.env);
  const config = parseConfig(z.object(stackEnvironment), process.env, (given) => [
    ...problems,
    ...stackProblems(given),
  ]);
  const mayPass = (err: unknown): boolean => {
    if (saysAway(err)) logger.warn({ err }, 'the bus is away');
    return saysAway(err);
  };
  await withRetries({ firstMs: 500, mostMs: 10_000 }, mayPass, async () => {
    const ports = await openPorts(stackConfigOf(config), ['bus'], { logger });
    try {
      logger.info({ topics: await makeTopics(ports.bus) }, 'the topics are there');
    } finally {
      await ports.close();
    }
  });
  process.exit(0);
} catch (err) {
  logger.fatal({ err }, err instanceof Error ? err.message : String(err));
  process.exit(1);
}
