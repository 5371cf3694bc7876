import { secretAddress } from '@stars/platform';
import { z } from 'zod';

/** A caller's token must not choose a weak way, nor take a public key for a shared secret. */
const ALGORITHM = /^((RS|PS|ES)(256|384|512)|EdDSA|Ed25519)$/;

const works = (standard: number) => z.coerce.number().positive().max(1e9).default(standard);

/** Who may call the API, by environment variables: the shape of a zod object. */
export const accessEnvironment = {
  STARS_KEYS_FILE: z
    .string()
    .optional()
    .describe(
      'File of API keys and of names of client certificates, which `./stars keys` writes. Default: `keys.json` in STARS_DATA, if it is there.',
    )
    .meta({ live: 'within seconds' }),
  STARS_FIRST_KEY_FILE: z
    .string()
    .optional()
    .describe(
      'File that gets the first API key. Where others than this machine reach the API and there is no way to know callers yet, a key is made at the start. Default: the start fails instead.',
    ),
  STARS_JWT_JWKS_URL: secretAddress()
    .optional()
    .describe('`https://` URL of the keys (JWKS) of an issuer of JSON Web Tokens. Default: no token is accepted.'),
  STARS_JWT_ISSUER: z.string().optional().describe('What the claim `iss` of a token must be.'),
  STARS_JWT_AUDIENCE: z.string().optional().describe('What the claim `aud` of a token must be or contain.'),
  STARS_JWT_ALGORITHMS: z
    .string()
    .default('RS256,ES256,EdDSA')
    .transform((text) => text.split(',').map((name) => name.trim()))
    .refine(
      (names) => names.every((name) => ALGORITHM.test(name)),
      'must be RS, PS or ES with 256, 384 or 512, or EdDSA',
    )
    .describe('Algorithms of signatures that are accepted, separated by commas.'),
  STARS_JWT_RIGHTS_CLAIM: z
    .string()
    .default('scope')
    .describe('Claim with the rights of a caller, such as `stars:recommend stars:track`: a text or a list.'),
  STARS_JWT_TENANTS_CLAIM: z
    .string()
    .default('tenants')
    .describe('Claim with the tenants of a caller: a text or a list. A call that names none is for the first.'),
  STARS_CALLER_LIMIT: works(100).describe(
    'Works a second that a caller may ask for, if its key has no limit of its own. One work is about an ordinary list. A pause of ten seconds allows ten times as many at once. Each gateway counts for itself.',
  ),
  STARS_TENANT_LIMIT: works(300).describe('The same for all callers of a tenant together.'),
  STARS_TLS_CERT_FILE: z
    .string()
    .optional()
    .describe(
      'Certificate of the gRPC and the HTTP server, with those between it and its authority, as PEM. Default: no TLS.',
    )
    .meta({ live: 'at the next connection' }),
  STARS_TLS_KEY_FILE: z
    .string()
    .optional()
    .describe('Private key of this certificate, as PEM.')
    .meta({ live: 'at the next connection' }),
  STARS_TLS_CLIENT_CA_FILE: z
    .string()
    .optional()
    .describe(
      'Authorities of client certificates, as PEM. A client may then show a certificate in place of a key, if the file of keys has a name in it. Default: none is asked for.',
    )
    .meta({ live: 'at the next connection' }),
} as const;

export type AccessSettings = z.infer<z.ZodObject<typeof accessEnvironment>>;
