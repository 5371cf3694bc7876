import { DEFAULT_TENANT, type ItemFeatures, messageKey, type ServedModel, TOPICS } from '@stars/contracts';
import { followTopic, ModelInfo, ModelRetries, StarsModel, TokenCache } from '@stars/inference';
import type { AdmissionGate, TopicFollower } from '@stars/platform';
import { StatisticsSteps } from '@stars/statistics';
import { coldStartCollection } from '@stars/vector-index';
import type { VectorDeps } from '../vector-deps.js';
import { freshVersion } from './fresh-version.js';
import { RollOutsUnderway } from './roll-outs-underway.js';

/** A loaded model with the tokens of its items. */
export interface LiveModel {
  tenant: string;
  version: string;
  model: StarsModel;
  tokens: TokenCache;
}

/** The collections of its item vectors: all items, and a separate one of the cold-start items. */
export const collectionsOf = ({ version, model }: Pick<LiveModel, 'version' | 'model'>): string[] =>
  model.knowsColdStartItems ? [version, coldStartCollection(version)] : [version];

/** A version is dropped a little after its last use, because clocks of machines differ. */
const CLOCK_MARGIN_MS = 60_000;
/** Time between two reads of the other embedders' announcements on the bus. */
const FOLLOW_MS = 200;

/**
 * The models whose vectors are kept up to date: the one that serves, the one that served before for as long as a
 * roll-back may go there at once, and those being filled, by any embedder: each learns of them from the bus.
 */
export class LiveModels {
  readonly rollOuts = new RollOutsUnderway();
  readonly #live = new Map<string, LiveModel[]>();
  readonly #states = new Map<string, ServedModel>();
  /** Number of roll-outs of this process that use the model; each releases it at its end. */
  readonly #held = new Map<LiveModel, number>();
  readonly #patience = new ModelRetries();
  readonly #info: ModelInfo;
  readonly #followers: readonly TopicFollower[];
  /** What is counted of all users. */
  readonly statistics: StatisticsSteps;
  #followAt = 0;
  #following = Promise.resolve();
  #generation = 0;

