import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A key of an issuer of tokens, as it signs and as it publishes it. */
export interface IssuerKey {
  kid: string;
  algorithm: 'ES256' | 'RS256';
  privateKey: KeyObject;
  jwk: object;
}

export function newIssuerKey(kid: string, algorithm: IssuerKey['algorithm'] = 'ES256'): IssuerKey {
  const { publicKey, privateKey } =
    algorithm === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    kid,
    algorithm,
    privateKey,
    jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: algorithm, use: 'sig' },
  };
}

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** A JSON Web Token, made without the library that reads it. */
export function signedToken(claims: object, { kid, algorithm, privateKey }: IssuerKey): string {
  const text = `${encoded({ alg: algorithm, kid })}.${encoded(claims)}`;
  const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

/** A token that takes something public for a shared secret. */
export function tokenBySecret(claims: object, secret: string): string {
  const text = `${encoded({ alg: 'HS256', kid: 'k1' })}.${encoded(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}
