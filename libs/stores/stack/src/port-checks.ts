import { DEFAULT_TENANT } from '@stars/contracts';
import { ERASURES } from '@stars/event-bus';
import type { HealthRegistry } from '@stars/platform';
import type { Ports } from './stack.js';

const CHECKS: { [N in keyof Ports]: { name: string; ask: (port: Ports[N]) => Promise<unknown> } } = {
  bus: { name: 'event-bus', ask: (bus) => bus.endOffsets(ERASURES) },
  profiles: { name: 'profile-store', ask: (profiles) => profiles.get(DEFAULT_TENANT, ['readiness']) },
  catalog: { name: 'item-catalog', ask: (catalog) => catalog.get(DEFAULT_TENANT, ['readiness']) },
  vectors: { name: 'vector-index', ask: (vectors) => vectors.listCollections(DEFAULT_TENANT) },
};

export interface PortCheck {
  name: string;
  /** Errors: those of the port. */
  ask: () => Promise<unknown>;
}

/** For each port, a question that its server answers soon if it is there. */
export function portChecks(ports: Partial<Ports>): PortCheck[] {
  const checkOf = <N extends keyof Ports>(key: N): PortCheck[] => {
    const port = ports[key];
    const { name, ask } = CHECKS[key];
    return port ? [{ name, ask: () => ask(port as Ports[N]) }] : [];
  };
  return (Object.keys(CHECKS) as (keyof Ports)[]).flatMap(checkOf);
}

/** A consumer is ready if all ports that it uses answer: its effects need each of them. */
export function registerPortChecks(health: HealthRegistry, ports: Partial<Ports>): void {
  for (const { name, ask } of portChecks(ports)) health.register(name, async () => void (await ask()));
}
