import { randomUUID } from 'node:crypto';
import { PutSurfaceRequest } from '@stars/contracts';
import { type EventBus, openKafkaEventBus } from '@stars/event-bus';
import { createLogger } from '@stars/platform';
import { LiveSurfaces, surfacesFromJson } from '@stars/recommending';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SurfaceChanges } from './surface-changes.js';

const kafka = process.env['STARS_TEST_KAFKA'];
const logger = createLogger('test', { level: 'silent' });
const { signal } = new AbortController();

describe.skipIf(!kafka)('surfaces on Kafka', () => {
  let gateways: { bus: EventBus; live: LiveSurfaces; put(k: number, expectedVersion?: number): Promise<unknown> }[];
  beforeAll(async () => {
    const options = { brokers: [kafka!], prefix: `test-${randomUUID().slice(0, 8)}` };
    gateways = await Promise.all([1, 2].map(() => newGateway(options)));
  });
  afterAll(async () => {
    for (const { live, bus } of gateways ?? []) {
      await live.stop();
      await bus.close();
    }
  });

  async function newGateway(options: { brokers: string[]; prefix: string }) {
    const bus = await openKafkaEventBus(options);
    const live = new LiveSurfaces(bus, surfacesFromJson(), logger);
    await live.start();
    const changes = new SurfaceChanges(bus, live, Date.now);
    const put = (k: number, expectedVersion?: number) =>
      changes.put(PutSurfaceRequest.fromPartial({ name: 'home', surface: { k }, expectedVersion }), 'ann', signal);
    return { bus, live, put };
  }

  const says = (gateway: number): number | undefined => gateways[gateway]!.live.find('default', 'home')?.k;

  it('that two gateways change at once say the same on both, and only one change of a version counts', async () => {
    for (let version = 0; version < 20; version++) {
      const outcomes = await Promise.allSettled(gateways.map(({ put }, g) => put(2 * version + g + 1, version)));
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
      await vi.waitFor(() => expect([says(0), says(1)]).toEqual(Array(2).fill(2 * version + winner + 1)), 5000);
    }
  });

  it('reach another gateway within about a second', async () => {
    const began = performance.now();
    await gateways[0]!.put(999);
    await vi.waitFor(() => expect(says(1)).toBe(999), { timeout: 5000, interval: 20 });
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
