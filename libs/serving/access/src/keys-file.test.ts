import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeyRing } from './key-ring.js';
import { keysFromJson } from './keys-document.js';
import { createKey, type NewKey, readKeys, revokeKeys } from './keys-file.js';

const NOW = Date.UTC(2026, 0, 1);
const shop: NewKey = { name: 'shop', rights: ['recommend'], tenants: ['default'], expires: NOW + 1000 };

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stars-keys-'));
  path = join(folder, 'deeper', 'keys.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const ring = (): KeyRing => new KeyRing(readKeys(path));
const refused = (code: string) => expect.objectContaining({ code });

describe('a file of keys', () => {
  it('knows a key that was made, holds nothing of its secret, and is for its owner only', () => {
    const { key, token } = createKey(path, shop, NOW);
    expect(token).toMatch(new RegExp(`^stars_${key.id}_[\\w-]{43}$`));
    expect(ring().withToken(token!)).toEqual({
      id: `shop (${key.id})`,
      key: key.id,
      rights: new Set(['recommend']),
      tenants: ['default'],
      expires: NOW + 1000,
    });
    const text = readFileSync(path, 'utf8');
    expect(text).not.toContain(token!.slice(-43));
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('stays readable for the server that reads it as another user', () => {
    const { key } = createKey(path, shop, NOW);
    chmodSync(path, 0o640);
    revokeKeys(path, [key.id]);
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  it('refuses every key that differs in one character', () => {
    const { token } = createKey(path, shop, NOW);
    for (let at = 0; at < token!.length; at++) {
      const other = token!.slice(0, at) + (token![at] === 'a' ? 'b' : 'a') + token!.slice(at + 1);
      expect(() => ring().withToken(other), String(at)).toThrow(refused('STARS_UNAUTHENTICATED'));
    }
  });

  it('has several keys of one name, each for itself, so that one can take over from another', () => {
    const [first, second] = [createKey(path, shop, NOW), createKey(path, shop, NOW)];
    for (const { token } of [first, second]) expect(ring().withToken(token!).id).toContain('shop');
    revokeKeys(path, [first.key.id]);
    expect(() => ring().withToken(first.token!)).toThrow(refused('STARS_UNAUTHENTICATED'));
    expect(ring().withToken(second.token!).id).toContain(second.key.id);
    expect(() => revokeKeys(path, [second.key.id, 'stranger'])).toThrow(refused('STARS_NOT_FOUND'));
    expect(readKeys(path).keys).toHaveLength(1);
  });

  it('knows a client certificate by any of its names; of several rows the one that ends last counts', () => {
    const { token } = createKey(path, { ...shop, certificate: 'shop.example' }, NOW);
    expect(token).toBeUndefined();
    const { key } = createKey(path, { ...shop, certificate: 'shop.example', expires: NOW + 2000 }, NOW);
    expect(ring().withCertificate(['other', 'shop.example']).id).toContain(key.id);
    expect(() => ring().withCertificate(['shop'])).toThrow(refused('STARS_UNAUTHENTICATED'));
  });

  it('is changed by one process at a time, and not at all if the change fails', () => {
    createKey(path, shop, NOW);
    const before = readFileSync(path, 'utf8');
    expect(() => createKey(path, { ...shop, tenants: ['a/b'] }, NOW)).toThrow(refused('STARS_CONFIG_INVALID'));
    writeFileSync(`${path}.part`, '');
    expect(() => createKey(path, shop, NOW)).toThrow(refused('STARS_UNAVAILABLE'));
    rmSync(`${path}.part`);
    expect(readFileSync(path, 'utf8')).toBe(before);
    createKey(path, shop, NOW);
    expect(readKeys(path).keys).toHaveLength(2);
  });

  it.each([
    ['no JSON', 'secret', undefined],
    ['a missing part', '{"keys": []}', 'secret'],
    ['a field that it does not know', { role: 'root' }, 'keys[0]'],
    ['a right that is none', { rights: ['root'] }, 'keys[0].rights[0]'],
    ['no tenant', { tenants: [] }, 'keys[0].tenants'],
    ['a key that has a hash and a certificate', { certificate: 'till' }, 'keys[0]'],
  ])('with %s is refused, without a word of its content', (_, part, field) => {
    createKey(path, shop, NOW);
    const document = readKeys(path);
    const text =
      typeof part === 'string' ? part : JSON.stringify({ ...document, keys: [{ ...document.keys[0], ...part }] });
    let error: unknown;
    try {
      keysFromJson(text, 'keys.json');
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'STARS_CONFIG_INVALID', ...(field ? { field } : {}) });
    expect(String(error)).not.toContain(document.secret);
    expect(String(error)).not.toContain(document.keys[0]!.hash);
  });
});
