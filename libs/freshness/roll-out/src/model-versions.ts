import { DEFAULT_TENANT, LIMITS, type ModelManifest, type RollOut, type ServedModel, TOPICS } from '@stars/contracts';
import { type EventBus, readAnnouncements } from '@stars/event-bus';
import type { ModelRegistry } from '@stars/inference';

/** What is known of one version. */
export interface ModelVersion {
  version: string;
  /** serves; before: a roll-back may return to it; rolled back; filling; refused; served: it did once, its vectors are gone; new: not tried yet. */
  state: 'serves' | 'before' | 'rolled back' | 'filling' | 'refused' | 'served' | 'new';
  /** Whether its training announced it: a model for an evaluation, or one that is not to serve by itself, is not. */
  announced: boolean;
  /** Absent if it is not in the registry. */
  manifest?: ModelManifest;
  /** The last step of its last roll-out. */
  last?: RollOut;
}

export interface ModelVersions {
  served: ServedModel | undefined;
  /** The newest first. */
  versions: ModelVersion[];
}

/** Reads of a tenant which version serves, the outcome of every roll-out, and the manifests of the registry. */
export async function readModelVersions(
  bus: EventBus,
  models: Pick<ModelRegistry, 'versions' | 'manifest'>,
  tenant = DEFAULT_TENANT,
): Promise<ModelVersions> {
  const isOurs = ({ tenantId }: { tenantId: string }): boolean => (tenantId || DEFAULT_TENANT) === tenant;
  let served: ServedModel | undefined;
  await readAnnouncements(bus, TOPICS.servedModels, (message) => {
    if (isOurs(message)) served = message;
  });
  const last = new Map<string, RollOut>();
  await readAnnouncements(bus, TOPICS.rollOuts, (step) => {
    if (isOurs(step)) last.set(step.version, step);
  });
  const announced = new Set<string>();
  await readAnnouncements(bus, TOPICS.models, (manifest) => {
    if (isOurs(manifest)) announced.add(manifest.version);
  });
  const manifests = new Map<string, ModelManifest>();
  for (const version of await models.versions()) {
    // A damaged folder must not hide the others.
    const manifest = await models.manifest(version).catch(() => undefined);
    if (manifest && isOurs(manifest)) manifests.set(version, manifest);
  }
  const names = new Set([...manifests.keys(), ...last.keys(), ...(served ? [served.version, ...served.before] : [])]);
  const versions = [...names].map((version): ModelVersion => {
    const [manifest, step] = [manifests.get(version), last.get(version)];
    return {
      version,
      state: stateOf(version, served, step),
      announced: announced.has(version),
      ...(manifest ? { manifest } : {}),
      ...(step ? { last: step } : {}),
    };
  });
  const created = ({ manifest, last: step }: ModelVersion): number =>
    (manifest?.createdTime ?? step?.time)?.getTime() ?? 0;
  versions.sort((a, b) => created(b) - created(a) || (a.version < b.version ? -1 : 1));
  return { served, versions };
}

/** All steps of a version's roll-outs for a tenant, oldest first; of many, the last ones. */
export async function readRollOuts(bus: EventBus, tenant: string, version: string): Promise<RollOut[]> {
  const steps: RollOut[] = [];
  await readAnnouncements(bus, TOPICS.rollOuts, (step) => {
    if ((step.tenantId || DEFAULT_TENANT) === tenant && step.version === version) steps.push(step);
  });
  return steps.slice(-LIMITS.rollOuts);
}

/** The step that ends a requested roll-out; undefined until there is one. */
export async function outcomeOf(
  bus: EventBus,
  requestId: string,
  onFilling: (version: string) => void,
): Promise<RollOut | undefined> {
  let outcome: RollOut | undefined;
  await readAnnouncements(bus, TOPICS.rollOuts, (step) => {
    if (step.requestId !== requestId) return;
    if (step.outcome === 'filling') onFilling(step.version);
    else outcome ??= step;
  });
  return outcome;
}

function stateOf(version: string, served: ServedModel | undefined, step: RollOut | undefined): ModelVersion['state'] {
  if (served?.version === version) return 'serves';
  if (step?.outcome === 'filling') return 'filling';
  if (served?.before.includes(version)) return 'before';
  if (served?.rolledBack.includes(version)) return 'rolled back';
  if (step?.outcome === 'refused') return 'refused';
  return step ? 'served' : 'new';
}
