import { randomUUID } from 'node:crypto';
import { describe } from 'vitest';
import { describeEventBusContract } from '../contract.js';
import { openKafkaEventBus } from './kafka-event-bus.js';
import { dropTopics } from './testing/drop-topics.js';

const brokers = process.env['STARS_TEST_KAFKA'];

describe.skipIf(!brokers)('on a real broker', () => {
  describeEventBusContract('KafkaEventBus', async () => {
    const options = { brokers: [brokers!], prefix: `test-${randomUUID()}`, backOff: { firstMs: 5, mostMs: 20 } };
    return {
      open: () => openKafkaEventBus(options),
      deduplicates: false,
      dispose: () => dropTopics(options),
    };
  });
});
