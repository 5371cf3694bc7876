import { DEFAULT_TENANT, type ServedModel as ServedModelMessage, TOPICS } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { SignalRules, TrustedContext } from '@stars/features';
import { repeat, type TopicFollower } from '@stars/platform';
import { BestSellers } from './best-sellers.js';
import { ColdStartBook } from './cold-start-book.js';
import { followTopic } from './follow-topic.js';
import { LiveStatistics } from './live-statistics.js';
import { ModelInfo } from './model-info.js';
import { ModelRetries } from './model-retries.js';
import { MOST_LATER_ITEMS } from './places-beyond.js';
import { trustedOffsets } from './request-offsets.js';
import type { ServedModel } from './served-model.js';
import type { ServedModelDeps } from './served-model-deps.js';
import { ServedSecondStage } from './served-second-stage.js';
import { StarsModel } from './stars-model.js';
import { statisticsNameOf } from './statistics-definition.js';
import { TokenCache } from './token-cache.js';

/** If the context was last read so long ago, signals without an end no longer count. */
const CONTEXT_STALE_MS = 600_000;

/** One served version, as it was loaded. */
export interface LoadedServedModel extends ServedModel {
  /** Name of the revision of the offsets; empty: they are the model's own. */
  readonly offsetRevision: string;
}

/** Follows the announcements of served models and keeps the announced one of each tenant loaded. */
export class ServedModels {
  /** For tenants without a model. */
  readonly bestSellers: BestSellers;
  readonly #loaded = new Map<string, { served: LoadedServedModel; statistics: LiveStatistics }>();
  readonly #announced = new Map<string, string>();
  readonly #retries = new ModelRetries();
  /** By tenant: a slow registry holds up no other. */
  readonly #loading = new Map<string, Promise<void>>();
  readonly #info: ModelInfo | undefined;
  readonly #dataUntil;
  /** Revisions of offsets that could not be loaded: they are not tried again. */
  readonly #unreadable = new Set<string>();
  readonly #follower: TopicFollower;
  #stop: (() => Promise<void>) | undefined;
  #closed = false;

