import type { GateResult, ModelManifest } from '@stars/contracts';
import { isStarsError, type StarsError } from '@stars/errors';
import { type BusMessage, type PoisonMessage, poisonOf } from '@stars/event-bus';
import { AdmissionGate } from '@stars/platform';
import { AnnouncedModels } from './announced-models.js';
import type { EmbedderDeps } from './embedder-deps.js';
import { fillVectors, type RollOutProgress } from './fill-vectors.js';
import { runGates } from './gates/run-gates.js';
import type { ItemEmbedder } from './item-embedder.js';
import { collectionsOf, type LiveModel, type LiveModels } from './live-models.js';
import { ModelSwitch } from './model-switch.js';
import { RollOutLog, type RollOutTask, reasonOf } from './roll-out-log.js';
import { ROLL_OUT_DEFAULTS, type RollOutSettings } from './roll-out-settings.js';
import { readManifests, readRequests } from './roll-out-tasks.js';
import type { UserEmbedder } from './user-embedder.js';

/** Codes of models that may become readable: a volume lags, or a copy is mended. */
const NOT_YET = new Set(['STARS_NOT_FOUND', 'STARS_MODEL_CORRUPT']);
const UNREADABLE = new Set([...NOT_YET, 'STARS_MODEL_OUTDATED']);

/**
 * Brings a model into service: its vectors are filled beside those that serve, it passes its gates, it is announced, and
 * only then are older versions dropped. If a gate fails, the serving version does not change. The version that served until
 * then is kept fresh for a while, so that a roll-back to it is one message; later, its vectors are filled again first.
 */
export class ModelRollOut {
  onProgress: (progress: RollOutProgress) => void = () => undefined;
  readonly #settings: RollOutSettings;
  readonly #announced: AnnouncedModels;
  /** Why models could not be read last, by tenant and version. */
  readonly #told = new Map<string, string>();
  readonly #log: RollOutLog;
  readonly #switch: ModelSwitch;
  /** A roll-back to a fresh version does not wait for a model that is being filled. */
  readonly #fills = new AdmissionGate({ concurrent: 1 });

  constructor(
    private readonly deps: EmbedderDeps,
    private readonly models: LiveModels,
    private readonly embedders: { items: ItemEmbedder; users: UserEmbedder },
  ) {
    this.#settings = { ...ROLL_OUT_DEFAULTS, ...deps.rollOut };
    this.#announced = new AnnouncedModels(deps.bus);
    this.#log = new RollOutLog(deps);
    this.#switch = new ModelSwitch(deps, models, this.#settings);
  }

  /**
   * Handles manifests. Of several in one batch only the newest of each tenant is rolled out. A model that cannot be read yet
   * comes again; meanwhile others go on, and if one that was trained later serves by then, it stays.
   */
  async apply(messages: readonly BusMessage[]): Promise<PoisonMessage[]> {
    const { tasks, poison } = readManifests(messages);
    for (const [message, task, trained] of tasks) {
      if (await this.#newerServes(task, message, trained)) continue;
      const error = await this.#bring(task);
      if (error) poison.push({ ...poisonOf(message, error), retryable: NOT_YET.has(error.code) });
    }
    for (const { code, reason } of poison) this.deps.logger.error({ code, reason }, 'a model cannot be rolled out');
    return poison;
  }

  /** Handles requests for a version to serve, each once. */
  async applyRequests(messages: readonly BusMessage[]): Promise<PoisonMessage[]> {
    const { requests, poison } = readRequests(messages);
    for (const { tenant, requestId, force, target } of requests) {
      await this.models.follow();
      if (this.models.isDecided(requestId)) continue;
      const asked = { tenant, requestId, force };
      if (target.$case === 'version') {
        await this.#bring({ ...asked, version: target.value, cause: 'request' });
        continue;
      }
      const state = this.models.served(tenant);
      const [before] = state?.before ?? [];
      const task: RollOutTask = { ...asked, version: before ?? target.value, cause: 'roll-back' };
      if (state?.version !== target.value) await this.#refuse(task, `${target.value} does not serve`);
      else if (before === undefined) await this.#refuse(task, `no version from before ${target.value} is kept`);
      else await this.#bring(task);
    }
    return poison;
  }

  /** Returns the error that makes the model permanently unreadable. */
  async #bring(task: RollOutTask): Promise<StarsError | undefined> {
    const { models } = this;
    const { tenant, version, cause } = task;
    await models.follow();
    const state = models.served(tenant);
    if (cause === 'training') {
      // Announced again by a trainer that found nothing new, or because the process died before its offset was stored.
      if (state?.version === version && models.isFresh(tenant, version)) return undefined;
      if (state?.rolledBack.includes(version)) {
        await this.#refuse(task, 'it was rolled back; ./stars models serve lets it serve all the same');
        return undefined;
      }
    }
    const ready = state?.version !== version && models.isFresh(tenant, version);
    let live: LiveModel;
    try {
      live = await this.#load(task);
    } catch (error) {
      if (!isStarsError(error) || !UNREADABLE.has(error.code)) throw error;
      await this.#refuseUnreadable(task, error);
      return error;
    }
    let serves = false;
    try {
      if (!ready) await this.#fill(live, task);
      serves = await this.#judge(live, task, ready);
    } finally {
      await models.release(live);
    }
    if (!serves) await this.#switch.drop(tenant);
    return undefined;
  }

