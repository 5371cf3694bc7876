import { readFile } from 'node:fs/promises';
import { StarsError } from '@stars/errors';
import { checkRecipe, type RecipeChanges } from '@stars/training';

/** A JSON file's value. Errors: `STARS_UNREADABLE_FILE` with the option that names it. */
export async function readJsonFile(path: string, field: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'it is no JSON' : (cause as Error).message;
    throw new StarsError('STARS_UNREADABLE_FILE', `${path} cannot be read: ${why}`, { field, cause });
  }
}

/** What a file changes of a recipe. Errors: `STARS_UNREADABLE_FILE`, `STARS_CONFIG_INVALID`. */
export async function readRecipe(path: string): Promise<RecipeChanges> {
  return checkRecipe(await readJsonFile(path, 'recipe'));
}
