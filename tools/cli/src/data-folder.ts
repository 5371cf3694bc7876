import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StarsError } from '@stars/errors';

/** Paths of the parts of a data folder. */
export type DataFolder = ReturnType<typeof makeDataFolder>;

/**
 * Paths of a data folder that must be there: a mistyped name would be an empty shop. With the servers stack the data is
 * elsewhere, so that the folder is made on each machine. Errors: `STARS_NOT_FOUND`, `STARS_UNAVAILABLE` (cannot be made).
 */
export function openDataFolder(path: string): DataFolder {
  if (process.env['STARS_STACK'] === 'servers' || existsSync(resolve(path))) return makeDataFolder(path);
  throw new StarsError(
    'STARS_NOT_FOUND',
    `there is no data folder ${resolve(path)}. If the name is right, import your shop into it: ` +
      `./stars import --items FILE --events FILE --data ${path}. To start with an empty shop: mkdir -p ${path}`,
    { field: 'data' },
  );
}

/** Paths of a data folder. If it is missing, it is made. Errors: `STARS_UNAVAILABLE` (cannot be made). */
export function makeDataFolder(path: string) {
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
    studies: join(root, 'studies'),
    settings: join(root, 'settings.json'),
  };
}
