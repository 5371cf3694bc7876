import type { ModelManifest } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { type ContentReduction, type FeatureSpec, REPEAT_AGES, sideLayout } from '@stars/features';
import { checkConfig, parameterSpecs, priorServes, type StarsConfig } from '@stars/model/definition';
import type { PopularityTable } from '@stars/ranking';
import { CONTENT_FILE, CONTENT_TENSORS_FILE, decodeContent, encodeContent } from './content-artifact.js';
import type { ModelArtifact } from './model-artifact.js';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from './safetensors.js';
import {
  decodeSecondStage,
  encodeSecondStage,
  SECOND_STAGE_FILE,
  SECOND_STAGE_TENSORS_FILE,
} from './second-stage-artifact.js';

const WEIGHTS_FILE = 'weights.safetensors';
const FEATURES_FILE = 'features.json';
const ITEMS_FILE = 'items.json';
const POPULARITY_FILE = 'popularity.json';
const COMPANIONS_FILE = 'companions.json';

/** Tensors of the weights file that are not parameters. */
const REDUCTION_MEAN = 'content.mean';
const REDUCTION_PROJECTION = 'content.projection';
const HAS_DELTA = 'item.has-delta';
const PRIOR = 'item.prior';
const REPEATABILITY = 'item.repeatability';

/** The content of a file of JSON. */
export const jsonFile = (value: unknown): Uint8Array => Buffer.from(`${JSON.stringify(value)}\n`, 'utf8');

/** The files of a model without its manifest, by name. */
export function artifactFiles(artifact: Omit<ModelArtifact, 'manifest'>): [path: string, content: Uint8Array][] {
  const { spec, reduction, itemIds, hasDelta, popularity, companions, prior, repeatability } = artifact;
  const { inputWidth, width, scale } = reduction;
  const weights = new Map<string, StoredTensor>(artifact.weights);
  weights.set(REDUCTION_MEAN, { shape: [inputWidth], values: reduction.mean });
  weights.set(REDUCTION_PROJECTION, { shape: [inputWidth, width], values: reduction.projection });
  weights.set(HAS_DELTA, { shape: [hasDelta.length], values: hasDelta });
  if (prior) weights.set(PRIOR, { shape: [prior.length], values: prior });
  if (repeatability) weights.set(REPEATABILITY, { shape: [repeatability.length / 2, 2], values: repeatability });
  return [
    [WEIGHTS_FILE, encodeSafetensors(weights)],
    [FEATURES_FILE, jsonFile({ ...spec, reductionScale: scale })],
    [ITEMS_FILE, jsonFile(itemIds)],
    [POPULARITY_FILE, jsonFile(popularity)],
    [COMPANIONS_FILE, jsonFile(companions)],
    ...(artifact.secondStage ? encodeSecondStage(artifact.secondStage) : []),
    ...(artifact.content ? encodeContent(artifact.content) : []),
  ];
}

const corrupt = (why: string): StarsError => new StarsError('STARS_MODEL_CORRUPT', why);

/**
 * Makes a model from its files, which must agree with the manifest and with each other.
 * Errors: `STARS_MODEL_OUTDATED` for a second stage of an older format; `STARS_MODEL_CORRUPT`, and any other error means that.
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
  const config = checkConfig(manifest.config as unknown as StarsConfig);
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
