import type { ItemFeatures, ModelManifest } from '@stars/contracts';
import { type ContextReading, type ContextTimeline, contentInto, hasText, tagsInto } from '@stars/features';
import { type MomentOffset, offsetWeights, type StarsConfig } from '@stars/model/definition';
import type { EventKinds, ItemTexts, PopularityTable } from '@stars/ranking';
import { ColdStartItems, type LaterItem } from './cold-start-items.js';
import { textsOf } from './content-artifact.js';
import { eventKindsOf } from './event-kinds-of.js';
import type { ModelArtifact } from './model-artifact.js';
import { ModelEncoder } from './model-encoder.js';
import { RepeatHead } from './repeat-head.js';
import { RequestOffsets } from './request-offsets.js';
import type { SecondStageArtifact } from './second-stage-artifact.js';
import type { RequestMoment } from './served-model.js';
import { servedPrior } from './served-prior.js';
import { type EncodedUser, UserEncoder, type UserToEncode } from './user-encoder.js';

/** What the model makes of one item. */
export interface EncodedItem {
  /** x_i before context, [d]: what histories are made of. */
  token: Float32Array;
  /** v_j, [s]: what is searched. */
  vector: Float32Array;
}

const ITEMS_A_PASS = 4096;

/** Row of each item in δ's order. */
type ItemRows = ReadonlyMap<string, number>;

/** What a model is made of besides its files; a model without some of its items shares most of it. */
type ModelParts = ReturnType<typeof partsOf>;

/** A trained model, ready to encode items and users. */
export class StarsModel {
  readonly manifest: ModelManifest;
  readonly config: StarsConfig;
  readonly popularity: PopularityTable;
  /** Of the learned items; absent if they have none. */
  readonly texts: ItemTexts | undefined;
  readonly hasSecondStage: boolean;

  private constructor(
    private readonly artifact: ModelArtifact,
    private readonly parts: ModelParts,
  ) {
    this.manifest = artifact.manifest;
    this.config = artifact.config;
    this.popularity = artifact.popularity;
    this.texts = textsOf(artifact.content);
    this.hasSecondStage = artifact.secondStage !== undefined;
  }

