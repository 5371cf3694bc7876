import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ModelRegistry } from './model-registry.js';
import { ModelStore } from './model-store.js';
import { type ModelObjects, RemoteModels } from './remote-models.js';

/** The settings of every process that reads or writes models. */
export interface ModelsConfig {
  STARS_DATA: string;
  /** A folder's path, `file:///path`, or `s3://bucket/prefix`; default: `models` in STARS_DATA. */
  STARS_MODELS?: string | undefined;
}

/**
 * The registry of the configuration. A folder is read in place. Models in object storage are cached in the data folder.
 * @param openObjects Opens object storage, such as `openObjectStore` of `@stars/object-store`
 * Errors: those of `openObjects`.
 */
export function openModels(
  { STARS_DATA: dataDir, STARS_MODELS: place }: ModelsConfig,
  openObjects: (place: string, options: { field: string }) => ModelObjects,
): ModelRegistry {
  if (place === undefined) return new ModelStore(join(dataDir, 'models'));
  if (place.startsWith('file://')) return new ModelStore(fileURLToPath(place));
  if (!place.includes('://')) return new ModelStore(resolve(place));
  return new RemoteModels(
    openObjects(place, { field: 'STARS_MODELS' }),
    new ModelStore(join(dataDir, 'cache', 'models')),
  );
}
