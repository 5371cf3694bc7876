import type { Archive, TopicLog } from '@stars/archive';
import { ARCHIVE_PARTITION, partsOfKey, TOPICS } from '@stars/contracts';
import { AdmissionGate, entryOf } from '@stars/platform';
import { LiveModels } from '../live/live-models.js';
import { UserEmbedder } from '../user-embedder.js';
import type { VectorDeps } from '../vector-deps.js';
import { inBatches } from './rebuild-stores.js';

/** How far profiles have what imports wrote to the archive, as the profile store says it: of no tenant. */
const ADDED = ['_stars', 'imported'] as const;

export interface AddImportedOptions {
  archive: Pick<Archive, 'ends'>;
  log: TopicLog;
  /** @param events that are in the histories */
  onProgress?: (events: number) => void;
  /** Called once histories and vectors have the events, before they are known as added: statistics must be counted again. */
  onAdded: () => Promise<unknown>;
  signal?: AbortSignal;
}

/**
 * Puts events that imports wrote to the archive, and that never were on the bus, into histories, and makes the vectors of these users
 * with every live model: all since the last call that came to its end, so that an import that broke off in between lacks nothing after
 * the next. It can be done twice, and embedders may work at the same time.
 * Returns the numbers of events, and of those that nobody can read. Errors: those of the stores and of the log; `signal`'s reason.
 */
export async function addImported(
  deps: Omit<VectorDeps, 'log'>,
  { archive, log, onAdded, onProgress = () => undefined, signal = new AbortController().signal }: AddImportedOptions,
): Promise<{ events: number; unreadable: number }> {
  const counts = { events: 0, unreadable: 0 };
  const added = await deps.profiles.progress(...ADDED);
  const importedFrom = Number(added ?? 0);
  const end = await importedEnd(archive, signal);
  if (end <= importedFrom) return counts;
  const queue = new AdmissionGate({ concurrent: 1 });
  const whole: VectorDeps = { ...deps, log };
  // It follows no model, so that no facts are published: they would not come in the order of the log.
  const histories = new UserEmbedder(whole, new LiveModels(deps, queue), queue);
  const models = new LiveModels(deps, queue);
  const vectors = new UserEmbedder(whole, models, queue);
  try {
    const imported = log.read({ topic: TOPICS.interactions, byKey: true, importedFrom, signal });
    for await (const batch of inBatches(imported)) {
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
  await onAdded();
  // If another import came first, the next adds again what it did not.
  await deps.profiles.putProgress(...ADDED, added, String(end));
  return counts;
}

/** The offset after the last event that an import wrote to the archive. */
async function importedEnd(archive: Pick<Archive, 'ends'>, signal: AbortSignal): Promise<number> {
  const ends = new Map((await archive.ends([TOPICS.interactions], signal))[TOPICS.interactions]);
  return ends.get(ARCHIVE_PARTITION) ?? 0;
}
