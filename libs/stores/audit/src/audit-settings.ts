import { secret } from '@stars/platform';

/** Of who writes the audit log or checks it: the shape of a zod object. */
export const auditEnvironment = {
  STARS_AUDIT_KEY: secret()
    .optional()
    .describe(
      'Keys that the hashes of the audit log are made with, the same in all processes, with spaces or commas between them. The first one makes hashes, and `./stars audit verify` knows all. Default: none. Then whoever may write to the bus can also write a whole log anew.',
    )
    .meta({ live: 'at the next record' }),
} as const;
