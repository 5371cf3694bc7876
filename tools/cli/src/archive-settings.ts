import type { Archive, ArchiveSettings } from '@stars/archive';
import type { EventBus } from '@stars/event-bus';
import { parseConfig } from '@stars/platform';
import { stackEnvironment } from '@stars/stack';
import { z } from 'zod';
import type { DataFolder } from './data-folder.js';

/** The settings of the archive, as in every service. Errors: `STARS_CONFIG_INVALID`. */
export async function archiveSettingsNow(): Promise<ArchiveSettings> {
  const { archiveSettings } = await import('@stars/archive');
  return parseConfig(z.object({ ...stackEnvironment, ...archiveSettings }), process.env);
}

/** The archive that the environment names, if it does. Errors: `STARS_CONFIG_INVALID`. */
export async function archiveIfAny({ root }: DataFolder, bus: EventBus): Promise<Archive | undefined> {
  const { openArchiveIfAny } = await import('@stars/archive');
  return openArchiveIfAny(await archiveSettingsNow(), bus, root);
}
