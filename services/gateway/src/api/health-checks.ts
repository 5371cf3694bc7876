import { DEFAULT_TENANT, TOPICS } from '@stars/contracts';
import type { GatewayDeps } from '../gateway-deps.js';

type Checked = Pick<GatewayDeps, 'bus' | 'profiles' | 'catalog' | 'vectors' | 'health'>;

/**
 * The gateway is ready when its stores answer. It needs no model: without one it serves the newest items, and says so.
 */
export function registerHealthChecks({ health, bus, profiles, catalog, vectors }: Checked): void {
  health.register('event-bus', async () => void (await bus.endOffsets(TOPICS.interactions)));
  health.register('profile-store', async () => void (await profiles.get(DEFAULT_TENANT, ['readiness'])));
  health.register('item-catalog', async () => void (await catalog.get(DEFAULT_TENANT, ['readiness'])));
  health.register('vector-index', async () => void (await vectors.listCollections(DEFAULT_TENANT)));
}
