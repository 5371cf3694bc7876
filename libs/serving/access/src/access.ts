import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_TENANT } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import {
  addressesIn,
  configInvalid,
  followFiles,
  type Logger,
  neededWith,
  type Problem,
  Secret,
} from '@stars/platform';
import type { AccessSettings } from './access-settings.js';
import { Authenticator, type Credentials } from './authenticator.js';
import { CallLimits } from './call-limits.js';
import { JwtReader, jwtSettingsOf } from './jwt.js';
import { KeyRing } from './key-ring.js';
import { keysFromJson } from './keys-document.js';
import { createKey } from './keys-file.js';
import { RIGHTS } from './rights.js';
import { TlsFiles } from './tls-files.js';

export interface AccessOptions {
  dataDir: string;
  /** Interface that the API listens on. */
  host: string;
  logger: Logger;
}

/** Who may call the API of a process. */
export interface Access extends Pick<Authenticator, 'isOpen' | 'ownAuthorization'> {
  authenticate(credentials: Credentials): ReturnType<Authenticator['authenticate']>;
  /** How much work callers and tenants may ask for. */
  readonly limits: CallLimits;
  /** Undefined: in plain text. */
  readonly tls: TlsFiles | undefined;
  close(): Promise<void>;
}

const FIRST_KEY_DAYS = 365;
const DAY_MS = 86_400_000;

/** Where the keys are, if the settings name no file. */
export const keysFileOf = (settings: Pick<AccessSettings, 'STARS_KEYS_FILE'>, dataDir: string): string =>
  settings.STARS_KEYS_FILE ?? join(dataDir, 'keys.json');

/** For a server that only this machine reaches: nobody is asked who they are. */
export function openToAnybody(): Access {
  return accessOf(
    new Authenticator(),
    new CallLimits({ caller: Infinity, tenant: Infinity }),
    undefined,
    async () => undefined,
  );
}

/**
 * Access by the settings. The file of keys is read again when it changes; if it cannot be used, the keys before stay.
 * Errors: `STARS_CONFIG_INVALID`; `STARS_UNPROTECTED` if others than this machine would reach an API that asks nobody who they are.
 */
export function openAccess(settings: AccessSettings, options: AccessOptions): Access {
  const { host, logger } = options;
  const problems = accessProblems(settings);
  if (problems.length > 0) throw configInvalid(problems);
  const path = keysFileOf(settings, options.dataDir);
  const jwt = jwtSettingsOf(settings);
  if (!existsSync(path) && !jwt && !isLoopback(host)) makeFirstKey(settings, path, options);
  const named = settings.STARS_KEYS_FILE !== undefined;
  if (named && !existsSync(path)) throw invalid('STARS_KEYS_FILE', `names no file: ${path}`);
  const content = existsSync(path) ? readFileSync(path) : undefined;
  const authenticator = new Authenticator({
    keys: content && ringOf(content, path),
    tokens: jwt && new JwtReader(jwt),
  });
  checkProtected(authenticator, host);
  const tls = TlsFiles.open(settings, logger);
  if (tls?.contents.ca && !content) {
    throw invalid('STARS_TLS_CLIENT_CA_FILE', 'needs a file of keys, which says what a client certificate may do');
  }
  if (!tls && !isLoopback(host))
    logger.warn('keys and answers travel in the clear, unless a proxy before this server has TLS');
  const limits = new CallLimits({ caller: settings.STARS_CALLER_LIMIT, tenant: settings.STARS_TENANT_LIMIT });
  if (!content) return accessOf(authenticator, limits, tls, async () => undefined);
  const onChange = ([changed]: Buffer[]): void => {
    authenticator.useKeys(ringOf(changed!, path));
    logger.info({ path }, 'the file of keys has changed, and counts now');
  };
  const onError = (err: unknown): void =>
    logger.error({ err, path }, 'the file of keys is of no use: those before stay');
  return accessOf(authenticator, limits, tls, followFiles([path], [content], onChange, onError));
}

