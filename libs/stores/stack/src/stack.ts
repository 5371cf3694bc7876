import type { EventBus } from '@stars/event-bus';
import type { ItemCatalog } from '@stars/item-catalog';
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
