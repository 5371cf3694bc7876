// Untrained models: random weights take as long as learned ones.
import { join } from 'node:path';
import { sideLayout } from '@stars/features';
import { ModelStore } from '@stars/inference';
import { checkConfig, createParameters, createRandom, fillNormal, parameterSpecs, SIZES, tf } from '@stars/model';
import { itemIdOf, TENANT } from './made-up.mjs';

/** Inputs of a model of these shops, without signals. */
export const SPEC = {
  version: 1,
  timeZone: 'America/New_York',
  country: 'US',
  holidays: ['Christmas Day', 'Thanksgiving Day', 'Easter Sunday', 'Independence Day'],
  itemSignals: [],
  regionNumbers: [],
  regionCategories: [],
  userNumbers: [],
  userCategories: [],
  tags: [],
};

export const modelsFolder = (folder) => join(folder, 'models');

/** Saves an untrained model. `about` names its text models, and the end of its data; `more` are further parts. Returns its configuration. */
export async function saveUntrained(folder, version, { size, items, spec, reduction, about, parts = {}, more = {} }) {
  const config = checkConfig({
    ...SIZES[size],
    contentWidth: reduction.width,
    tagCount: spec.tags.length,
    sideWidth: sideLayout(spec).width,
    userNumericCount: 0,
    userCategoricalSizes: [],
    itemCount: items,
    ...parts,
  });
  const itemIds = Array.from({ length: items }, (_, row) => itemIdOf(row));
  const hasDelta = new Int32Array(items).fill(1);
  const popularity = { global: itemIds.slice(0, 500), byRegion: {} };
  const companions = itemIds.map(() => []);
  await new ModelStore(modelsFolder(folder)).save(
    { config, spec, reduction, itemIds, hasDelta, popularity, companions, weights: untrainedWeights(config), ...more },
    {
      tenantId: TENANT,
      version,
      createdTime: new Date(0),
      servingWidth: config.servingWidth,
      itemCount: items,
      dataFrom: new Date(0),
      metrics: {},
      signals: [],
      timeZone: spec.timeZone,
      ...about,
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
