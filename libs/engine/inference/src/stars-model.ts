import type { ItemFeatures, ModelManifest } from '@stars/contracts';
import { type ContextReading, type ContextTimeline, contentInto, hasText, tagsInto } from '@stars/features';
import {
  itemContent,
  itemTokens,
  offsetWeights,
  type Parameters,
  type StarsConfig,
  storedItemVectors,
  tf,
} from '@stars/model';
import { startBackend } from './backend.js';
import { type ColdStartItem, ColdStartItems } from './cold-start-items.js';
import type { ModelArtifact, Popularity } from './model-artifact.js';
import { readOnce } from './read-once.js';
import { type ModelOffset, RequestOffsets } from './request-offsets.js';
import type { SecondStageArtifact } from './second-stage-artifact.js';
import type { RequestMoment } from './served-model.js';
import { type EncodedUser, UserEncoder, type UserToEncode } from './user-encoder.js';

/** What the model makes of one item. */
export interface EncodedItem {
  /** x_i before context, [d]: what histories are made of. */
  token: Float32Array;
  /** v_j, [s]: what is searched. */
  vector: Float32Array;
}

const ITEMS_A_PASS = 4096;

/** A trained model, ready to encode items and users. Held for as long as it serves; `dispose` frees its tensors. */
export class StarsModel {
  readonly manifest: ModelManifest;
  readonly config: StarsConfig;
  readonly popularity: Popularity;
  readonly #parameters: Parameters;
  readonly #deltaRow: Map<string, number>;
  readonly #newcomers: ColdStartItems | undefined;
  /** Of every learned item. */
  readonly #itemRow = new Map<string, number>();
  readonly #tagIndex: Map<string, number>;
  readonly #users: UserEncoder;
  readonly #offsets: RequestOffsets;

  private constructor(private readonly artifact: ModelArtifact) {
    this.manifest = artifact.manifest;
    this.config = artifact.config;
    this.popularity = artifact.popularity;
    this.#parameters = new Map(
      [...artifact.weights].map(([name, { shape, values }]) => [name, tf.tensor(values, shape)]),
    );
    artifact.weights.clear();
    this.#deltaRow = new Map();
    artifact.itemIds.forEach((id, row) => {
      if (artifact.hasDelta[row] === 1) this.#deltaRow.set(id, row);
      this.#itemRow.set(id, row);
    });
    this.#tagIndex = new Map(artifact.spec.tags.map((tag, i) => [tag, i]));
    this.#newcomers =
      artifact.lenders && new ColdStartItems(artifact.lenders, this.#itemRow, artifact.reduction, this.#tagIndex);
    this.#users = new UserEncoder(artifact.config, this.#parameters, artifact.spec);
    this.#offsets = new RequestOffsets(
      artifact.offsets?.weights ?? offsetWeights(artifact.config, this.#parameters),
      artifact.offsets?.spec ?? artifact.spec,
      artifact.offsets?.itemSignals ?? artifact.itemSignals,
    );
  }

  static async create(artifact: ModelArtifact): Promise<StarsModel> {
    await startBackend();
    return new StarsModel(artifact);
  }

  get version(): string {
    return this.manifest.version;
  }

  /** Whether the context moves its users: by offsets of its own, or a later revision. */
  get hasOffsets(): boolean {
    return this.artifact.offsets !== undefined || this.config.offsetBound > 0;
  }

  /** Name of the revision of its offsets; empty: they are its own. */
  get offsetRevision(): string {
    return this.artifact.offsets?.revision ?? '';
  }

  /** How candidates of all lists are scored against each other; undefined where nothing was learned of that. */
  get joint(): SecondStageArtifact | undefined {
    return this.artifact.joint;
  }

  /** IANA name: where days and hours of events are told. */
  get timeZone(): string {
    return this.artifact.spec.timeZone;
  }

  /** Items the model was trained on, in δ's order. */
  get learnedItems(): readonly string[] {
    return this.artifact.itemIds;
  }

  /** Whether it tells items that came after the training from those that it has seen and not learned. */
  get lends(): boolean {
    return this.#newcomers !== undefined;
  }

  /** Whether the item came after the training: neither learned, nor there when it was trained. */
  isColdStart(itemId: string): boolean {
    return this.#newcomers?.has(itemId) === true;
  }

