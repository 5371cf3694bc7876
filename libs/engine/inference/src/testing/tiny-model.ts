import { ItemFeatures, type ModelManifest } from '@stars/contracts';
import { type FeatureSpec, fitReduction, sideLayout } from '@stars/features';
import {
  checkConfig,
  createRandom,
  fillNormal,
  initialParameters,
  parameterSpecs,
  priorServes,
  SIZES,
  type StarsConfig,
} from '@stars/model/definition';
import type { ModelArtifact } from '../model-artifact.js';
import type { ModelRegistry } from '../model-registry.js';
import type { StoredTensor } from '../safetensors.js';
import type { SecondStageArtifact } from '../second-stage-artifact.js';
import { tinySecondStage } from './tiny-second-stage.js';

export const TINY_EMBEDDING_MODEL = 'tiny';
const EMBEDDING_WIDTH = 24;

/** Features of an item, the same ones for the same text. */
export function tinyFeatures(itemId: string, part: Partial<ItemFeatures> & { text?: string } = {}): ItemFeatures {
  const { text = itemId, ...features } = part;
  const seed = [...text].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, 7);
  const vector = fillNormal(createRandom(seed), new Float32Array(EMBEDDING_WIDTH), 1);
  return ItemFeatures.fromPartial({
    tenantId: 'default',
    itemId,
    itemVersion: 1,
    textHash: '0'.repeat(64),
    embedding: new Uint8Array(vector.buffer),
    embeddingModel: TINY_EMBEDDING_MODEL,
    tags: [],
    tagVocabularyVersion: 'tiny',
    tagger: 'tiny',
    category: [],
    ...features,
  });
}

export const tinySpec = (changes: Partial<FeatureSpec> = {}): FeatureSpec => ({
  version: 1,
  timeZone: 'UTC',
  country: 'US',
  holidays: ['Christmas Day'],
  itemSignals: [{ name: 'promotion', values: [1] }],
  regionNumbers: [{ name: 'temperature', mean: 10, deviation: 5 }],
  regionCategories: [],
  userNumbers: [{ name: 'age', mean: 40, deviation: 10 }],
  userCategories: [{ name: 'segment', values: ['a', 'b'] }],
  tags: ['fresh', 'sweet'],
  ...changes,
});

/** An untrained model of the smallest size: every weight is random, so that every input changes its output. */
export function tinyArtifact(
  itemIds: readonly string[],
  { seed = 1, spec = tinySpec(), parts = {} }: { seed?: number; spec?: FeatureSpec; parts?: Partial<StarsConfig> } = {},
): Omit<ModelArtifact, 'manifest'> {
  const embeddings = new Float32Array(itemIds.length * EMBEDDING_WIDTH);
  itemIds.forEach((id, i) => {
    embeddings.set(new Float32Array(tinyFeatures(id).embedding.slice().buffer), i * EMBEDDING_WIDTH);
  });
  const reduction = fitReduction(embeddings, EMBEDDING_WIDTH, SIZES.tiny.contentWidth);
  const config = checkConfig({
    ...SIZES.tiny,
    contentWidth: reduction.width,
    tagCount: spec.tags.length,
    sideWidth: sideLayout(spec).width,
    userNumericCount: spec.userNumbers.length,
    userCategoricalSizes: spec.userCategories.map(({ values }) => values.length + 1),
    itemCount: itemIds.length,
    ...parts,
  });
  const initial = initialParameters(config, seed);
  const random = createRandom(seed + 1);
  const weights = new Map<string, StoredTensor>();
  for (const { name, shape } of parameterSpecs(config)) {
    const values = initial.get(name)!;
    const noise = fillNormal(random, new Float32Array(values.length), 0.1);
    weights.set(name, { shape, values: values.map((x, i) => x + noise[i]!) });
  }
  return {
    config,
    spec,
    reduction,
    itemIds: [...itemIds],
    hasDelta: Int32Array.from(itemIds, () => 1),
    popularity: { global: [...itemIds], byRegion: {} },
    companions: itemIds.map(() => []),
    // Items are in order of popularity; all others are the least popular.
    ...(config.repeatAges > 0
      ? { repeatability: Float32Array.from({ length: 2 * (itemIds.length + 1) }, (_, i) => Math.sin(i)) }
      : {}),
    ...(priorServes(config) ? { prior: Float32Array.from([...itemIds, ''], (_, i) => -1 - i) } : {}),
    weights,
  };
}

export function tinyManifest(
  version: string,
  artifact: Omit<ModelArtifact, 'manifest'>,
): Omit<ModelManifest, 'files' | 'config'> {
  return {
    tenantId: 'default',
    version,
    createdTime: new Date('2024-01-01T00:00:00Z'),
    servingWidth: artifact.config.servingWidth,
    itemCount: artifact.itemIds.length,
    dataFrom: new Date('2023-01-01T00:00:00Z'),
    dataUntil: new Date('2024-01-01T00:00:00Z'),
    metrics: { loss_next: 1.5 },
    embeddingModel: TINY_EMBEDDING_MODEL,
    tagVocabularyVersion: 'tiny',
    signals: [],
    timeZone: artifact.spec.timeZone,
    comparison: undefined,
  };
}

/** Saves a model of its own for each seed. */
export function saveTinyModel(
  store: Pick<ModelRegistry, 'save'>,
  version: string,
  itemIds: readonly string[],
  options: {
    seed?: number;
    spec?: FeatureSpec;
    parts?: Partial<StarsConfig>;
    secondStage?: SecondStageArtifact;
    /** Changes to the manifest. */
    manifest?: Partial<ModelManifest>;
  } = {},
): Promise<ModelManifest> {
  const artifact = tinyArtifact(itemIds, options);
  const { secondStage = tinySecondStage(itemIds.length) } = options;
  return store.save(
    { ...artifact, secondStage },
    {
      ...tinyManifest(version, artifact),
      ...options.manifest,
    },
  );
}
