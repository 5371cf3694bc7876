import { DEFAULT_TENANT, TOPICS } from '@stars/contracts';
import type { HealthRegistry } from '@stars/platform';
import type { Ports } from './stack.js';

const CHECKS: { [N in keyof Ports]: { name: string; ask: (port: Ports[N]) => Promise<unknown> } } = {
  bus: { name: 'event-bus', ask: (bus) => bus.endOffsets(TOPICS.interactions) },
  profiles: { name: 'profile-store', ask: (profiles) => profiles.get(DEFAULT_TENANT, ['readiness']) },
  catalog: { name: 'item-catalog', ask: (catalog) => catalog.get(DEFAULT_TENANT, ['readiness']) },
  vectors: { name: 'vector-index', ask: (vectors) => vectors.listCollections(DEFAULT_TENANT) },
};

/** A process is ready if all ports that it uses answer. */
export function registerPortChecks(health: HealthRegistry, ports: Partial<Ports>): void {
  const add = <N extends keyof Ports>(key: N): void => {
    const port = ports[key];
    const { name, ask } = CHECKS[key];
    if (port) health.register(name, async () => void (await ask(port as Ports[N])));
  };
  for (const key of Object.keys(CHECKS) as (keyof Ports)[]) add(key);
}
