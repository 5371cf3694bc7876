import { parseConfig } from '@stars/platform';
import { type StackConfig, stackConfigOf, stackEnvironment } from '@stars/stack';
import { z } from 'zod';
import type { DataFolder } from './data-folder.js';

/** The stack that the environment names for a data folder: its own files, or servers. Errors: `STARS_CONFIG_INVALID`. */
export function stackConfig(folder: DataFolder, env: NodeJS.ProcessEnv = process.env): StackConfig {
  return stackConfigOf(parseConfig(z.object(stackEnvironment), { ...env, STARS_DATA: folder.root }));
}