  /**
   * Loads the model and creates its collection before the first vector comes. A collection that was half filled or not kept up
   * to date has missed deletions, so it starts again.
   */
  #load({ tenant, version }: RollOutTask): Promise<LiveModel> {
    const { vectors } = this.deps;
    return this.models.hold(tenant, version, async (model) => {
      const anew = version !== this.models.served(tenant)?.version;
      for (const collection of collectionsOf({ version, model })) {
        if (anew) await vectors.dropCollection(tenant, collection);
        await vectors.createCollection(tenant, collection, model.config.servingWidth);
      }
    });
  }

  #fill(live: LiveModel, task: RollOutTask): Promise<void> {
    return this.#fills.run(async () => {
      const { tenant, model } = live;
      for (const collection of collectionsOf(live)) {
        await this.deps.vectors.createCollection(tenant, collection, model.config.servingWidth);
      }
      // From now on every embedder keeps its vectors up to date.
      await this.#log.publish(task, { outcome: 'filling', before: this.#servedVersion(tenant) });
      await this.models.learn();
      await fillVectors(this.deps, this.embedders, live, this.onProgress);
    });
  }

  /** Whether it serves now. */
  async #judge(live: LiveModel, task: RollOutTask, ready: boolean): Promise<boolean> {
    const { tenant, version, cause } = task;
    const before = this.#servedVersion(tenant);
    const gates = await runGates(this.deps, this.embedders, this.#settings, {
      live,
      sampled: ready,
      // A roll-back has a reason of its own, so the metrics are not compared.
      ...(cause === 'roll-back' || before === version ? {} : { better: { than: await this.#manifestOf(before) } }),
    });
    const failed = gates.some(({ outcome }) => outcome === 'failed');
    const reason = failed && !task.force ? reasonOf(gates) : await this.#switch.to(task, before);
    if (reason !== undefined) await this.#refuse(task, reason, gates);
    else await this.#log.publish(task, { outcome: 'served', before, gates });
    return reason === undefined;
  }

  async #refuse(task: RollOutTask, reason: string, gates: readonly GateResult[] = []): Promise<void> {
    const before = this.#servedVersion(task.tenant);
    await this.#log.publish(task, { outcome: 'refused', before, reason, gates });
    await this.models.follow();
  }

  /** Whether a model that was trained and announced later serves by now; then this one is refused. */
  async #newerServes(task: RollOutTask, message: BusMessage, trained: number): Promise<boolean> {
    if (!(await this.#announced.isOvertaken(task.tenant, message))) return false;
    await this.models.follow();
    const served = this.#servedVersion(task.tenant);
    const serving = this.models.of(task.tenant).find(({ version }) => version === served);
    if ((serving?.model.manifest.createdTime?.getTime() ?? 0) <= trained) return false;
    await this.#refuse(task, `${served} was trained later, and serves`);
    return true;
  }

  /** Tells of further attempts only if they fail in another way. */
  async #refuseUnreadable(task: RollOutTask, { code, message }: StarsError): Promise<void> {
    if (task.cause !== 'training' || !NOT_YET.has(code)) return this.#refuse(task, message);
    const key = `${task.tenant}/${task.version}`;
    if (this.#told.get(key) === message) return;
    this.#told.set(key, message);
    await this.#refuse(task, `${message}; it is tried again for two hours`);
  }

  #servedVersion(tenant: string): string {
    return this.models.served(tenant)?.version ?? '';
  }

  async #manifestOf(version: string): Promise<ModelManifest | undefined> {
    if (version === '') return undefined;
    return this.deps.models.manifest(version).catch((error) => {
      if (isStarsError(error) && UNREADABLE.has(error.code)) return undefined;
      throw error;
    });
  }
}
