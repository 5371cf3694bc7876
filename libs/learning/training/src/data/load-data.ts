import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TOPICS } from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import { loadTrainingData, type TrainingData, type TrainingDataOptions } from '@stars/features';
import { PreparedLog } from './prepared-log.js';

/** At 160 bytes an event while a run is planned: 1.6 GB. */
export const MAX_EVENTS = 10_000_000;

export interface LoadOptions extends Omit<TrainingDataOptions, 'log' | 'onLeftOut'> {
  dataDir: string;
  /** Most interactions held in memory: the newest. */
  maxEvents: number;
  onWarning: (message: string) => void;
}

/**
 * Loads the data from the bus. The first time it also writes the interactions in a compact binary form to
 * `DATA/prepared/<digest>`, which later runs read quickly. The digest covers everything that decides the content, so new
 * events make a new folder, and the old one is removed.
 */
export async function loadData(bus: EventBus, options: LoadOptions): Promise<TrainingData> {
  const { dataDir, onWarning, ...rest } = options;
  const read = (topic: Parameters<EventBus['read']>[0]['topic']) =>
    bus.read({ topic, ...(rest.signal ? { signal: rest.signal } : {}) });
  const digest = await digestOf(bus, rest);
  const root = join(dataDir, 'prepared');
  const prepared = new PreparedLog(join(root, digest));
  const log = await prepared.read().catch((error: unknown) => {
    if (!isStarsError(error) || error.code !== 'STARS_DIGEST_MISMATCH') throw error;
    onWarning(`${error.message}; it is prepared anew`);
    return undefined;
  });
  if (log) return loadTrainingData(read, { ...rest, log });
  const data = await loadTrainingData(read, {
    ...rest,
    onLeftOut: (events) =>
      onWarning(
        `${events.toLocaleString('en')} events are left out: ${rest.maxEvents.toLocaleString('en')} newer ones are as many as may be held`,
      ),
  });
  // Events that arrived during the reading are in the log but not in the digest.
  if ((await digestOf(bus, rest)) === digest) await keep(prepared, data, root, digest, onWarning);
  return data;
}

/** A full disk only means that the next run reads the events again. */
async function keep(
  prepared: PreparedLog,
  data: TrainingData,
  root: string,
  digest: string,
  onWarning: (message: string) => void,
): Promise<void> {
  for (const name of await readdir(root).catch(() => [])) {
    if (name !== digest) await rm(join(root, name), { recursive: true, force: true });
  }
  try {
    await prepared.write(data.log);
  } catch (error) {
    if (!isStarsError(error) || error.code !== 'STARS_DISK_FULL') throw error;
    onWarning(`${error.message}; the next run reads the events again`);
  }
}

/** Interactions, and users, whose deletions remove events. */
async function digestOf(
  bus: EventBus,
  { tenant, maxEvents }: Pick<LoadOptions, 'tenant' | 'maxEvents'>,
): Promise<string> {
  const offsets = [];
  for (const topic of [TOPICS.interactions, TOPICS.users]) offsets.push([...(await bus.endOffsets(topic))]);
  return createHash('sha256').update(JSON.stringify({ tenant, maxEvents, offsets })).digest('hex').slice(0, 16);
}
