import type { EventBus } from '@stars/event-bus';
import type { ItemCatalog } from '@stars/item-catalog';
import type { ProfileStore } from '@stars/profile-store';
import type { VectorIndex } from '@stars/vector-index';

/** The four ports that every service is wired to. Which adapters stand behind them no service knows. */
export interface Stack {
  bus: EventBus;
  profiles: ProfileStore;
  catalog: ItemCatalog;
  vectors: VectorIndex;
  /** Closes all adapters, the bus first. */
  close(): Promise<void>;
}
