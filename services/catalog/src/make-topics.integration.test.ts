import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { COMPACTED_TOPICS, TOPICS } from '@stars/contracts';
import { openKafkaEventBus } from '@stars/event-bus';
import { expect, it } from 'vitest';

const broker = process.env['STARS_TEST_KAFKA'];
const PROGRAM = fileURLToPath(new URL('../dist/make-topics.js', import.meta.url));

it.skipIf(!broker)(
  'makes the topics with the partitions of the settings, and leaves them as they are the next time',
  async () => {
    const prefix = `test-${randomUUID().slice(0, 8)}`;
    const run = (partitions: number) =>
      promisify(execFile)(process.execPath, [PROGRAM], {
        env: {
          ...process.env,
          ...{ STARS_STACK: 'servers', STARS_KAFKA_BROKERS: broker, STARS_PREFIX: prefix },
          ...{
            STARS_REDIS_URL: 'redis://nowhere',
            STARS_ELASTICSEARCH_URL: 'http://nowhere',
            STARS_QDRANT_URL: 'http://nowhere',
          },
          STARS_KAFKA_PARTITIONS: String(partitions),
        },
      });
    await run(3);
    await run(5);
    const bus = await openKafkaEventBus({ brokers: [broker!], prefix });
    try {
      const wanted = [...new Set([...Object.values(TOPICS), ...COMPACTED_TOPICS])];
      expect((await bus.topicsWithAside(wanted)).sort()).toEqual(wanted.sort());
      expect((await bus.endOffsets(TOPICS.interactions)).size).toBe(3);
    } finally {
      await bus.close();
    }
  },
);