  /** Takes the weights out of the artifact. */
  static create(artifact: ModelArtifact): StarsModel {
    return new StarsModel(artifact, partsOf(artifact));
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

  /** The second stage; undefined if none was learned, or it was released. */
  get secondStage(): SecondStageArtifact | undefined {
    return this.artifact.secondStage;
  }

  /** For a process that encodes with the model and does not rank: the second stage is two thirds of its memory. */
  releaseSecondStage(): void {
    delete this.artifact.secondStage;
  }

  /** Whether many users buy two items together. */
  goesWith(itemId: string, other: string): boolean {
    const [one, two] = [this.rowOf(itemId), this.rowOf(other)];
    if (one === undefined || two === undefined) return false;
    const { companions } = this.artifact;
    return companions[one]!.includes(two) || companions[two]!.includes(one);
  }

  /** IANA name: the time zone of the days and hours of events. */
  get timeZone(): string {
    return this.artifact.spec.timeZone;
  }

  /** Which events it predicts, and what others are worth; undefined: it counts all kinds alike. */
  get kinds(): EventKinds | undefined {
    return eventKindsOf(this.artifact.spec);
  }

  /** Items the model was trained on, in δ's order. */
  get learnedItems(): readonly string[] {
    return this.artifact.itemIds;
  }

  /** The place of a learned item in that order. */
  rowOf(itemId: string): number | undefined {
    return this.parts.itemRow.get(itemId);
  }

  /** Whether it can tell cold-start items from items that it has seen and not learned, and knows their neighbours. */
  get knowsColdStartItems(): boolean {
    return this.parts.coldStartItems !== undefined;
  }

  /** Whether the item came after the training: it was neither learned nor in the catalogue. */
  isColdStart(itemId: string): boolean {
    return this.parts.coldStartItems?.has(itemId) === true;
  }

  /**
   * The same model as if these learned items had come after its training: it has only their content and what they borrow. It
   * shares the weights of this model.
   */
  without(hidden: ReadonlySet<string>): StarsModel {
    const { content, itemIds, reduction } = this.artifact;
    if (!content) return this;
    const visible = (rows: ItemRows) => new Map([...rows].filter(([id]) => !hidden.has(id)));
    const itemRow = visible(this.parts.itemRow);
    const deltaRow = visible(this.parts.deltaRow);
    const rows = new Set([...itemIds.keys()].filter((row) => hidden.has(itemIds[row]!)));
    const coldStartItems = new ColdStartItems(content, itemRow, reduction, this.parts.tagIndex, rows);
    return new StarsModel(this.artifact, { ...this.parts, deltaRow, itemRow, coldStartItems });
  }

  /** What the second stage gets of an item that was not learned; undefined if the model does not know the content of its items. */
  laterItem(features: ItemFeatures): LaterItem | undefined {
    const { levels = [], layout } = this.artifact.secondStage ?? {};
    return this.parts.coldStartItems?.describe(features, levels, layout?.texts);
  }

  /**
   * Whether the model can encode the item: its features have an embedding of the embedding model of the training or, if it has
   * no text, the item was learned.
   */
  reads(features: ItemFeatures): boolean {
    if (!hasText(features)) return this.parts.deltaRow.has(features.itemId);
    const { embedding, embeddingModel } = features;
    return (
      embedding.byteLength === this.artifact.reduction.inputWidth * 4 && embeddingModel === this.manifest.embeddingModel
    );
  }

  /** Tokens and serving vectors of items that the model `reads`; an item that was not learned is its content alone (δ = 0). */
  encodeItems(features: readonly ItemFeatures[], priors = features.map((item) => this.priorOf(item))): EncodedItem[] {
    const { reduction } = this.artifact;
    const { encoder, deltaRow: rowOf, tagIndex } = this.parts;
    const tagCount = tagIndex.size;
    const encoded: EncodedItem[] = [];
    for (let from = 0; from < features.length; from += ITEMS_A_PASS) {
      const part = features.slice(from, from + ITEMS_A_PASS);
      const embedding = new Float32Array(part.length * reduction.width);
      const tags = new Float32Array(part.length * tagCount);
      part.forEach((item, i) => {
        contentInto(reduction, item, embedding, i * reduction.width);
        tagsInto(tagIndex, item.tags, tags, i * tagCount);
      });
      const deltaRow = Int32Array.from(part, (item) => rowOf.get(item.itemId) ?? -1);
      const prior = Float32Array.from(priors.slice(from, from + ITEMS_A_PASS));
      const { tokens, vectors } = encoder.items({ count: part.length, embedding, tags, deltaRow, prior });
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
    return this.parts.users.encode(users, tokens, timeline);
  }

  /** Scores what users had (docs/reference/model-equations.md, Repeat head); undefined without a repeat head. */
  get repeats(): RepeatHead | undefined {
    return this.parts.repeats;
  }

  /**
   * What moves users at a time and place (docs/reference/model-equations.md, Offsets), and what each signal adds to a score. Users stay
   * as they are if nothing is known of that time, or the model has no offsets.
   */
  offsetsAt(at: RequestMoment, context: ContextReading): MomentOffset {
    return this.parts.offsets.at(at, context);
  }

  /** The popularity prior of an item. For a cold-start item it takes up to 1 µs for each learned item. */
  priorOf(item: ItemFeatures): number {
    const row = this.parts.itemRow.get(item.itemId);
    const isColdStart = row === undefined && this.isColdStart(item.itemId);
    return servedPrior(this.artifact, row, isColdStart ? this.parts.coldStartItems!.borrowedFor(item) : undefined);
  }
}

/** Takes the weights out of the artifact. */
function partsOf(artifact: ModelArtifact) {
  const { config, spec, reduction, itemIds, hasDelta, content, weights } = artifact;
  const itemRow = new Map(itemIds.map((id, row) => [id, row]));
  const repeats = RepeatHead.create(artifact, itemRow);
  const encoder = new ModelEncoder(config, weights);
  const offsets = artifact.offsets?.weights ?? offsetWeights(config, (name) => weights.get(name)!.values);
  weights.clear();
  const deltaRow = new Map([...itemRow].filter(([, row]) => hasDelta[row] === 1));
  const tagIndex = new Map(spec.tags.map((tag, i) => [tag, i]));
  return {
    encoder,
    /** Items with a δ of their own. */
    deltaRow,
    /** Every learned item. */
    itemRow,
    tagIndex,
    coldStartItems: content && new ColdStartItems(content, itemRow, reduction, tagIndex),
    users: new UserEncoder(config, encoder, spec),
    repeats,
    offsets: new RequestOffsets(offsets, artifact.offsets?.spec ?? spec),
  };
}
