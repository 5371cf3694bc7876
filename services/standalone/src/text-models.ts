import { join } from 'node:path';
import { type Logger, parseConfig } from '@stars/platform';
import { createTextModels, TextCache, type TextModels, type TextModelsOptions, textEnvironment } from '@stars/text';
import { z } from 'zod';

/** The text models that the environment names, else the local ones. Errors: those of `createTextModels`. */
export const openTextModels = (options: TextModelsOptions, env: NodeJS.ProcessEnv = process.env): Promise<TextModels> =>
  createTextModels(parseConfig(z.object(textEnvironment), env), options);

/** The cache of the models' earlier answers, in the data folder. */
export const openTextCache = (dataDir: string, { logger }: { logger: Logger }): TextCache =>
  TextCache.open(join(dataDir, 'cache', 'text.db'), { onWarning: (message) => logger.warn(message) });
