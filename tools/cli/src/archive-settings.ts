import type { ArchiveSettings } from '@stars/archive';

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
