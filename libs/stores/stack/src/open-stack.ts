import { join } from 'node:path';
import { openKafkaEventBus, tracedBus } from '@stars/event-bus';
import { openElasticsearchItemCatalog } from '@stars/item-catalog';
import { isTracing, tracedPort, trustAuthorities } from '@stars/platform';
import { openRedisProfileStore } from '@stars/profile-store';
import { EmbeddedVectorIndex, openQdrantVectorIndex, VECTOR_SCAN } from '@stars/vector-index';
import { openEmbeddedPorts } from './embedded-stack.js';
import { ALL_PORTS, type OpenPorts, type OpenStackOptions, type PortName, type Ports, type Stack } from './stack.js';
import type { ServersConfig, StackConfig } from './stack-config.js';

type Openers = { [N in PortName]: () => Promise<Ports[N]> };

/** All four ports. Errors: those of `openPorts`. */
export function openStack(config: StackConfig, options: OpenStackOptions = {}): Promise<Stack> {
  return openPorts(config, ALL_PORTS, options);
}

/**
 * Only the ports that a process uses: one that only reads the bus needs no Redis.
 * Errors: `STARS_UNAVAILABLE` if a server stays away for some seconds, `STARS_CONFIG_INVALID`; then nothing is left open.
 */
export async function openPorts<N extends PortName>(
  config: StackConfig,
  names: readonly N[],
  options: OpenStackOptions = {},
): Promise<OpenPorts<N>> {
  const ports = await openPortsOf(config, names, options);
  const searchesItself = config.kind === 'embedded' || config.vectors.kind === 'embedded';
  if (options.answersRequests && searchesItself) {
    options.logger?.info({ scan: VECTOR_SCAN }, 'vectors are searched in this process');
  }
  return isTracing() ? traced(ports) : ports;
}

/** The same ports, whose calls are a part of the trace of who makes them. */
function traced<N extends PortName>(ports: OpenPorts<N>): OpenPorts<N> {
  const { bus, profiles, catalog, vectors } = ports as Partial<Ports>;
  return {
    ...ports,
    ...(bus && { bus: tracedBus(bus) }),
    ...(profiles && { profiles: tracedPort('profiles', profiles) }),
    ...(catalog && { catalog: tracedPort('catalog', catalog) }),
    ...(vectors && { vectors: tracedPort('vectors', vectors) }),
  };
}

async function openPortsOf<N extends PortName>(
  config: StackConfig,
  names: readonly N[],
  options: OpenStackOptions,
): Promise<OpenPorts<N>> {
  if (config.kind === 'embedded') return openEmbeddedPorts(config.dataDir, names, options);
  const endTrust = config.authorities === undefined ? undefined : trustAuthorities(config.authorities);
  const open = openersOf(config, options);
  const settled = await Promise.allSettled(names.map(async (name) => [name, await open[name]()] as const));
  const opened = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const close = async (): Promise<void> => {
    const inOrder = opened.toSorted(([a], [b]) => ALL_PORTS.indexOf(a) - ALL_PORTS.indexOf(b));
    for (const [, port] of inOrder) await port.close();
    endTrust?.();
  };
  const failed = settled.find((each) => each.status === 'rejected');
  if (failed) {
    await close();
    throw failed.reason;
  }
  return { ...(Object.fromEntries(opened) as Pick<Ports, N>), close };
}

function openersOf(config: ServersConfig, { logger, metrics }: OpenStackOptions): Openers {
  const warn = (message: string): void => logger?.warn(message);
  return {
    bus: () => openKafkaEventBus({ ...config.kafka, ...(logger && { logger }), ...(metrics && { metrics }) }),
    profiles: () => openRedisProfileStore({ ...config.redis, onWarning: warn }),
    catalog: () => openElasticsearchItemCatalog(config.elasticsearch),
    vectors: async () => {
      const { vectors, dataDir } = config;
      if (vectors.kind === 'embedded') return EmbeddedVectorIndex.open(join(dataDir, 'vectors.db'));
      return openQdrantVectorIndex(vectors);
    },
  };
}
