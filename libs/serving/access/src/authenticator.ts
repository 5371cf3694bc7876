import { hash, randomBytes } from 'node:crypto';
import { StarsError } from '@stars/errors';
import { LRUCache } from 'lru-cache';
import { ANYBODY, type Caller } from './caller.js';
import type { JwtReader } from './jwt.js';
import type { KeyRing } from './key-ring.js';
import { tokenId } from './key-token.js';

/** What a call says of its caller. */
export interface Credentials {
  /** The header of that name: `Bearer` and an API key or a JSON Web Token, or `Basic` with the key as the user, as trackers send it. */
  authorization?: string | undefined;
  /** Names in a client certificate that the server has checked. */
  certificate?: readonly string[] | undefined;
}

export interface AuthenticatorOptions {
  keys?: KeyRing | undefined;
  tokens?: Pick<JwtReader, 'read'> | undefined;
  /** ms since 1970 */
  clock?: () => number;
}

/** Tokens that are remembered: about 2 MB. */
const REMEMBERED = 10_000;
/** How long a token is believed without reading it again, ms: after that, a key that its issuer withdrew counts no more. */
const BELIEVED_MS = 60_000;

/** Says who makes a call, by its key, its token or its certificate. A token that was found good is not checked again for a minute. */
export class Authenticator {
  /** Whether it asks nobody who they are. */
  readonly isOpen: boolean;
  /** For calls that this process makes to itself, as a header `authorization`. */
  readonly ownAuthorization = `Bearer ${randomBytes(32).toString('base64url')}`;
  readonly #ownDigest = digestOf(this.ownAuthorization);
  #keys: KeyRing | undefined;
  readonly #tokens: AuthenticatorOptions['tokens'];
  readonly #clock: () => number;
  /** By digest, so that memory holds no secret for long. */
  readonly #known = new LRUCache<string, { caller: Caller; until: number }>({ max: REMEMBERED });

  constructor({ keys, tokens, clock = Date.now }: AuthenticatorOptions = {}) {
    this.#keys = keys;
    this.#tokens = tokens;
    this.#clock = clock;
    this.isOpen = keys === undefined && tokens === undefined;
  }

  /** Takes other keys: calls from now on are checked against them. */
  useKeys(keys: KeyRing): void {
    this.#keys = keys;
    this.#known.clear();
  }

  /** Rejects, and never throws: `STARS_UNAUTHENTICATED`; `STARS_UNAVAILABLE` if an issuer's keys cannot be fetched. */
  authenticate(credentials: Credentials): Caller | Promise<Caller> {
    if (this.isOpen) return ANYBODY;
    const { authorization } = credentials;
    const now = this.#clock();
    if (authorization === undefined) return this.#byCertificate(credentials, now);
    const digest = digestOf(authorization);
    const known = this.#known.get(digest);
    if (known && known.until > now) return known.caller;
    if (digest === this.#ownDigest) return ANYBODY;
    return this.#byAuthorization(authorization, now).then((caller) => {
      this.#known.set(digest, { caller, until: Math.min(caller.expires, now + BELIEVED_MS) });
      return caller;
    });
  }

  async #byCertificate({ certificate }: Credentials, now: number): Promise<Caller> {
    if (certificate && this.#keys) return unexpired(this.#keys.withCertificate(certificate), now);
    throw unauthenticated(
      'the call says not who makes it: send a key (header "authorization", with "Bearer" before the key; ./stars reads STARS_API_KEY)',
    );
  }

  async #byAuthorization(authorization: string, now: number): Promise<Caller> {
    const token = tokenOf(authorization);
    if (token === undefined) throw unauthenticated('authorization is not "Bearer KEY"');
    if (this.#keys && (tokenId(token) !== undefined || !this.#tokens)) {
      return unexpired(this.#keys.withToken(token), now);
    }
    if (this.#tokens) return unexpired(await this.#tokens.read(token, now), now);
    throw unauthenticated('API keys are not known here');
  }
}

/** Undefined for a header of another form. */
function tokenOf(authorization: string): string | undefined {
  const [, scheme, text = ''] = /^(Bearer|Basic) +(\S+)$/i.exec(authorization) ?? [];
  if (scheme?.toLowerCase() !== 'basic') return scheme && text;
  return Buffer.from(text, 'base64').toString().split(':')[0];
}

const digestOf = (authorization: string): string => hash('sha256', authorization, 'base64url');

function unexpired(caller: Caller, now: number): Caller {
  if (caller.expires > now) return caller;
  throw unauthenticated(`the credential of ${caller.id} has expired`);
}

const unauthenticated = (message: string): StarsError => new StarsError('STARS_UNAUTHENTICATED', message);
