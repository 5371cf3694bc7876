import { type ItemFeatures, ServedModel, TOPICS } from '@stars/contracts';
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

  constructor(private readonly deps: EmbedderDeps) {
    this.store = new ModelStore(deps.modelsFolder);
  }

  of(tenant: string): readonly LiveModel[] {
    return this.live.get(tenant) ?? [];
  }

  /** Loads what serves already, after a restart. A model that cannot be loaded is left to its successor. */
  async restore(): Promise<void> {
    const served = new Map<string, string>();
    await new TopicFollower(this.deps.bus, TOPICS.servedModels, (value) => {
      const message = ServedModel.decode(value);
      served.set(message.tenantId, message.version);
    }).catchUp();
    for (const [tenant, version] of served) {
      try {
        await this.load(tenant, version);
      } catch (err) {
        this.deps.logger.error({ err, tenant, version }, 'the served model cannot be loaded; its vectors stand still');
      }
    }
  }

  /** Errors: `STARS_NOT_FOUND`, `STARS_MODEL_CORRUPT`. */
  async load(tenant: string, version: string): Promise<LiveModel> {
    const models = this.live.get(tenant) ?? [];
    const known = models.find((live) => live.version === version);
    if (known) return known;
    const model = await StarsModel.create(await this.store.load(version));
    const features = (ids: readonly string[]): Promise<(ItemFeatures | undefined)[]> =>
      this.deps.catalog.getFeatures(tenant, ids);
    const loaded = { tenant, version, model, tokens: new TokenCache(model, features) };
    this.live.set(tenant, [...models, loaded]);
    return loaded;
  }

  /** Lets go of every model of the tenant but this one. */
  retire(tenant: string, keep: string): void {
    const models = this.live.get(tenant) ?? [];
    for (const live of models) if (live.version !== keep) live.model.dispose();
    this.live.set(
      tenant,
      models.filter((live) => live.version === keep),
    );
  }

  close(): void {
    for (const models of this.live.values()) for (const live of models) live.model.dispose();
    this.live.clear();
  }
}
