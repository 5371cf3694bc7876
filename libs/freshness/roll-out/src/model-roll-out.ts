import type { GateResult } from '@stars/contracts';
import { isStarsError, type StarsError } from '@stars/errors';
import { type BusMessage, drainGroups, EMBEDDER_GROUPS, type PoisonMessage, poisonOf } from '@stars/event-bus';
import { AdmissionGate, Headway } from '@stars/platform';
import { collectionsOf, type LiveModel, type LiveModels, type VectorKeeper } from '@stars/vectors';
import { AnnouncedModels, NOT_YET, readableManifest, UNREADABLE } from './announced-models.js';
import { FillWorker, type RollOutProgress } from './fill-worker.js';
import { runGates } from './gates/run-gates.js';
import { ModelSwitch } from './model-switch.js';
import type { RollOutDeps } from './roll-out-deps.js';
import { RollOutLog, type RollOutTask, reasonOf } from './roll-out-log.js';
import { ROLL_OUT_DEFAULTS, type RollOutSettings } from './roll-out-settings.js';
import { type ReadRequest, readManifests, readRequests } from './roll-out-tasks.js';

/** A batch that waits for longer comes again. */
const LONGEST_STALL_MS = 5000;

/**
 * Brings a model into service: its vectors are filled beside those that serve, it passes its gates, it is announced, and
 * only then are older versions dropped. If a gate fails, the serving version does not change. The version that served until
 * then is kept fresh for a while, so that a roll-back to it is one message; later, its vectors are filled again first.
 * All embedders fill together, and a roll-out whose embedder stops goes on in another one where the fill is.
 */
export class ModelRollOut {
  onProgress: (progress: RollOutProgress) => void = () => undefined;
  readonly worker: FillWorker;
  readonly #models: LiveModels;
  readonly #settings: RollOutSettings;
  readonly #announced: AnnouncedModels;
  /** Why models could not be read last, by tenant and version. */
  readonly #told = new Map<string, string>();
  readonly #log: RollOutLog;
  readonly #switch: ModelSwitch;
  /** A roll-back to a fresh version does not wait for a model that is being filled. */
  readonly #fills = new AdmissionGate({ concurrent: 1 });

  /** @param stop when it fires, this process fills no more */
  constructor(
    private readonly deps: RollOutDeps,
    private readonly vectors: VectorKeeper,
    stop: AbortSignal,
  ) {
    this.#models = vectors.models;
    this.worker = new FillWorker(deps, vectors, stop);
    this.#settings = { ...ROLL_OUT_DEFAULTS, ...deps.rollOut };
    this.#announced = new AnnouncedModels(deps.bus);
    this.#log = new RollOutLog(deps);
    this.#switch = new ModelSwitch(deps, this.#models, this.#settings);
  }

