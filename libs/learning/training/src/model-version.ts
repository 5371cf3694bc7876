import { createHash } from 'node:crypto';
import type { Archive } from '@stars/archive';
import { type EventTimeBounds, TOPICS, type Topic } from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';
import { DEFAULTS_VERSION } from './defaults/choose-defaults.js';
import type { TrainingRecipe } from './recipe.js';
import type { RecipeChanges } from './recipe-changes.js';

/** Raised whenever the code would make another model of the same data, recipe and seed. */
const TRAINER_VERSION = 17;

/**
 * The same for models that may have context offsets, by recipe or by data: the second stage's features use both vectors
 * with offsets, as the search does.
 */
const MOVED_VERSION = 1;

const DATA_TOPICS: Topic[] = [TOPICS.interactions, TOPICS.itemFeatures, TOPICS.users, TOPICS.context];

/** Everything that determines a model, except the code and the model that serves (see `train`). */
export interface ModelInputs {
  tenant: string;
  recipe: TrainingRecipe;
  /** What of it was asked for, if anything was: it is not chosen by the data, also where it is the size's own value. */
  asked?: RecipeChanges;
  seed: number;
  place: { timeZone: string; country: string };
  /** ms, or null for everything. */
  until: number | null;
  /** Name of a split that holds out single events. */
  keep: string | null;
  /** Present if they are not the default. */
  maxEvents?: number;
  eventTimes?: EventTimeBounds;
  /** Of a training that reads an archive: by which rule it samples one that is too large. */
  sampleRule?: number;
}

/** How far the topics that training reads go, by topic. */
export type DataOffsets = Record<string, [partition: number, offset: number][]>;

export async function dataOffsets(bus: EventBus, recipe: TrainingRecipe, archive?: Archive): Promise<DataOffsets> {
  const topics = recipe.hardNegatives > 0 ? [...DATA_TOPICS, TOPICS.impressions] : DATA_TOPICS;
  return endsOf(bus, topics, archive);
}

/** @param archive its own ends count where it has more than the bus */
export async function endsOf(bus: EventBus, topics: readonly Topic[], archive?: Archive): Promise<DataOffsets> {
  if (archive) return archive.ends(topics);
  const offsets: DataOffsets = {};
  for (const topic of topics) offsets[topic] = [...(await bus.endOffsets(topic))];
  return offsets;
}

/** The version of the model that these inputs make: a digest, so the same request twice trains once. */
export const modelVersion = (sizeName: string, inputs: ModelInputs, offsets: DataOffsets): string =>
  `${sizeName}-${digestOf(inputs, offsets).slice(0, 12)}`;

/** The same for every training that is asked for alike, whatever the data are. @param inputs with the recipe as it was asked for */
export const requestDigest = (sizeName: string, inputs: ModelInputs): string => `${sizeName}-${digestOf(inputs)}`;

function digestOf(inputs: ModelInputs, offsets?: DataOffsets): string {
  const { tenant, recipe, asked, seed, place, until, keep, maxEvents, eventTimes, sampleRule } = inputs;
  const offsetVersion = recipe.parts.context ? { moved: MOVED_VERSION } : {};
  const versions = { trainer: TRAINER_VERSION, defaults: DEFAULTS_VERSION, ...offsetVersion };
  const given = { tenant, recipe, asked, seed, offsets, place, until, keep, maxEvents, eventTimes, sampleRule };
  const text = JSON.stringify({ ...versions, ...given });
  return createHash('sha256').update(text).digest('hex');
}
