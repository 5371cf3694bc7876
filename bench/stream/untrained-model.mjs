// The model of the shop, untrained: random weights take as long as learned ones.
import { join } from 'node:path';
import { ItemFeatures } from '@stars/contracts';
import { fitReduction, sideLayout } from '@stars/features';
import { ModelStore } from '@stars/inference';
import { tinySecondStage } from '@stars/inference/testing';
import { checkConfig, createParameters, createRandom, fillNormal, parameterSpecs, SIZES, tf } from '@stars/model';
import { itemIdOf, TENANT } from '../made-up.mjs';
import { widthOf } from './text-models.mjs';

export const VERSION = 'bench-1';
/** Items that the reduction of the text vectors is fitted to. */
const FITTED = 2000;
const SPEC = {
  ...{ version: 1, timeZone: 'America/New_York', country: 'US' },
  holidays: ['Christmas Day', 'Thanksgiving Day', 'Easter Sunday', 'Independence Day'],
  ...{ itemSignals: [], regionNumbers: [], regionCategories: [], userNumbers: [], userCategories: [] },
};

export const modelsFolder = (folder) => join(folder, 'models');

/** Made-up features of the catalogue's items: embedding so many texts would take minutes. */
export function featuresOf(row, { embedder, tagger }) {
  const vector = fillNormal(createRandom(row + 1), new Float32Array(widthOf(embedder)), 1);
  const length = Math.hypot(...vector);
  return ItemFeatures.fromPartial({
    tenantId: TENANT,
    itemId: itemIdOf(row),
    itemVersion: 1,
    textHash: '0'.repeat(64),
    embedding: new Uint8Array(vector.map((x) => x / length).buffer),
    embeddingModel: embedder.name,
    tags: [],
    tagVocabularyVersion: tagger.vocabularyVersion,
    tagger: tagger.name,
    category: [],
  });
}

/** Saves a model of a size, with a second stage, for which statistics of all users are kept. Returns its configuration. */
export async function saveModel(folder, size, items, text) {
  const width = widthOf(text.embedder);
  const rows = new Float32Array(Math.min(items, FITTED) * width);
  for (let row = 0; row < Math.min(items, FITTED); row++) {
    rows.set(new Float32Array(featuresOf(row, text).embedding.slice().buffer), row * width);
  }
  const reduction = fitReduction(rows, width, SIZES[size].contentWidth);
  const spec = { ...SPEC, tags: text.vocabulary?.terms ?? [] };
  const config = checkConfig({
    ...SIZES[size],
    contentWidth: reduction.width,
    tagCount: spec.tags.length,
    sideWidth: sideLayout(spec).width,
    userNumericCount: 0,
    userCategoricalSizes: [],
    itemCount: items,
  });
  const itemIds = Array.from({ length: items }, (_, row) => itemIdOf(row));
  const hasDelta = new Int32Array(items).fill(1);
  const popularity = { global: itemIds.slice(0, 500), byRegion: {} };
  const companions = itemIds.map(() => []);
  const [weights, secondStage] = [untrainedWeights(config), tinySecondStage(items)];
  await new ModelStore(modelsFolder(folder)).save(
    { config, spec, reduction, itemIds, hasDelta, popularity, companions, weights, secondStage },
    {
      ...{
        tenantId: TENANT,
        version: VERSION,
        createdTime: new Date(0),
        dataFrom: new Date(0),
        dataUntil: new Date(0),
      },
      ...{ servingWidth: config.servingWidth, itemCount: items, metrics: {}, signals: [], timeZone: spec.timeZone },
      ...{ embeddingModel: text.embedder.name, tagVocabularyVersion: text.tagger.vocabularyVersion },
    },
  );
  return config;
}

/** Weights by name, as in a model's folder. None is zero, since the zeros of a fresh model could cost less time. */
function untrainedWeights(config) {
  const parameters = createParameters(config, 1);
  const random = createRandom(2);
  const weights = new Map();
  for (const { name, shape } of parameterSpecs(config)) {
    const values = parameters.get(name).dataSync().slice();
    const noise = fillNormal(random, new Float32Array(values.length), 0.05);
    weights.set(name, { shape, values: values.map((x, i) => x + noise[i]) });
  }
  tf.dispose([...parameters.values()]);
  return weights;
}
