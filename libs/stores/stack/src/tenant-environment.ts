import { DEFAULT_TENANT } from '@stars/contracts';
import { parseConfig } from '@stars/platform';
import { z } from 'zod';

/** The tenant that a training and the verbs work for: the shape of a zod object. */
export const tenantEnvironment = {
  STARS_TENANT: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'must be letters, digits, "_", "." or "-"')
    .default(DEFAULT_TENANT)
    .describe(
      'The tenant whose data the trainer reads and whose model it makes. `./stars train`, `evaluate`, `cold-start`, `search`, `models`, `refresh` and `export` work for it too, and `import` for rows that name none.',
    ),
} as const;

/** The tenant that this process works for. Errors: `STARS_CONFIG_INVALID`. */
export const tenantNow = (env: NodeJS.ProcessEnv = process.env): string =>
  parseConfig(z.object(tenantEnvironment), env).STARS_TENANT;
