import type { Archive, ArchiveSettings } from '@stars/archive';
import type { EventBus } from '@stars/event-bus';
import type { DataFolder } from './data-folder.js';

/** The settings of the archive, as in every service. Errors: `STARS_CONFIG_INVALID`. */
export async function archiveSettingsNow(): Promise<ArchiveSettings> {
  const [{ archiveSettings }, { stackEnvironment }, { parseConfig }, { z }] = await Promise.all([
    import('@stars/archive'),
    import('@stars/stack'),
    import('@stars/platform'),
    import('zod'),
  ]);
  return parseConfig(z.object({ ...stackEnvironment, ...archiveSettings }), process.env);
}

/** The archive that the environment names, if it does. Errors: `STARS_CONFIG_INVALID`. */
export async function archiveIfAny({ root }: DataFolder, bus: EventBus): Promise<Archive | undefined> {
  const { openArchiveIfAny } = await import('@stars/archive');
  return openArchiveIfAny(await archiveSettingsNow(), bus, root);
}
