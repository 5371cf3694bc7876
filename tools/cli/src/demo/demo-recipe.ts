import { join } from 'node:path';
import type { RecipeChanges } from '@stars/training';
import type { DataFolder } from '../data-folder.js';
import { store } from '../stored.js';

/**
 * A demo should be quick: fewer steps, and a smaller second stage with fewer sessions. They come from the last weeks of the
 * log: each week that has one costs seconds of statistics. The first fit sees the others, so a second fit would gain nothing that
 * could be measured.
 */
const DEMO: RecipeChanges = {
  epochs: 1,
  maxSteps: 300,
  validation: { share: 0.1, refit: false },
  secondStage: { sessions: 4_000, hidden: 64 },
};

/** A file for `--recipe` with the demo's changes to its size's recipe; undefined if it changes nothing. */
export function demoRecipe(folder: DataFolder, size: string): string | undefined {
  if (size !== 'small') return undefined;
  const path = join(folder.root, 'demo-recipe.json');
  store(path, DEMO);
  return path;
}
