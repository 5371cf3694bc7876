import type { ModelRegistry } from '@stars/inference';
import type { DataFolder } from './data-folder.js';

/**
 * Where the models that may serve lie: what STARS_MODELS names, as in every service, or the data folder. Models for an evaluation
 * alone are always in the data folder. Errors: `STARS_CONFIG_INVALID`.
 */
export async function modelRegistry(folder: DataFolder): Promise<ModelRegistry> {
  const { openModels } = await import('@stars/inference');
  const { openObjectStore } = await import('@stars/object-store');
  const { parseConfig } = await import('@stars/platform');
  const { modelsEnvironment } = await import('@stars/stack');
  const { z } = await import('zod');
  return openModels(
    { ...parseConfig(z.object(modelsEnvironment), process.env), STARS_DATA: folder.root },
    openObjectStore,
  );
}