/** Errors: `STARS_UNPROTECTED`. */
export function checkProtected({ isOpen }: Pick<Access, 'isOpen'>, host: string): void {
  if (!isOpen || isLoopback(host)) return;
  throw new StarsError(
    'STARS_UNPROTECTED',
    `${host} is reached by others than this machine, and the API would ask nobody who they are. Make an API key with ` +
      '`./stars keys create`, or set STARS_KEYS_FILE, STARS_FIRST_KEY_FILE or STARS_JWT_JWKS_URL, or listen on 127.0.0.1',
    { field: 'host' },
  );
}

/**
 * A page of any web site can call an open API from a browser on this machine, by a name of the site that it lets point here. Such a
 * call has that name. Errors: `STARS_PERMISSION_DENIED`.
 * @param host The header of a request over HTTP
 */
export function checkOwnName({ isOpen }: Pick<Access, 'isOpen'>, host: string | undefined): void {
  if (!isOpen || host === undefined || isLoopback(host.replace(/:\d+$/, '').toLowerCase())) return;
  throw new StarsError(
    'STARS_PERMISSION_DENIED',
    `the API asks nobody who they are, so it is only for this machine, by the names localhost and 127.0.0.1, not ${host}. ` +
      'Make an API key with `./stars keys create`',
  );
}

const isLoopback = (host: string): boolean => /^(localhost|::1|\[::1\]|127(\.\d{1,3}){3})$/.test(host);

const ringOf = (content: Buffer, path: string): KeyRing => new KeyRing(keysFromJson(content.toString(), path));

function accessOf(
  authenticator: Authenticator,
  limits: CallLimits,
  tls: TlsFiles | undefined,
  close: () => Promise<void>,
): Access {
  const { isOpen, ownAuthorization } = authenticator;
  return { isOpen, ownAuthorization, limits, tls, authenticate: (given) => authenticator.authenticate(given), close };
}

/** The key goes to a file and not to the log, which more people read. */
function makeFirstKey({ STARS_FIRST_KEY_FILE: file }: AccessSettings, path: string, options: AccessOptions): void {
  if (file === undefined) return;
  const now = Date.now();
  const expires = now + FIRST_KEY_DAYS * DAY_MS;
  const { token } = createKey(path, { name: 'first', rights: RIGHTS, tenants: [DEFAULT_TENANT], expires }, now);
  try {
    // What is there already may be readable by others.
    rmSync(file, { force: true });
    writeFileSync(file, `${token}\n`, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    // Otherwise the next start would find a key that nobody has.
    rmSync(path);
    throw invalid('STARS_FIRST_KEY_FILE', `cannot be written: ${(cause as Error).message}`);
  }
  options.logger.warn({ file, days: FIRST_KEY_DAYS }, 'made the first API key, with all rights: it is in this file');
}

/** What settings for callers lack beside others that are given, parsed or as they were given (`parseConfig`). */
export function accessProblems(given: Readonly<Record<string, unknown>>): Problem[] {
  const [cert, key, ca] = ['STARS_TLS_CERT_FILE', 'STARS_TLS_KEY_FILE', 'STARS_TLS_CLIENT_CA_FILE'] as const;
  const jwks = given['STARS_JWT_JWKS_URL'];
  const [url] = jwks instanceof Secret ? addressesIn(jwks.read()) : [];
  const isPlain = url !== undefined && url.protocol !== 'https:' && !isLoopback(url.hostname);
  return [
    ...(isPlain ? [['STARS_JWT_JWKS_URL', 'must begin with https://'] as const] : []),
    ...neededWith(given, 'STARS_JWT_ISSUER', 'STARS_JWT_JWKS_URL'),
    ...neededWith(given, 'STARS_JWT_AUDIENCE', 'STARS_JWT_JWKS_URL'),
    ...neededWith(given, cert, key, ca),
    ...neededWith(given, key, cert, ca),
  ];
}

const invalid = (field: string, problem: string): StarsError =>
  new StarsError('STARS_CONFIG_INVALID', `${field} ${problem}`, { field });
