import type { EventBus } from '@stars/event-bus';
import type { DataFolder } from './data-folder.js';
import { stackConfig } from './stack-config.js';

/** Runs work on the event bus of the data folder's stack. Always closes the bus afterwards. */
export async function withBus<T>(folder: DataFolder, work: (bus: EventBus) => Promise<T>): Promise<T> {
  const { openPorts } = await import('@stars/stack');
  const { bus, close } = await openPorts(stackConfig(folder), ['bus']);
  try {
    return await work(bus);
  } finally {
    await close();
  }
}
