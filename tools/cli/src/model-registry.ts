import type { ModelRegistry } from '@stars/inference';
import { parseConfig } from '@stars/platform';
import { modelsEnvironment } from '@stars/stack';
import { z } from 'zod';
import type { DataFolder } from './data-folder.js';

/**
 * Where the models that may serve lie: what STARS_MODELS names, as in every service, or the data folder. Models for an evaluation
 * alone are always in the data folder. Errors: `STARS_CONFIG_INVALID`.
 */
export async function modelRegistry(folder: DataFolder): Promise<ModelRegistry> {
  const { openModels } = await import('@stars/inference');
  const { openObjectStore } = await import('@stars/object-store');
  const settings = parseConfig(z.object(modelsEnvironment), process.env);
  return openModels({ ...settings, STARS_DATA: folder.root }, openObjectStore);
}
