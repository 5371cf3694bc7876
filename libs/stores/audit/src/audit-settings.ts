import { secret } from '@stars/platform';

/** Of who writes the audit log or checks it: the shape of a zod object. */
export const auditEnvironment = {
  STARS_AUDIT_KEY: secret()
    .optional()
    .describe(
      'Secret that the hashes of the audit log are made with, the same in all processes. Default: none. Then whoever may write to the bus can also write a whole log anew.',
    ),
} as const;