  /**
   * Handles manifests. Of several in one batch only the newest of each tenant is rolled out. A model that cannot be read yet
   * comes again; meanwhile others go on, and if one that was announced later is being filled by then, or serves and was trained
   * later, that one stays. Errors: the signal's reason.
   */
  async apply(messages: readonly BusMessage[], signal: AbortSignal): Promise<PoisonMessage[]> {
    const { tasks, poison } = readManifests(messages);
    for (const [message, task, trained] of tasks) {
      if (await this.#isOvertaken(task, message, trained)) continue;
      const error = await this.#bring(task, signal);
      if (error) poison.push({ ...poisonOf(message, error), retryable: NOT_YET.has(error.code) });
    }
    for (const { code, reason } of poison) this.deps.logger.error({ code, reason }, 'a model cannot be rolled out');
    return poison;
  }

  /**
   * Handles requests for a version to serve, each once. Those that need a fill are left to `applyLongRequests`. Errors: the
   * signal's reason.
   */
  async applyRequests(messages: readonly BusMessage[], signal: AbortSignal): Promise<PoisonMessage[]> {
    const { requests, poison } = readRequests(messages);
    for (const request of requests) {
      const task = await this.#taskOf(request);
      if (task && this.#isReady(task)) await this.#bring(task, signal);
    }
    return poison;
  }

  /** Handles the rest of the requests: those that are undecided once `applyRequests` has passed them. It reports no poison. */
  async applyLongRequests(messages: readonly BusMessage[], signal: AbortSignal): Promise<void> {
    using headway = new Headway('requests that need no fill', signal, LONGEST_STALL_MS);
    await drainGroups(this.deps.bus, [EMBEDDER_GROUPS.serve], { headway, pollMs: 50 });
    for (const request of readRequests(messages).requests) {
      const task = await this.#taskOf(request);
      if (task) await this.#bring(task, signal);
    }
  }

  /** What the request asks for; undefined if it has an outcome, such as a refusal. */
  async #taskOf({ tenant, requestId, force, target }: ReadRequest): Promise<RollOutTask | undefined> {
    await this.#models.follow();
    if (this.#models.rollOuts.isDecided(requestId)) return undefined;
    const asked = { tenant, requestId, force };
    if (target.$case === 'version') return { ...asked, version: target.value, cause: 'request' };
    const state = this.#models.served(tenant);
    const [before] = state?.before ?? [];
    const task: RollOutTask = { ...asked, version: before ?? target.value, cause: 'roll-back' };
    if (state?.version !== target.value) await this.#refuse(task, `${target.value} does not serve`);
    else if (before === undefined) await this.#refuse(task, `no version from before ${target.value} is kept`);
    else return task;
    return undefined;
  }

  /** Whether the version may serve at once, because its vectors are as fresh as those that serve. */
  #isReady({ tenant, version }: RollOutTask): boolean {
    return this.#models.served(tenant)?.version !== version && this.#models.isFresh(tenant, version);
  }

  /** Returns the error that makes the model permanently unreadable. */
  async #bring(task: RollOutTask, signal: AbortSignal): Promise<StarsError | undefined> {
    const models = this.#models;
    const { tenant, version, cause } = task;
    await models.follow();
    const state = models.served(tenant);
    if (cause === 'training') {
      await this.#giveUpOthers(tenant, version);
      // Announced again by a trainer that found nothing new, or because the process died before its offset was stored.
      if (state?.version === version && models.isFresh(tenant, version)) return undefined;
      if (state?.rolledBack.includes(version)) {
        await this.#refuse(task, 'it was rolled back; ./stars models serve lets it serve all the same');
        return undefined;
      }
    }
    const ready = this.#isReady(task);
    const underway = models.rollOuts.beingFilled(tenant).includes(version);
    let loaded: { live: LiveModel; anew: boolean };
    try {
      loaded = await this.#load(task);
    } catch (error) {
      if (!isStarsError(error) || !UNREADABLE.has(error.code)) throw error;
      await this.#refuseUnreadable(task, error);
      await this.worker.end(tenant, version);
      return error;
    }
    const { live, anew } = loaded;
    try {
      if (!ready) await this.#fill(live, task, underway && !anew, signal);
      signal.throwIfAborted();
      if (ready || !(await this.#wasEnded(task))) await this.#judge(live, task, ready, signal);
      await this.worker.end(tenant, version);
    } finally {
      await models.release(live);
    }
    const dropped = this.#switch.drop(tenant);
    // It reads all users: the next roll-back does not wait for it.
    if (ready) dropped.catch((err) => this.deps.logger.warn({ err, tenant }, 'old vectors are dropped another time'));
    else await dropped;
    return undefined;
  }

  /** Whether another embedder, to which the message came too while the group changed, let the version serve meanwhile. */
  async #wasEnded(task: RollOutTask): Promise<boolean> {
    await this.#models.learn();
    return !this.#models.rollOuts.has(task) && this.#servedVersion(task.tenant) === task.version;
  }

  /** Ends the roll-outs of trainings before this one: no message comes again that would finish them. */
  async #giveUpOthers(tenant: string, version: string): Promise<void> {
    const others = this.#models.rollOuts.announced(tenant).filter((other) => other !== version);
    for (const other of others) {
      const task: RollOutTask = { tenant, version: other, cause: 'training', requestId: '', force: false };
      await this.#refuse(task, `${version} came before it was filled`);
      await this.worker.end(tenant, other);
    }
  }

