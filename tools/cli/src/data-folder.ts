import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StarsError } from '@stars/errors';

/** Paths of the parts of a data folder. */
export interface DataFolder {
  root: string;
  database: string;
  models: string;
  cache: string;
  imports: string;
  evaluations: string;
  settings: string;
}

/** Paths of the data folder. If it is missing, it is made. Errors: `STARS_UNAVAILABLE` (cannot be made). */
export function openDataFolder(path: string): DataFolder {
  const root = resolve(path);
  try {
    mkdirSync(root, { recursive: true });
  } catch (cause) {
    throw new StarsError('STARS_UNAVAILABLE', `the data folder ${root} cannot be made: ${(cause as Error).message}`, {
      field: 'data',
      cause,
    });
  }
  return {
    root,
    database: join(root, 'stars.db'),
    models: join(root, 'models'),
    cache: join(root, 'cache'),
    imports: join(root, 'imports'),
    evaluations: join(root, 'evaluations'),
    settings: join(root, 'settings.json'),
  };
}
