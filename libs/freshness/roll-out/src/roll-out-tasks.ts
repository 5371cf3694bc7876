import { DEFAULT_TENANT, decodeMessage, type ServeRequest, TOPICS } from '@stars/contracts';
import { type BusMessage, type PoisonMessage, readMessages } from '@stars/event-bus';
import type { RollOutTask } from './roll-out-log.js';

/** The tasks of a batch's manifests, with when the models were trained (ms): the newest of each tenant. */
export function readManifests(messages: readonly BusMessage[]): {
  tasks: [message: BusMessage, task: RollOutTask, trained: number][];
  poison: PoisonMessage[];
} {
  const newest = new Map<string, [BusMessage, RollOutTask, number]>();
  const poison = readMessages(messages, (message) => {
    const manifest = decodeMessage(TOPICS.models, message.value);
    const tenant = manifest.tenantId || DEFAULT_TENANT;
    const task = { tenant, version: manifest.version, cause: 'training', requestId: '', force: false } as const;
    newest.set(tenant, [message, task, manifest.createdTime?.getTime() ?? 0]);
  });
  return { tasks: [...newest.values()], poison };
}

export interface ReadRequest extends Pick<RollOutTask, 'tenant' | 'requestId' | 'force'> {
  target: NonNullable<ServeRequest['target']>;
}

/** The requests of a batch, in order. */
export function readRequests(messages: readonly BusMessage[]): { requests: ReadRequest[]; poison: PoisonMessage[] } {
  const requests: ReadRequest[] = [];
  const poison = readMessages(messages, (message) => {
    const { tenantId, requestId, force, target } = decodeMessage(TOPICS.serveRequests, message.value);
    requests.push({ tenant: tenantId || DEFAULT_TENANT, requestId, force, target: target! });
  });
  return { requests, poison };
}
