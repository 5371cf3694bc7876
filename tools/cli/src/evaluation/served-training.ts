import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { StarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import { type ModelVersion, readModelVersions } from '@stars/roll-out';
import { tenantNow } from '@stars/stack';
import { RECIPE_FIELDS, RECIPES, type TrainingRecipe } from '@stars/training';
import type { DataFolder } from '../data-folder.js';
import { modelRegistry } from '../model-registry.js';
import type { SizeName } from '../size-option.js';
import { readStored } from '../stored.js';

/** What a training writes into the folder of its run. */
interface RunFile {
  seed: number;
  recipe: TrainingRecipe;
}

/** Whether a model serves, or will once its roll-out is at its end. A model that is not announced serves only if somebody asks for it. */
const isCurrent = ({ state, announced }: ModelVersion): boolean =>
  state === 'serves' || state === 'filling' || (state === 'new' && announced);

/**
 * How the model that serves was trained or, if a newer one waits for its roll-out, that one. Undefined without one.
 * Errors: `STARS_NOT_FOUND` if the folder of its run is gone.
 */
export async function servedTraining(folder: DataFolder, bus: EventBus) {
  const { versions } = await readModelVersions(bus, await modelRegistry(folder), tenantNow());
  const version = versions.find(isCurrent)?.version;
  if (version === undefined) return undefined;
  const run = join(folder.root, 'runs', version, 'run.json');
  const size = Object.keys(RECIPES).find((name): name is SizeName => version.startsWith(`${name}-`));
  const stored = readStored<RunFile>(run);
  if (size === undefined || stored === undefined) {
    throw new StarsError(
      'STARS_NOT_FOUND',
      `${run} is gone, so nothing says how ${version} was trained. Say the size: --size tiny|small|paper`,
      { field: 'size' },
    );
  }
  // The target was asked for, or chosen by the training; absent: all kinds of events count alike.
  const { target, ...recipe } = changesOf(RECIPES[size], stored.recipe);
  return { version, size, seed: stored.seed, recipe, target };
}

/** Fields of the recipe that are not those of the base; one that the recipe lacks is undefined. Those that an earlier version had are left out. */
function changesOf(base: TrainingRecipe, recipe: TrainingRecipe): Partial<TrainingRecipe> {
  const changed = RECIPE_FIELDS.filter((name) => !isDeepStrictEqual(base[name], recipe[name]));
  return Object.fromEntries(changed.map((name) => [name, recipe[name]]));
}
