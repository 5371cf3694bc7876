import { join } from 'node:path';
import type { TrainingRecipe } from '@stars/training';
import type { DataFolder } from '../data-folder.js';
import { store } from '../stored.js';

type Changes = Omit<Partial<TrainingRecipe>, 'joint'> & { joint: Partial<NonNullable<TrainingRecipe['joint']>> };

/** A demo should be quick: a quarter of the steps, and a smaller second stage with fewer sessions. */
const DEMO: Changes = { epochs: 1, maxSteps: 450, joint: { sessions: 4_000, hidden: 64 } };

/** A file for `--recipe` with the demo's changes to its size's recipe; undefined if it changes nothing. */
export function demoRecipe(folder: DataFolder, size: string): string | undefined {
  if (size !== 'small') return undefined;
  const path = join(folder.root, 'demo-recipe.json');
  store(path, DEMO);
  return path;
}
