import type { EventBus } from '@stars/event-bus';
import type { ItemCatalog } from '@stars/item-catalog';
import type { Logger, Metrics } from '@stars/platform';
import type { ProfileStore } from '@stars/profile-store';
import type { VectorIndex } from '@stars/vector-index';

/** The four ports of services. No service knows which adapters are behind them. */
export interface Ports {
  bus: EventBus;
  profiles: ProfileStore;
  catalog: ItemCatalog;
  vectors: VectorIndex;
}

export type PortName = keyof Ports;

/** Some of the ports, open. */
export type OpenPorts<N extends PortName> = Pick<Ports, N> & {
  /** Closes all adapters, the bus first. */
  close(): Promise<void>;
};

/** All of them. */
export type Stack = OpenPorts<PortName>;

export const ALL_PORTS: readonly PortName[] = ['bus', 'profiles', 'catalog', 'vectors'];

export interface OpenStackOptions {
  logger?: Logger;
  /** Gets counts of what consumers of the bus could not handle. */
  metrics?: Metrics;
  /** Whether this thread answers requests: then publishing has a separate thread in an embedded stack. */
  answersRequests?: boolean;
  /** How long a batch of a consumer may take of this thread in an embedded stack (ms); absent: as long as it takes. */
  turnMs?: number;
  /** Memory for pages of an embedded stack's file (MiB); absent: for large writes too. */
  cacheMiB?: number;
}
