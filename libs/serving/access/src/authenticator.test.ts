import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Authenticator } from './authenticator.js';
import { JwtReader } from './jwt.js';
import { KeyRing } from './key-ring.js';
import { createKey, readKeys, revokeKeys } from './keys-file.js';
import { type IssuerKey, newIssuerKey, signedToken, tokenBySecret } from './testing/token-issuer.js';

const NOW = Date.UTC(2026, 0, 1);
const folder = mkdtempSync(join(tmpdir(), 'stars-access-'));
afterAll(() => rmSync(folder, { recursive: true }));

let now: number;
beforeEach(() => {
  now = NOW;
});
const clock = (): number => now;
const unauthenticated = (part = '') => ({ code: 'STARS_UNAUTHENTICATED', message: expect.stringContaining(part) });

describe('API keys', () => {
  const path = join(folder, 'keys.json');
  const { key, token } = createKey(
    path,
    { name: 'shop', rights: ['track'], tenants: ['north'], expires: NOW + 90_000 },
    NOW,
  );
  createKey(
    path,
    { name: 'till', rights: ['track'], tenants: ['north'], expires: NOW + 5000, certificate: 'till-1' },
    NOW,
  );
  const authorization = `Bearer ${token}`;
  const newAuthenticator = () => new Authenticator({ keys: new KeyRing(readKeys(path)), clock });

  it('make a caller, at once from the second call on, until they end', async () => {
    const authenticator = newAuthenticator();
    const caller = await authenticator.authenticate({ authorization });
    expect(caller).toMatchObject({ id: `shop (${key.id})`, tenants: ['north'] });
    expect(authenticator.authenticate({ authorization })).toBe(caller);
    now = NOW + 61_000;
    expect(await authenticator.authenticate({ authorization: `bearer  ${token}` })).toBe(caller);
    now = NOW + 90_000;
    await expect(authenticator.authenticate({ authorization })).rejects.toMatchObject(unauthenticated('has expired'));
  });

  it('count no more once the keys were taken back, although they were known', async () => {
    const authenticator = newAuthenticator();
    await authenticator.authenticate({ authorization });
    const other = join(folder, 'other.json');
    const { key: gone } = createKey(other, { name: 'x', rights: ['track'], tenants: ['north'], expires: NOW + 1 }, NOW);
    revokeKeys(other, [gone.id]);
    authenticator.useKeys(new KeyRing(readKeys(other)));
    await expect(authenticator.authenticate({ authorization })).rejects.toMatchObject(unauthenticated('revoked'));
  });

  it.each([
    ['nothing', {}],
    ['another scheme', { authorization: 'Basic c2hvcDpzZWNyZXQ=' }],
    ['an empty token', { authorization: 'Bearer ' }],
    ['the word undefined', { authorization: 'Bearer undefined' }],
    ['a key of another server', { authorization: `Bearer stars_${'0'.repeat(12)}_${'A'.repeat(43)}` }],
    ['a certificate that is not known', { certificate: ['till-2'] }],
    ['a wrong key beside a good certificate', { authorization: 'Bearer x', certificate: ['till-1'] }],
  ])('refuse %s', async (_, credentials) => {
    await expect(newAuthenticator().authenticate(credentials)).rejects.toMatchObject(unauthenticated());
  });

  it('let certificates in beside them, until their row ends', async () => {
    const authenticator = newAuthenticator();
    expect(await authenticator.authenticate({ certificate: ['till-1'] })).toMatchObject({ tenants: ['north'] });
    now = NOW + 5000;
    await expect(authenticator.authenticate({ certificate: ['till-1'] })).rejects.toMatchObject(unauthenticated());
  });

  it('are not needed by the process itself, nor where nobody is asked', async () => {
    const authenticator = newAuthenticator();
    const own = await authenticator.authenticate({ authorization: authenticator.ownAuthorization });
    expect(own).toMatchObject({ tenants: 'all' });
    const foreign = newAuthenticator().ownAuthorization;
    await expect(authenticator.authenticate({ authorization: foreign })).rejects.toMatchObject(unauthenticated());
    expect([authenticator.isOpen, new Authenticator().isOpen]).toEqual([false, true]);
    expect(await new Authenticator().authenticate({})).toMatchObject({ tenants: 'all' });
  });
});

