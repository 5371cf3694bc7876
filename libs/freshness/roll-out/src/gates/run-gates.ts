import type { GateResult, ModelManifest } from '@stars/contracts';
import type { ItemEmbedder, LiveModel, UserEmbedder } from '@stars/vectors';
import type { RollOutDeps } from '../roll-out-deps.js';
import type { RollOutSettings } from '../roll-out-settings.js';
import { itemCoverage } from './item-coverage.js';
import { offlineMetrics } from './offline-metrics.js';
import { offsetBounds } from './offset-bounds.js';
import { sampleUsers } from './sample-users.js';
import { searchRecall } from './search-recall.js';
import { userCoverage } from './user-coverage.js';

export interface GateQuestion {
  live: LiveModel;
  /** Whether samples of items and users are enough: if a version was kept fresh, all have their vectors. */
  sampled: boolean;
  signal: AbortSignal;
  /** Present if the metrics must be no worse than those of the model that serves; that model is absent if none serves. */
  better?: { than: ModelManifest | undefined };
}

/** All gates that a version must pass before it serves. Errors: the signal's reason; those of the stores. */
export async function runGates(
  deps: RollOutDeps,
  embedders: { items: ItemEmbedder; users: UserEmbedder },
  settings: RollOutSettings,
  { live, sampled, signal, better }: GateQuestion,
): Promise<GateResult[]> {
  const { tenant, version, model } = live;
  const limit = sampled ? settings.sample : undefined;
  const items = await itemCoverage(deps, embedders.items, live, settings.readableAtLeast, signal, limit);
  const users = await userCoverage(deps, embedders.users, live, signal, limit);
  const sample = await sampleUsers(deps.profiles, tenant, version, settings.sample);
  const recall = await searchRecall(deps.vectors, tenant, version, sample, settings);
  const timeline = await deps.context.timeline(tenant);
  const offsets = offsetBounds(model, sample, timeline, (deps.clock ?? Date.now)());
  const metrics = better ? [offlineMetrics(model.manifest, better.than, settings.metricMargin, deps.eventTimes)] : [];
  return [...items, users, recall, offsets, ...metrics];
}
