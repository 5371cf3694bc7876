import { DEFAULT_TENANT, decodeMessage, type ItemFeatures, TOPICS } from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import { ModelStore, StarsModel, TokenCache, TopicFollower } from '@stars/inference';
import type { EmbedderDeps } from './embedder-deps.js';

/** A loaded model with the tokens of its items. */
export interface LiveModel {
  tenant: string;
  version: string;
  model: StarsModel;
  tokens: TokenCache;
}

/** The models whose vectors are kept up to date: the one that serves, and the one being filled. */
export class LiveModels {
  private readonly store: ModelStore;
  private readonly live = new Map<string, LiveModel[]>();
  private readonly served = new Map<string, string>();

  constructor(private readonly deps: EmbedderDeps) {
    this.store = new ModelStore(deps.modelsFolder);
  }

  of(tenant: string): readonly LiveModel[] {
    return this.live.get(tenant) ?? [];
  }

  /** False for a model that was let go. */
  has(live: LiveModel): boolean {
    return this.of(live.tenant).includes(live);
  }

  /** What was announced last, whether or not it could be loaded. */
  servedVersion(tenant: string): string | undefined {
    return this.served.get(tenant);
  }

  /** Loads what serves already, after a restart. A model that cannot be loaded is left to its successor. */
  async restore(): Promise<void> {
    const { bus, logger } = this.deps;
    await new TopicFollower(bus, TOPICS.servedModels, (value) => {
      try {
        const { tenantId, version } = decodeMessage(TOPICS.servedModels, value);
        this.served.set(tenantId || DEFAULT_TENANT, version);
      } catch (err) {
        if (!isStarsError(err)) throw err;
        logger.error({ err }, 'an announcement of a served model cannot be read');
      }
    }).catchUp();
    for (const [tenant, version] of this.served) {
      try {
        await this.load(tenant, version);
      } catch (err) {
        logger.error({ err, tenant, version }, 'the served model cannot be loaded; its vectors stand still');
      }
    }
  }

  /**
   * @param prepare Makes ready what a model needs before its vectors are kept up to date.
   * Errors: `STARS_NOT_FOUND`, `STARS_MODEL_CORRUPT`.
   */
  async load(
    tenant: string,
    version: string,
    prepare: (model: StarsModel) => Promise<void> = async () => undefined,
  ): Promise<LiveModel> {
    const known = this.of(tenant).find((live) => live.version === version);
    if (known) return known;
    const model = await StarsModel.create(await this.store.load(version));
    try {
      await prepare(model);
    } catch (error) {
      model.dispose();
      throw error;
    }
    const features = (ids: readonly string[]): Promise<(ItemFeatures | undefined)[]> =>
      this.deps.catalog.getFeatures(tenant, ids);
    const loaded = { tenant, version, model, tokens: new TokenCache(model, features) };
    this.live.set(tenant, [...this.of(tenant), loaded]);
    return loaded;
  }

  /** The version was announced: every other model of the tenant is let go. */
  nowServes(tenant: string, version: string): void {
    this.served.set(tenant, version);
    const models = this.of(tenant);
    for (const live of models) if (live.version !== version) live.model.dispose();
    this.live.set(
      tenant,
      models.filter((live) => live.version === version),
    );
  }

  close(): void {
    for (const models of this.live.values()) for (const live of models) live.model.dispose();
    this.live.clear();
  }
}
