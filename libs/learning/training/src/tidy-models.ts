import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_TENANT, type ModelManifest, type RollOut, type ServedModel, TOPICS } from '@stars/contracts';
import { type EventBus, readAnnouncements } from '@stars/event-bus';
import type { ModelRegistry } from '@stars/inference';
import { isUnfinished, PLAN_AGE_MS } from './run/run-plan.js';

/** A model younger than this is kept: its roll-out may still be tried. */
const YOUNG_MS = 3 * 3_600_000;

export interface TidyOptions {
  bus: Pick<EventBus, 'read'>;
  models: ModelRegistry;
  /** Its `runs` folder is tidied too. */
  dataDir: string;
  /** How many models of each tenant are kept, the newest, besides those that serve or may serve again. */
  newest: number;
  /** ms since 1970 */
  now: number;
  /** Whether the report says what would go, and all stays. */
  dryRun?: boolean;
}

export interface TidyReport {
  deletedModels: string[];
  keptModels: string[];
  deletedRuns: string[];
  keptRuns: string[];
}

/**
 * Deletes old models and runs. A version that serves, that a roll-back may go to, or whose roll-out is not at its end is never
 * deleted. A run goes with its model; one that was stopped goes once no training may go on with it.
 */
export async function tidyModels(options: TidyOptions): Promise<TidyReport> {
  const { models, dataDir, now, dryRun = false } = options;
  const versions = await models.versions();
  const kept = await keptVersions(options, versions);
  const deletedModels = versions.filter((version) => !kept.has(version));
  if (!dryRun) for (const version of deletedModels) await models.remove(version);
  const folder = join(dataDir, 'runs');
  const runs: string[] = await readdir(folder).catch(() => []);
  const deletedRuns: string[] = [];
  for (const run of runs.sort()) {
    const path = join(folder, run);
    if (kept.has(run) || (isUnfinished(path) && now - (await lastChange(path)) <= PLAN_AGE_MS)) continue;
    if (!dryRun) await rm(path, { recursive: true, force: true });
    deletedRuns.push(run);
  }
  return {
    deletedModels,
    keptModels: [...kept].sort(),
    deletedRuns,
    keptRuns: runs.filter((run) => !deletedRuns.includes(run)),
  };
}

async function keptVersions(
  { bus, models, newest, now }: TidyOptions,
  versions: readonly string[],
): Promise<Set<string>> {
  const inUse = await versionsInUse(bus);
  const kept = new Set<string>();
  const others: ModelManifest[] = [];
  for (const version of versions) {
    // What cannot be read now may be a copy on its way.
    const manifest = inUse.has(version) ? undefined : await models.manifest(version).catch(() => undefined);
    const age = now - (manifest?.createdTime?.getTime() ?? now);
    if (!manifest || age < YOUNG_MS) kept.add(version);
    else others.push(manifest);
  }
  const created = ({ createdTime }: ModelManifest): number => createdTime?.getTime() ?? 0;
  for (const ofTenant of Map.groupBy(others, ({ tenantId }) => tenantId || DEFAULT_TENANT).values()) {
    const first = ofTenant.sort((a, b) => created(b) - created(a)).slice(0, newest);
    for (const { version } of first) kept.add(version);
  }
  return kept;
}

/** Versions that serve, served before, are being filled, or that someone asked for, of all tenants. */
async function versionsInUse(bus: Pick<EventBus, 'read'>): Promise<Set<string>> {
  const states = new Map<string, ServedModel>();
  await readAnnouncements(bus, TOPICS.servedModels, (state) => states.set(state.tenantId || DEFAULT_TENANT, state));
  /** By roll-out: two may fill one version and end separately. */
  const filling = new Map<string, string>();
  const switched = new Map<string, RollOut>();
  const decided = new Set<string>();
  await readAnnouncements(bus, TOPICS.rollOuts, (step) => {
    const tenant = step.tenantId || DEFAULT_TENANT;
    const rollOut = JSON.stringify([tenant, step.cause, step.requestId, step.version]);
    if (step.outcome === 'filling') filling.set(rollOut, step.version);
    else filling.delete(rollOut);
    if (step.outcome === 'served') switched.set(tenant, step);
    if (step.outcome !== 'filling') decided.add(step.requestId);
  });
  const asked: string[] = [];
  await readAnnouncements(bus, TOPICS.serveRequests, ({ requestId, target }) => {
    if (target && !decided.has(requestId)) asked.push(target.value);
  });
  return new Set([
    ...[...states.values()].flatMap(({ version, before, fresh }) => [version, ...before, fresh]),
    ...[...switched.values()].flatMap(({ version, before }) => [version, before]),
    ...filling.values(),
    ...asked,
  ]);
}

/** When a file of the folder was changed last, ms since 1970. */
async function lastChange(folder: string): Promise<number> {
  let last = 0;
  for (const name of await readdir(folder).catch((): string[] => [])) {
    const { mtimeMs } = await stat(join(folder, name)).catch(() => ({ mtimeMs: 0 }));
    last = Math.max(last, mtimeMs);
  }
  return last;
}