  /**
   * The same model as if these learned items had come after its training: content and what they borrow is all there is of
   * them. It shares the tensors of this one, and goes with it.
   */
  without(hidden: ReadonlySet<string>): StarsModel {
    const { lenders, itemIds, reduction } = this.artifact;
    if (!lenders) return this;
    const visible = (rows: ReadonlyMap<string, number>) => new Map([...rows].filter(([id]) => !hidden.has(id)));
    const itemRow = visible(this.#itemRow);
    const rows = new Set([...itemIds.keys()].filter((row) => hidden.has(itemIds[row]!)));
    const newcomers = new ColdStartItems(lenders, itemRow, reduction, this.#tagIndex, rows);
    const others = { deltaRow: visible(this.#deltaRow), itemRow, newcomers };
    return Object.assign(Object.create(StarsModel.prototype) as StarsModel, this, others);
  }

  /** What a newcomer borrows, for the joint ranking; undefined of any other item, and where nothing lends to it. */
  newcomer(features: ItemFeatures): ColdStartItem | undefined {
    if (!this.isColdStart(features.itemId)) return undefined;
    return this.#newcomers!.describe(features, this.artifact.joint?.levels ?? []);
  }

  /**
   * Whether the model can tell what the item is: its features carry an embedding of the model that this one was trained
   * on or, where nothing is said about it, it was learned.
   */
  reads(features: ItemFeatures): boolean {
    if (!hasText(features)) return this.#deltaRow.has(features.itemId);
    const { embedding, embeddingModel } = features;
    return (
      embedding.byteLength === this.artifact.reduction.inputWidth * 4 && embeddingModel === this.manifest.embeddingModel
    );
  }

  /** Tokens and serving vectors of items that the model `reads`; an item that was never trained on is its content alone (δ = 0). */
  encodeItems(features: readonly ItemFeatures[]): EncodedItem[] {
    const { reduction } = this.artifact;
    const tagCount = this.#tagIndex.size;
    const encoded: EncodedItem[] = [];
    for (let from = 0; from < features.length; from += ITEMS_A_PASS) {
      const part = features.slice(from, from + ITEMS_A_PASS);
      const embedding = new Float32Array(part.length * reduction.width);
      const tags = new Float32Array(part.length * tagCount);
      part.forEach((item, i) => {
        contentInto(reduction, item, embedding, i * reduction.width);
        tagsInto(this.#tagIndex, item.tags, tags, i * tagCount);
      });
      const deltaRow = Int32Array.from(part, (item) => this.#deltaRow.get(item.itemId) ?? -1);
      const prior = part.map((item) => this.#priorOf(item));
      const [tokens, vectors] = readOnce(() => {
        const content = itemContent(this.config, this.#parameters, { count: part.length, embedding, tags, deltaRow });
        return [
          itemTokens(this.#parameters, content),
          storedItemVectors(this.config, this.#parameters, content, prior),
        ];
      });
      const { width: d, servingWidth: s } = this.config;
      part.forEach((_, i) => {
        encoded.push({ token: tokens.slice(i * d, (i + 1) * d), vector: vectors.slice(i * s, (i + 1) * s) });
      });
    }
    return encoded;
  }

  /** See `UserEncoder`. */
  encodeUsers(
    users: readonly UserToEncode[],
    tokens: ReadonlyMap<string, Float32Array>,
    timeline: ContextTimeline,
  ): EncodedUser[] {
    return this.#users.encode(users, tokens, timeline);
  }

  /**
   * User vectors moved to a moment and place (model.md, section 6): h + Δ, with what meets the items' tags. A moment of which
   * nothing is known, and a model without offsets, leave them as they are.
   * @param vectors h_next, or h_gen, as `encodeUsers` gives them
   */
  moveUsers(vectors: readonly Float32Array[], at: RequestMoment, context: ContextReading): Float32Array[] {
    const offset = this.offsetsAt(at, context);
    return vectors.map((vector) => offset.moved(vector));
  }

  /** What moves users at a moment and place, and what each signal does to a score. */
  offsetsAt(at: RequestMoment, context: ContextReading): ModelOffset {
    return this.#offsets.at(at, context);
  }

  /**
   * λ·log p_j where the prior serves; an item that was never learned has that of no purchase, and a newcomer the mean p of
   * what lends to it.
   */
  #priorOf(item: ItemFeatures): number {
    const { prior, config } = this.artifact;
    if (!prior) return 0;
    const row = this.#itemRow.get(item.itemId);
    if (row !== undefined) return prior[row]!;
    const loan = this.isColdStart(item.itemId) ? this.#newcomers!.borrowedFor(item) : undefined;
    const none = prior[prior.length - 1]!;
    if (!loan || config.priorWeight === 0) return none;
    let mean = 0;
    loan.items.forEach((lender, n) => {
      mean += loan.weights[n]! * Math.exp((prior[lender]! - none) / config.priorWeight);
    });
    return none + config.priorWeight * Math.log(mean);
  }

  dispose(): void {
    tf.dispose([...this.#parameters.values()]);
  }
}
