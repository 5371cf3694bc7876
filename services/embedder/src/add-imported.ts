import type { TopicLog } from '@stars/archive';
import { partsOfKey, TOPICS } from '@stars/contracts';
import { AdmissionGate, entryOf } from '@stars/platform';
import type { EmbedderDeps } from './embedder-deps.js';
import { LiveModels } from './live-models.js';
import { inBatches } from './rebuild-stores.js';
import { UserEmbedder } from './user-embedder.js';

export interface AddImportedOptions {
  log: TopicLog;
  /** Ids of the imports. */
  imports: readonly string[];
  /** @param events that are in the histories */
  onProgress?: (events: number) => void;
  signal?: AbortSignal;
}

/**
 * Puts events of imports that are in the archive, and never were on the bus, into histories, and makes the vectors of these users with
 * every live model. It can be done twice, and embedders may work at the same time. Statistics must be counted again afterwards.
 * Returns the numbers of events, and of those that nobody can read. Errors: those of the stores and of the log; `signal`'s reason.
 */
export async function addImported(
  deps: Omit<EmbedderDeps, 'rollOut' | 'batchEveryMs' | 'log'>,
  { log, imports, onProgress = () => undefined, signal = new AbortController().signal }: AddImportedOptions,
): Promise<{ events: number; unreadable: number }> {
  const queue = new AdmissionGate({ concurrent: 1 });
  const whole: EmbedderDeps = { ...deps, log };
  // It follows no model, so that no facts are published: they would not come in the order of the log.
  const histories = new UserEmbedder(whole, new LiveModels(deps, queue), queue);
  const models = new LiveModels(deps, queue);
  const vectors = new UserEmbedder(whole, models, queue);
  const counts = { events: 0, unreadable: 0 };
  try {
    for await (const batch of inBatches(log.read({ topic: TOPICS.interactions, byKey: true, imports, signal }))) {
      signal.throwIfAborted();
      await models.follow();
      counts.unreadable += (await histories.applyInteractions(batch)).length;
      const users = new Map<string, Set<string>>();
      for (const { key } of batch) {
        const { tenantId, id } = partsOfKey(key);
        entryOf(users, tenantId, () => new Set<string>()).add(id);
      }
      for (const [tenant, ids] of users) {
        for (const live of models.of(tenant)) await vectors.encode(live, [...ids]);
      }
      counts.events += batch.length;
      onProgress(counts.events);
    }
  } finally {
    models.close();
  }
  return counts;
}
