import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { KafkaClient } from './client.js';
import { kafkaSettings } from './options.js';

const broker = process.env['STARS_TEST_KAFKA'];

describe.skipIf(!broker)('a connection without requests', () => {
  it('sets no timers', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout');
    const admin = new KafkaClient(kafkaSettings({ brokers: [broker!] })).admin();
    await admin.connect();
    try {
      await admin.describeCluster();
      expect(timers).toHaveBeenCalled();
      timers.mockClear();
      await sleep(500);
      expect(timers).not.toHaveBeenCalled();
    } finally {
      await admin.disconnect();
    }
  });
});