describe('JSON Web Tokens', () => {
  let server: Server;
  let keys: IssuerKey[];
  let served: object[];
  let fetched = 0;

  beforeAll(async () => {
    keys = [newIssuerKey('k1'), newIssuerKey('k2')];
    server = createServer((_, response) => {
      fetched++;
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: served }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => void server.close());
  beforeEach(() => {
    served = [keys[0]!.jwk];
    fetched = 0;
  });

  const newAuthenticator = (part = {}) =>
    new Authenticator({
      clock,
      tokens: new JwtReader({
        jwks: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`),
        issuer: 'https://issuer.example',
        audience: 'stars',
        algorithms: ['ES256'],
        rightsClaim: 'scope',
        tenantsClaim: 'tenants',
        ...part,
      }),
    });

  const CLAIMS = {
    iss: 'https://issuer.example',
    aud: ['other', 'stars'],
    sub: 'ann',
    scope: 'openid stars:recommend stars:track stars:root track',
    tenants: ['north', 'south'],
    exp: NOW / 1000 + 600,
  };
  const signed = (part: object = {}, key = keys[0]!): string => `Bearer ${signedToken({ ...CLAIMS, ...part }, key)}`;

  it('make a caller of their claims, and are read once a minute', async () => {
    const authenticator = newAuthenticator();
    const authorization = signed();
    const caller = await authenticator.authenticate({ authorization });
    expect(caller).toEqual({
      id: 'ann (token)',
      rights: new Set(['recommend', 'track']),
      tenants: ['north', 'south'],
      expires: NOW + 630_000,
    });
    expect(authenticator.authenticate({ authorization })).toBe(caller);
    now = NOW + 60_000;
    expect(authenticator.authenticate({ authorization })).toBeInstanceOf(Promise);
    expect(fetched).toBe(1);
  });

  it('end with the skew of clocks after their time', async () => {
    const authorization = signed();
    now = NOW + 629_000;
    expect(await newAuthenticator().authenticate({ authorization })).toMatchObject({ id: 'ann (token)' });
    now = NOW + 631_000;
    await expect(newAuthenticator().authenticate({ authorization })).rejects.toMatchObject(unauthenticated('expired'));
  });

  it('may be signed by a key that the issuer has since then', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOW });
    try {
      const authenticator = newAuthenticator();
      await authenticator.authenticate({ authorization: signed() });
      served = keys.map(({ jwk }) => jwk);
      vi.setSystemTime(NOW + 15_000);
      const caller = await authenticator.authenticate({ authorization: signed({ sub: 'bob' }, keys[1]) });
      expect([caller.id, fetched]).toEqual(['bob (token)', 2]);
    } finally {
      vi.useRealTimers();
    }
  });

  it.each([
    ['another issuer', { iss: 'https://evil.example' }, 'iss'],
    ['another audience', { aud: 'other' }, 'aud'],
    ['no subject', { sub: undefined }, 'sub'],
    ['a subject that is no text', { sub: { name: 'ann' } }, 'sub'],
    ['an empty subject', { sub: '' }, 'sub'],
    ['no end', { exp: undefined }, 'exp'],
    ['a beginning that is to come', { nbf: NOW / 1000 + 60 }, 'nbf'],
    ['no tenant', { tenants: [] }, 'tenants'],
    ['a tenant that is none', { tenants: ['north/u'] }, 'tenants'],
  ])('are refused with %s', async (_, part, word) => {
    const authorization = signed(part);
    await expect(newAuthenticator().authenticate({ authorization })).rejects.toMatchObject(unauthenticated(word));
  });

  it('are refused if another key signed them, another way, or nobody', async () => {
    const rsa = newIssuerKey('k1', 'RS256');
    served = [keys[0]!.jwk, rsa.jwk];
    const [header, payload, signature] = signed().split('.');
    const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
    const forged = Buffer.from(JSON.stringify({ ...CLAIMS, sub: 'eve' })).toString('base64url');
    for (const authorization of [
      signed({}, newIssuerKey('k1')),
      signed({}, rsa),
      `Bearer ${unsigned}.${payload}.`,
      `${header}.${forged}.${signature}`,
      `Bearer ${tokenBySecret(CLAIMS, JSON.stringify(keys[0]!.jwk))}`,
      'Bearer a.b.c',
    ]) {
      await expect(newAuthenticator().authenticate({ authorization })).rejects.toMatchObject(unauthenticated());
    }
  });

  it('are refused if they name no key of an issuer that has several', async () => {
    served = keys.map(({ jwk }) => jwk);
    const { kid: _, ...nameless } = keys[0]!;
    const authorization = signed({}, nameless as IssuerKey);
    await expect(newAuthenticator().authenticate({ authorization })).rejects.toMatchObject(unauthenticated());
  });

  it('are neither good nor bad while the keys of the issuer cannot be fetched', async () => {
    const nowhere = newAuthenticator({ jwks: new URL('http://127.0.0.1:9/jwks') });
    const authorization = signed();
    await expect(nowhere.authenticate({ authorization })).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
  });
});