  constructor(private readonly deps: ServedModelDeps) {
    this.#info = deps.metrics && new ModelInfo(deps.metrics, 'answers');
    this.#dataUntil = deps.metrics?.gauge({
      name: 'stars_model_data_until_timestamp_seconds',
      help: 'The model that answers was trained on events before this moment.',
      labels: ['tenant'],
    });
    this.bestSellers = new BestSellers(deps.bus, deps.onError);
    const take = ({ tenantId, version }: ServedModelMessage): void => {
      const tenant = tenantId || DEFAULT_TENANT;
      this.#announced.set(tenant, version);
      // It may be another one, or mended.
      this.#retries.forget(tenant);
    };
    this.#follower = followTopic(deps.bus, TOPICS.servedModels, take, deps.onError);
  }

  current(tenant: string): LoadedServedModel | undefined {
    return this.#loaded.get(tenant)?.served;
  }

  /** What serves now, by tenant. */
  all(): [tenant: string, served: LoadedServedModel][] {
    return [...this.#loaded].map(([tenant, { served }]) => [tenant, served]);
  }

  /** Errors: `STARS_MODEL_NOT_READY`, with the reason, if this process has no model at all although some are announced. */
  checkLoaded(): void {
    if (this.#loaded.size > 0 || this.#announced.size === 0) return;
    const waiting = [...this.#announced].map(
      ([tenant, version]) => `${tenant}: ${this.#retries.why(tenant) ?? `model ${version} is being loaded`}`,
    );
    throw new StarsError('STARS_MODEL_NOT_READY', `no announced model could be loaded yet (${waiting.join('; ')})`);
  }

  /** Resolves once the models announced now are loaded, or were tried; goes on following until `close`. */
  async start(): Promise<void> {
    await this.refresh();
    this.#stop = repeat(this.deps.pollMs ?? 250, () => this.#follow(false).catch(this.deps.onError));
  }

  /** Resolves once what is announced now is loaded, and the statistics of all users that are known now are in its answers. */
  refresh(): Promise<void> {
    return this.#follow(true);
  }

  async #follow(now: boolean): Promise<void> {
    await this.#follower.catchUp();
    // They may be those of earlier announcements.
    if (now) await Promise.all(this.#loading.values());
    for (const [tenant, version] of this.#announced) {
      if (this.#loading.has(tenant) || !(now || this.#retries.isDue(tenant))) continue;
      this.#loading.set(
        tenant,
        this.#keep(tenant, version).finally(() => this.#loading.delete(tenant)),
      );
    }
    if (now) await Promise.all(this.#loading.values());
    for (const { statistics } of this.#loaded.values()) await statistics.catchUp(now);
    await this.bestSellers.catchUp();
  }

  /** Loads the announced model, or a revision of its offsets. Never fails. */
  async #keep(tenant: string, version: string): Promise<void> {
    try {
      if (this.#loaded.get(tenant)?.served.version === version) await this.#refreshOffsets(tenant);
      else await this.#load(tenant, version);
      this.#retries.forget(tenant);
    } catch (error) {
      if (this.#retries.failed(tenant, error)) this.deps.onError(error);
    }
  }

  /** Loads the served model again if a revision of its offsets was stored or withdrawn since. */
  async #refreshOffsets(tenant: string): Promise<void> {
    const { version, offsetRevision } = this.#loaded.get(tenant)!.served;
    const current = (await this.deps.models.currentOffsets(version)) ?? '';
    const key = `${tenant}/${version}/${current}`;
    if (current === offsetRevision || this.#unreadable.has(key)) return;
    await this.#load(tenant, version, true).catch((error) => {
      this.#unreadable.add(key);
      this.deps.onError(error);
    });
  }

  async #load(tenant: string, version: string, needsOffsets = false): Promise<void> {
    const model = StarsModel.create(await this.deps.models.load(version, { needsOffsets }));
    const { context } = this.deps;
    const contextNow = this.#trustedContextOf(tenant);
    const features = (ids: readonly string[]) => this.deps.features(tenant, ids);
    const tokens = new TokenCache(model, features);
    const book = model.knowsColdStartItems ? new ColdStartBook(features, model, MOST_LATER_ITEMS) : undefined;
    const { secondStage: stored } = model;
    if (!stored) throw new StarsError('STARS_MODEL_OUTDATED', `model ${version} has no second stage: train it anew`);
    const secondStage = new ServedSecondStage(model, stored, contextNow, book);
    // They begin with those of the model, which are as large: nobody else needs these.
    stored.statistics = secondStage.statistics.state;
    const statistics = new LiveStatistics(tenant, statisticsNameOf(model), secondStage, this.deps);
    // Read before the model answers, so that a start or a switch does not step back to the statistics of the training.
    await statistics.catchUp().catch(this.deps.onError);
    const served: LoadedServedModel = {
      version,
      servingWidth: model.config.servingWidth,
      dataUntil: model.manifest.dataUntil?.getTime() ?? 0,
      popularity: model.popularity,
      kinds: model.kinds,
      goesWith: (itemId, other) => model.goesWith(itemId, other),
      secondStage,
      lists: secondStage.lists,
      offsetRevision: model.offsetRevision,
      prior: secondStage.prior,
      repeats: model.repeats,
      offsets: model.hasOffsets ? trustedOffsets((...at) => model.offsetsAt(...at), contextNow) : undefined,
      async encodeUser({ features, history }) {
        const [known, timeline] = await Promise.all([
          tokens.get(history.map(({ itemId }) => itemId)),
          context.timeline(tenant),
        ]);
        return model.encodeUsers([{ features, history }], known, timeline)[0]!;
      },
    };
    if (this.#closed) return;
    this.#loaded.set(tenant, { served, statistics });
    this.#report();
  }

  #report(): void {
    this.#info?.set([...this.#loaded].map(([tenant, { served }]) => ({ tenant, version: served.version })));
    this.#dataUntil?.reset();
    for (const [tenant, { served }] of this.#loaded) {
      if (served.dataUntil > 0) this.#dataUntil?.set({ tenant }, served.dataUntil / 1000);
    }
  }

  /** The tenant's context with the signals that the rules allow, always the same object. */
  #trustedContextOf(tenant: string): () => Promise<TrustedContext> {
    const { context, signals = new SignalRules() } = this.deps;
    let trusted: TrustedContext | undefined;
    return async () => {
      const timeline = await context.timeline(tenant);
      trusted ??= new TrustedContext(timeline, signals, () => context.ageMs < CONTEXT_STALE_MS);
      return trusted;
    };
  }

  close(): void {
    this.#closed = true;
    void this.#stop?.();
    this.#loaded.clear();
    this.#report();
  }
}
