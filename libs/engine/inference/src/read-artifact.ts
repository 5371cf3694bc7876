import type { ModelManifest } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { type ContentReduction, type FeatureSpec, REPEAT_AGES, sideLayout } from '@stars/features';
import { checkConfig, parameterSpecs, priorServes, type StarsConfig } from '@stars/model';
import type { PopularityTable } from '@stars/ranking';
import { CONTENT_FILE, CONTENT_TENSORS_FILE, decodeContent } from './content-artifact.js';
import {
  COMPANIONS_FILE,
  FEATURES_FILE,
  HAS_DELTA,
  ITEMS_FILE,
  type ModelArtifact,
  POPULARITY_FILE,
  PRIOR,
  REDUCTION_MEAN,
  REDUCTION_PROJECTION,
  REPEATABILITY,
  WEIGHTS_FILE,
} from './model-artifact.js';
import { decodeSafetensors, type StoredTensor } from './safetensors.js';
import { decodeSecondStage, SECOND_STAGE_FILE, SECOND_STAGE_TENSORS_FILE } from './second-stage-artifact.js';

const corrupt = (why: string): StarsError => new StarsError('STARS_MODEL_CORRUPT', why);

/**
 * Makes a model from its files, which must agree with the manifest and with each other.
 * Errors: `STARS_MODEL_OUTDATED` if it has parts that are gone; `STARS_MODEL_CORRUPT`, and any other error means that.
 */
export function readArtifact(manifest: ModelManifest, files: ReadonlyMap<string, Uint8Array>): ModelArtifact {
  const file = (path: string): Uint8Array => {
    const content = files.get(path);
    if (!content) throw corrupt(`the manifest lists no ${path}`);
    return content;
  };
  const parse = <T>(path: string): T => JSON.parse(Buffer.from(file(path)).toString('utf8')) as T;
  const weights = decodeSafetensors(file(WEIGHTS_FILE), WEIGHTS_FILE);
  const take = (name: string): StoredTensor => {
    const tensor = weights.get(name);
    if (!tensor) throw corrupt(`${WEIGHTS_FILE} lacks ${name}`);
    weights.delete(name);
    return tensor;
  };
  const given = manifest.config as unknown as StarsConfig & Record<string, unknown>;
  // Decision 11: parts that no recipe had by default.
  const gone = ['signalDimensions', 'offsetSensitivity'].find((part) => given[part]);
  if (gone)
    throw new StarsError('STARS_MODEL_OUTDATED', `it has ${gone}, which this version does not serve: train again`);
  const config = checkConfig(given);
  const { reductionScale: scale, ...spec } = parse<FeatureSpec & { reductionScale: number }>(FEATURES_FILE);
  const itemIds = parse<string[]>(ITEMS_FILE);
  const mean = floats(REDUCTION_MEAN, take(REDUCTION_MEAN));
  const projection = take(REDUCTION_PROJECTION);
  const reduction: ContentReduction = {
    inputWidth: mean.length,
    width: config.contentWidth,
    mean,
    projection: floats(REDUCTION_PROJECTION, projection, [mean.length, config.contentWidth]),
    scale,
  };
  const hasDelta = take(HAS_DELTA).values;
  if (!(hasDelta instanceof Int32Array)) throw corrupt(`${HAS_DELTA} should be of whole numbers`);
  const prior = priorServes(config) ? floats(PRIOR, take(PRIOR), [config.itemCount + 1]) : undefined;
  const repeatability =
    config.repeatAges > 0 ? floats(REPEATABILITY, take(REPEATABILITY), [config.itemCount + 1, 2]) : undefined;
  for (const { name, shape } of parameterSpecs(config)) {
    const stored = weights.get(name);
    if (!stored) throw corrupt(`${WEIGHTS_FILE} lacks ${name}`);
    floats(name, stored, shape);
  }
  agree('items', itemIds.length, config.itemCount);
  agree(HAS_DELTA, hasDelta.length, config.itemCount);
  agree('tags', spec.tags.length, config.tagCount);
  if (config.repeatAges > 0) agree('ages of the repeat head', REPEAT_AGES.length, config.repeatAges);
  agree('inputs of a token', sideLayout(spec).width, config.sideWidth);
  return {
    manifest,
    config,
    spec,
    reduction,
    itemIds,
    hasDelta,
    popularity: parse<PopularityTable>(POPULARITY_FILE),
    companions: companions(parse(COMPANIONS_FILE), itemIds.length),
    ...(prior ? { prior } : {}),
    ...(repeatability ? { repeatability } : {}),
    ...(files.has(SECOND_STAGE_FILE) || files.has(SECOND_STAGE_TENSORS_FILE)
      ? { secondStage: decodeSecondStage(file(SECOND_STAGE_FILE), file(SECOND_STAGE_TENSORS_FILE), itemIds.length) }
      : {}),
    ...(files.has(CONTENT_FILE) || files.has(CONTENT_TENSORS_FILE)
      ? { content: decodeContent(file(CONTENT_FILE), file(CONTENT_TENSORS_FILE), itemIds.length) }
      : {}),
    weights,
  };
}

/** Checks a list of learned items for each learned item. */
function companions(given: number[][], items: number): number[][] {
  agree(COMPANIONS_FILE, given.length, items);
  const isItem = (other: unknown): boolean => Number.isInteger(other) && Number(other) >= 0 && Number(other) < items;
  if (!given.every((others) => others.every(isItem)))
    throw corrupt(`${COMPANIONS_FILE} names an item that is not there`);
  return given;
}

function floats(name: string, { shape, values }: StoredTensor, wanted = shape): Float32Array {
  if (!(values instanceof Float32Array) || shape.join() !== wanted.join()) {
    throw corrupt(`${name} should be of floats in the shape [${wanted}]`);
  }
  return values;
}

function agree(what: string, found: number, wanted: number): void {
  if (found !== wanted) throw corrupt(`${found} ${what} where the configuration says ${wanted}`);
}
