import type { EventBus } from '@stars/event-bus';
import { openPorts } from '@stars/stack';
import type { DataFolder } from './data-folder.js';
import { stackConfig } from './stack-config.js';

/** Runs work on the event bus of the data folder's stack. Always closes the bus afterwards. */
export async function withBus<T>(folder: DataFolder, work: (bus: EventBus) => Promise<T>): Promise<T> {
  const { bus, close } = await openPorts(stackConfig(folder), ['bus']);
  try {
    return await work(bus);
  } finally {
    await close();
  }
}
