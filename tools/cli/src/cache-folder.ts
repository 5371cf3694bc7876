import { homedir } from 'node:os';
import { join } from 'node:path';

/** Large downloads, which all data folders of this user share. */
export const cacheFolder = (): string => process.env['STARS_CACHE'] ?? join(homedir(), '.cache', 'stars');
