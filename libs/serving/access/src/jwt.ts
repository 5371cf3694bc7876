import { StarsError } from '@stars/errors';
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import type { AccessSettings } from './access-settings.js';
import type { Caller } from './caller.js';
import { tenantName } from './keys-document.js';
import { RIGHTS, type Right } from './rights.js';

export type JwtSettings = NonNullable<ReturnType<typeof jwtSettingsOf>>;

/** Undefined if the settings, without `accessProblems`, name no issuer. */
export function jwtSettingsOf(settings: AccessSettings) {
  const { STARS_JWT_JWKS_URL: jwks, STARS_JWT_ISSUER: issuer, STARS_JWT_AUDIENCE: audience } = settings;
  if (jwks === undefined) return undefined;
  return {
    /** Where the keys of the issuer are. */
    jwks: new URL(jwks.read()),
    issuer: issuer!,
    audience: audience!,
    /** Only these: a token does not choose. */
    algorithms: settings.STARS_JWT_ALGORITHMS,
    rightsClaim: settings.STARS_JWT_RIGHTS_CLAIM,
    tenantsClaim: settings.STARS_JWT_TENANTS_CLAIM,
  };
}

/** How far the clocks of issuer and server may differ, s. */
const SKEW_S = 30;
/** Of a right in a token: scopes are shared with other programs. */
const PREFIX = 'stars:';

/** Reads JSON Web Tokens. The issuer's keys are fetched when a token needs them, and again when one names a new key. */
export class JwtReader {
  readonly #keys;

  constructor(private readonly settings: JwtSettings) {
    this.#keys = createRemoteJWKSet(settings.jwks, { timeoutDuration: 5000, cooldownDuration: 10_000 });
  }

  /** Errors: `STARS_UNAUTHENTICATED`; `STARS_UNAVAILABLE` if the issuer's keys cannot be fetched. */
  async read(token: string, now: number): Promise<Caller> {
    const { issuer, audience, algorithms } = this.settings;
    try {
      const { payload } = await jwtVerify(token, this.#keys, {
        issuer,
        audience,
        algorithms,
        clockTolerance: SKEW_S,
        currentDate: new Date(now),
        requiredClaims: ['exp', 'sub'],
      });
      return this.#callerOf(payload);
    } catch (error) {
      throw refusal(error);
    }
  }

  #callerOf(payload: JWTPayload): Caller {
    const { rightsClaim, tenantsClaim } = this.settings;
    const { sub, exp } = payload;
    if (typeof sub !== 'string' || sub === '') throw unauthenticated('the claim sub of the token is no text');
    const tenants = listOf(payload[tenantsClaim]).filter((name) => tenantName.safeParse(name).success);
    if (tenants.length === 0) throw unauthenticated(`the token names no tenant in its claim ${tenantsClaim}`);
    const rights = listOf(payload[rightsClaim])
      .filter((scope) => scope.startsWith(PREFIX))
      .map((scope) => scope.slice(PREFIX.length))
      .filter((scope): scope is Right => (RIGHTS as readonly string[]).includes(scope));
    const expires = (exp! + SKEW_S) * 1000;
    // As of a key, whose id would stand there: no subject passes for one in logs, or uses up its limit.
    return { id: `${sub} (token)`, rights: new Set(rights), tenants, expires };
  }
}

/** A list, or words in one text, as scopes are. */
function listOf(claim: unknown): string[] {
  const list: unknown[] = typeof claim === 'string' ? claim.split(' ') : Array.isArray(claim) ? claim : [];
  return list.filter((each): each is string => typeof each === 'string' && each !== '');
}

function refusal(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return unauthenticated('the token has expired', error);
  if (error instanceof errors.JWTClaimValidationFailed) {
    return unauthenticated(`the claim ${error.claim} of the token is missing or wrong`, error);
  }
  const ofToken = [errors.JWSInvalid, errors.JWTInvalid, errors.JWSSignatureVerificationFailed];
  const ofKey = [
    errors.JOSEAlgNotAllowed,
    errors.JOSENotSupported,
    errors.JWKSNoMatchingKey,
    // A token that names no key, while the issuer has several.
    errors.JWKSMultipleMatchingKeys,
  ];
  if ([...ofToken, ...ofKey].some((kind) => error instanceof kind)) {
    return unauthenticated('the token is not one that the issuer signed', error);
  }
  if (error instanceof StarsError) return error;
  return new StarsError('STARS_UNAVAILABLE', 'the keys of the issuer of tokens cannot be fetched', { cause: error });
}

const unauthenticated = (message: string, cause?: unknown): StarsError =>
  new StarsError('STARS_UNAUTHENTICATED', message, { cause });