  constructor(
    private readonly deps: VectorDeps,
    private readonly queue: AdmissionGate,
  ) {
    this.#info = new ModelInfo(deps.metrics, 'vectors');
    this.statistics = new StatisticsSteps(deps.bus, (tenant) => ({
      live: this.of(tenant),
      isServed: this.#states.has(tenant),
    }));
    // In this order: the end of a roll-out must be known before its result is read.
    const { bus, logger } = deps;
    const onUnreadable = (err: unknown): void => logger.error({ err }, 'an announcement cannot be read');
    this.#followers = [
      followTopic(
        bus,
        TOPICS.rollOuts,
        (step) => {
          this.rollOuts.note(step);
          // It may have been repaired.
          if (step.outcome === 'filling')
            this.#patience.forget(messageKey(step.tenantId || DEFAULT_TENANT, step.version));
        },
        onUnreadable,
      ),
      followTopic(
        bus,
        TOPICS.servedModels,
        (state) => this.#states.set(state.tenantId || DEFAULT_TENANT, state),
        onUnreadable,
      ),
    ];
  }

  /** Tenants that have live models, or should have. */
  get tenants(): string[] {
    return [...new Set([...this.#states.keys(), ...this.rollOuts.tenants(), ...this.#live.keys()])];
  }

  of(tenant: string): readonly LiveModel[] {
    return this.#live.get(tenant) ?? [];
  }

  /** Versions that should be live and cannot be read yet. */
  absent(tenant: string): string[] {
    return [...this.#wanted(tenant)].filter((version) => !this.of(tenant).some((live) => live.version === version));
  }

  /** False for a model that was dropped. */
  has(live: LiveModel): boolean {
    return this.of(live.tenant).includes(live);
  }

  /** Changes with every model that becomes live, or that should and cannot be read. */
  get generation(): number {
    return this.#generation;
  }

  /** The last announcement, whether or not its model could be loaded. */
  served(tenant: string): ServedModel | undefined {
    return this.#states.get(tenant);
  }

  /** The models that any embedder is filling. */
  filling(): LiveModel[] {
    const all = [...this.#live.values()].flat();
    return all.filter(({ tenant, version }) => this.rollOuts.beingFilled(tenant).includes(version));
  }

  /** Whether the version's vectors are as fresh as those that serve: it may serve at once. */
  isFresh(tenant: string, version: string): boolean {
    const state = this.#states.get(tenant);
    const fresh = state?.version === version || freshVersion(state, this.#now()) === version;
    return fresh && this.of(tenant).some((live) => live.version === version);
  }

  /** Reads announcements since the last call, by this process or another embedder. */
  async learn(): Promise<void> {
    for (const follower of this.#followers) await follower.catchUp();
  }

  /**
   * Reads announcements, loads models that become live, and drops the others. A model that cannot be loaded is tried again, with
   * growing pauses; meanwhile it is `absent`.
   */
  async follow(): Promise<void> {
    await this.learn();
    for (const tenant of this.tenants) {
      const wanted = this.#wanted(tenant);
      for (const version of wanted) await this.#loadIfReadable(tenant, version);
      const unwanted = this.of(tenant).filter((live) => !wanted.has(live.version) && !this.#held.has(live));
      // Not between a read and a write of a user of the model.
      if (unwanted.length > 0) await this.queue.run(async () => this.#letGo(tenant, unwanted));
    }
    await this.statistics.tell(this.#live.keys());
  }

  /**
   * The same for callers before every batch, which must not meet dropped models: at most every so often. Who comes while it runs
   * waits for its end: a batch that went on without a model of which others know would be missing from its statistics.
   */
  followSoon(): Promise<void> {
    const now = performance.now();
    if (now >= this.#followAt) {
      this.#followAt = now + FOLLOW_MS;
      this.#following = this.follow();
    }
    return this.#following;
  }

  /**
   * Loads a model for a roll-out of this process; call `release` at its end.
   * @param prepare prepares what a model needs before its vectors are kept up to date
   * Errors: `STARS_NOT_FOUND`, `STARS_MODEL_CORRUPT`.
   */
  async hold(tenant: string, version: string, prepare: (model: StarsModel) => Promise<void>): Promise<LiveModel> {
    const live = await this.#load(tenant, version, prepare);
    this.#held.set(live, (this.#held.get(live) ?? 0) + 1);
    await this.statistics.tell(this.#live.keys());
    return live;
  }

  async release(live: LiveModel): Promise<void> {
    const holders = (this.#held.get(live) ?? 1) - 1;
    if (holders > 0) this.#held.set(live, holders);
    else this.#held.delete(live);
    await this.follow();
  }

  close(): void {
    this.#live.clear();
    this.#tell();
  }

  /** Says which versions this process has. */
  #tell(): void {
    this.#info.set([...this.#live.values()].flat());
  }

  #wanted(tenant: string): Set<string> {
    const state = this.#states.get(tenant);
    const fresh = freshVersion(state, this.#now() - CLOCK_MARGIN_MS);
    return new Set([
      ...(state ? [state.version] : []),
      ...(fresh ? [fresh] : []),
      ...this.rollOuts.beingFilled(tenant),
    ]);
  }

  async #loadIfReadable(tenant: string, version: string): Promise<void> {
    const key = messageKey(tenant, version);
    if (!this.#patience.isDue(key)) return;
    try {
      await this.#load(tenant, version);
      this.#patience.forget(key);
    } catch (err) {
      if (!this.#patience.failed(key, err)) return;
      // What was handled meanwhile did not know of it.
      this.#generation++;
      this.deps.logger.error(
        { err, tenant, version },
        'a model cannot be loaded; its vectors stand still until it can',
      );
    }
  }

  async #load(
    tenant: string,
    version: string,
    prepare: (model: StarsModel) => Promise<void> = async () => undefined,
  ): Promise<LiveModel> {
    const known = () => this.of(tenant).find((live) => live.version === version);
    const already = known();
    if (already) return already;
    const model = StarsModel.create(await this.deps.models.load(version));
    model.releaseSecondStage();
    await prepare(model);
    const meanwhile = known();
    if (meanwhile) return meanwhile;
    const features = (ids: readonly string[]): Promise<(ItemFeatures | undefined)[]> =>
      this.deps.catalog.getFeatures(tenant, ids);
    const loaded = { tenant, version, model, tokens: new TokenCache(model, features) };
    this.#live.set(tenant, [...this.of(tenant), loaded]);
    this.#generation++;
    this.#tell();
    return loaded;
  }

  #letGo(tenant: string, models: readonly LiveModel[]): void {
    const stays = (live: LiveModel): boolean => !models.includes(live) || this.#held.has(live);
    this.#live.set(tenant, this.of(tenant).filter(stays));
    this.#tell();
  }

  #now(): number {
    return (this.deps.clock ?? Date.now)();
  }
}
