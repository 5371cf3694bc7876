import { join } from 'node:path';
import { parseConfig } from '@stars/platform';
import {
  createTextModels,
  TextCache,
  type TextModels,
  type TextModelsOptions,
  textConfigOf,
  textEnvironment,
} from '@stars/text';
import { z } from 'zod';

/** The text models that the environment names; the local ones where it names none. Errors: those of `createTextModels`. */
export const openTextModels = (options: TextModelsOptions, env: NodeJS.ProcessEnv = process.env): Promise<TextModels> =>
  createTextModels(textConfigOf(parseConfig(z.object(textEnvironment), env)), options);

/** What the models said before, in the data folder. */
export const openTextCache = (dataDir: string): TextCache => TextCache.open(join(dataDir, 'cache', 'text.db'));