  /**
   * Loads the model and creates its collection before the first vector comes. If the model was live already, its vectors have
   * been kept up to date. Else a collection that is there has missed deletions, so it starts again, and with it the fill: `anew`.
   */
  async #load({ tenant, version }: RollOutTask): Promise<{ live: LiveModel; anew: boolean }> {
    const { vectors } = this.deps;
    let anew = false;
    const live = await this.#models.hold(tenant, version, async (model) => {
      anew = true;
      const serves = version === this.#models.served(tenant)?.version;
      for (const collection of collectionsOf({ version, model })) {
        if (!serves) await vectors.dropCollection(tenant, collection);
        await vectors.createCollection(tenant, collection, model.config.servingWidth);
      }
    });
    return { live, anew };
  }

  /** @param goesOn whether a fill of the version has begun, and its vectors were kept up to date since */
  #fill(live: LiveModel, task: RollOutTask, goesOn: boolean, signal: AbortSignal): Promise<void> {
    return this.#fills.run(async () => {
      const { tenant, model } = live;
      const fill = this.worker.of(live);
      // From now on every embedder keeps its vectors up to date, and fills too.
      await this.#switch.whileNothingIsDropped(async () => {
        for (const collection of collectionsOf(live)) {
          await this.deps.vectors.createCollection(tenant, collection, model.config.servingWidth);
        }
        if (!goesOn || (await fill.state()) === undefined) await fill.begin();
        await this.#log.publish(task, { outcome: 'filling', before: this.#servedVersion(tenant) });
        await this.#models.learn();
      });
      await this.worker.finish(live, signal, this.onProgress);
    });
  }

  /** Lets it serve if it passes its gates. */
  async #judge(live: LiveModel, task: RollOutTask, ready: boolean, signal: AbortSignal): Promise<void> {
    const { tenant, version, cause } = task;
    const before = this.#servedVersion(tenant);
    let gates: GateResult[];
    try {
      gates = await runGates(this.deps, this.vectors, this.#settings, {
        live,
        sampled: ready,
        signal,
        // A roll-back has a reason of its own, so the metrics are not compared.
        ...(cause === 'roll-back' || before === version
          ? {}
          : { better: { than: await readableManifest(this.deps.models, before) } }),
      });
    } catch (error) {
      // Somebody dropped its vectors. It must not stand before requests for other versions.
      if (!ready || !isStarsError(error) || error.code !== 'STARS_NOT_FOUND') throw error;
      return this.#refuse(task, error.message);
    }
    const failed = gates.some(({ outcome }) => outcome === 'failed');
    const reason = failed && !task.force ? reasonOf(gates) : await this.#switch.to(task, before);
    if (reason !== undefined) await this.#refuse(task, reason, gates);
    else await this.#log.publish(task, { outcome: 'served', before, gates });
  }

  async #refuse(task: RollOutTask, reason: string, gates: readonly GateResult[] = []): Promise<void> {
    const before = this.#servedVersion(task.tenant);
    await this.#log.publish(task, { outcome: 'refused', before, reason, gates });
    await this.#models.follow();
  }

  /** Whether a model that was announced later is being filled by now, or serves and was trained later; then this one is refused. */
  async #isOvertaken(task: RollOutTask, message: BusMessage, trained: number): Promise<boolean> {
    const { tenant, version } = task;
    const later = await this.#announced.after(tenant, message);
    if (later === undefined) return false;
    await this.#models.follow();
    if (later !== version && this.#models.rollOuts.announced(tenant).includes(later)) {
      await this.#refuse(task, `${later} came before it was filled`);
      await this.worker.end(tenant, version);
      return true;
    }
    const served = this.#servedVersion(tenant);
    if (((await readableManifest(this.deps.models, served))?.createdTime?.getTime() ?? 0) <= trained) return false;
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
    return this.#models.served(tenant)?.version ?? '';
  }
}
