import { DEFAULT_TENANT, decodeMessage, type ModelComparison, TOPICS } from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import { basketRules, type TrainingData } from '@stars/features';
import { type ModelStore, StarsModel } from '@stars/inference';
import type { FirstFit } from './training-stages.js';
import { validationSessions } from './validation-window.js';
import { measureSessions } from './validator.js';

/** Most users whose sessions are compared. */
const USERS = 2000;
const METRIC = 'ndcg@10 of the next basket';

/** The version that serves a tenant; undefined if none serves. */
export async function servedVersion(bus: Pick<EventBus, 'read'>, tenant: string): Promise<string | undefined> {
  let version: string | undefined;
  for await (const batch of bus.read({ topic: TOPICS.servedModels })) {
    for (const { value } of batch) {
      try {
        const served = decodeMessage(TOPICS.servedModels, value);
        if ((served.tenantId || DEFAULT_TENANT) === tenant) version = served.version;
      } catch (error) {
        // Gateways report this and keep the version they have.
        if (!isStarsError(error)) throw error;
      }
    }
  }
  return version;
}

/**
 * Compares the model in training with the one that serves, by h_next over the same candidates, on sessions that neither has
 * seen: in the held-out window and after the end of the serving model's data. The serving model may have seen later events
 * than the first fit, which is to its advantage. Undefined, with a warning, if there are no such sessions, or if the serving
 * model cannot be read or uses other text embeddings.
 */
export async function compareWithServing(
  store: ModelStore,
  version: string,
  data: TrainingData,
  keep: (row: number, user: number) => boolean,
  first: FirstFit,
  seed: number,
  onWarning: (message: string) => void,
): Promise<ModelComparison | undefined> {
  const serving = await open(store, version, onWarning);
  if (!serving) return undefined;
  try {
    const { plan } = first;
    const { ids } = plan.items;
    if (!ids.some((id) => serving.reads(data.items.get(id)!))) {
      onWarning(`not compared with ${version}, which serves: it reads other text embeddings`);
      return undefined;
    }
    const from = Math.max(first.validationFrom, serving.manifest.dataUntil?.getTime() ?? Number.POSITIVE_INFINITY);
    const sessions = validationSessions(data.log, keep, from, new Map(ids.map((id, row) => [id, row])), {
      users: USERS,
      seed,
      limit: Math.max(plan.config.maxLength, serving.config.maxLength),
      baskets: basketRules(plan.spec),
    });
    if (sessions.length === 0) {
      onWarning(`not compared with ${version}, which serves: it has seen every session that is held out`);
      return undefined;
    }
    const candidate = await StarsModel.create(first.artifact());
    try {
      return {
        version,
        metric: METRIC,
        candidate: measureSessions(candidate, data, ids, sessions).ndcg,
        serving: measureSessions(serving, data, ids, sessions).ndcg,
        sessions: sessions.length,
        from: new Date(from),
      };
    } finally {
      candidate.dispose();
    }
  } finally {
    serving.dispose();
  }
}

async function open(
  store: ModelStore,
  version: string,
  onWarning: (message: string) => void,
): Promise<StarsModel | undefined> {
  try {
    return await StarsModel.create(await store.load(version));
  } catch (error) {
    if (!isStarsError(error)) throw error;
    onWarning(`not compared with ${version}, which serves: ${error.message}`);
    return undefined;
  }
}
