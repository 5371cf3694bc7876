import { secret, secretAddress } from '@stars/platform';
import { z } from 'zod';

const READ_ANEW = { live: 'at the next request' };

/** Settings of a storage with the API of S3, by their names in the tools of AWS: the shape of a zod object. */
export const s3Environment = {
  AWS_ENDPOINT_URL_S3: secretAddress().optional().describe('Address of a server that is not of Amazon.'),
  AWS_ENDPOINT_URL: secretAddress().optional().describe('The same, if AWS_ENDPOINT_URL_S3 is not set.'),
  AWS_REGION: z
    .string()
    .optional()
    .describe('Region of the bucket. Default: `us-east-1` at an endpoint of your own, else where AWS keeps it.'),
  AWS_DEFAULT_REGION: z.string().optional().describe('The same, if AWS_REGION is not set.'),
  AWS_ACCESS_KEY_ID: secret()
    .optional()
    .describe('Key id for S3. Default: the other places where the SDK of AWS looks, such as the role of the machine.')
    .meta(READ_ANEW),
  AWS_SECRET_ACCESS_KEY: secret().optional().describe('Secret of this key. Needed with it.').meta(READ_ANEW),
  AWS_SESSION_TOKEN: secret().optional().describe('Session token of a temporary key.').meta(READ_ANEW),
} as const;
