import { encodeServedModel, messageKey, type ServedModel, TOPICS } from '@stars/contracts';
import { AdmissionGate } from '@stars/platform';
import { coldStartCollection } from '@stars/vector-index';
import { type LiveModels, SharedFill } from '@stars/vectors';
import type { RollOutDeps } from './roll-out-deps.js';
import type { RollOutTask } from './roll-out-log.js';
import type { RollOutSettings } from './roll-out-settings.js';
import { servingBefore, servingNext, versionsKept } from './served-state.js';

/**
 * Switches to another version with one atomic message, which gateways and embedders follow. One switch at a time, each from
 * the version that serves at that moment. What it leaves is dropped later (`drop`): that reads all users, and no switch waits for it.
 */
export class ModelSwitch {
  readonly #switches = new AdmissionGate({ concurrent: 1 });
  readonly #drops = new AdmissionGate({ concurrent: 1 });
  /** When versions stopped serving, ms: gateways that are behind may still read them. */
  readonly #left = new Map<string, number>();

  constructor(
    private readonly deps: RollOutDeps,
    private readonly models: LiveModels,
    private readonly settings: RollOutSettings,
  ) {}

  /** Lets the task's version serve; its vectors must be in place. Returns the reason if it may no longer serve. */
  to(task: RollOutTask, from: string): Promise<string | undefined> {
    return this.#switches.run(async () => {
      await this.models.learn();
      const { tenant, version } = task;
      const state = this.models.served(tenant);
      const next = this.#next(task, state);
      if (!next || next.version !== version) return `${from} no longer serves, or ${version} was rolled back meanwhile`;
      await this.deps.vectors.activate(tenant, version);
      await this.deps.bus.publish(TOPICS.servedModels, [encodeServedModel(next)]);
      await this.models.learn();
      if (state) this.#left.set(messageKey(tenant, state.version), this.#now());
      return undefined;
    });
  }

  /** Drops the vectors of versions that do not serve and are neither kept nor being filled. */
  drop(tenant: string): Promise<void> {
    return this.#drops.run(async () => {
      // In this order: what another embedder makes for a fill comes after the list, or its fill is known.
      const collections = await this.deps.vectors.listCollections(tenant);
      await this.models.learn();
      const state = this.models.served(tenant);
      await this.#tidy(tenant, collections, state ? versionsKept(state) : new Set());
    });
  }

  /** Announces a fill while this process drops nothing: a drop that began before would take the new vectors too. */
  whileNothingIsDropped(announce: () => Promise<void>): Promise<void> {
    return this.#drops.run(announce);
  }

  #next(task: RollOutTask, state: ServedModel | undefined): ServedModel | undefined {
    const { tenant, version, cause } = task;
    const time = this.#now();
    if (cause === 'roll-back') return state && servingBefore(state, time, this.settings);
    if (cause === 'training' && state?.rolledBack.includes(version)) return undefined;
    return servingNext(state, tenant, version, time, this.settings);
  }

  async #tidy(tenant: string, collections: readonly string[], kept: ReadonlySet<string>): Promise<void> {
    const { vectors, profiles } = this.deps;
    const all = new Set([...kept, ...this.models.rollOuts.beingFilled(tenant)]);
    const justLeft = (version: string): boolean =>
      this.#now() - (this.#left.get(messageKey(tenant, version)) ?? Number.NEGATIVE_INFINITY) < this.settings.graceMs;
    for (const version of collections) if (justLeft(version)) all.add(version);
    const stay = new Set([...all].flatMap((version) => [version, coldStartCollection(version)]));
    for (const other of collections) if (!stay.has(other)) await vectors.dropCollection(tenant, other);
    await profiles.retainVectors(tenant, [...all]);
    // It takes long. A fill that another embedder began meanwhile may have lost vectors to it.
    await this.models.learn();
    for (const version of this.models.rollOuts.beingFilled(tenant)) {
      if (!all.has(version)) await new SharedFill(this.deps, tenant, version).begin();
    }
  }

  #now(): number {
    return (this.deps.clock ?? Date.now)();
  }
}
