import { z } from 'zod';

/** Where models are written and read, the same for every process: the shape of a zod object. */
export const modelsEnvironment = {
  STARS_MODELS: z
    .string()
    .optional()
    .describe(
      'Registry of all models: a folder, or `s3://bucket/prefix`, cached in STARS_DATA. Default: `models` in STARS_DATA.',
    ),
} as const;
