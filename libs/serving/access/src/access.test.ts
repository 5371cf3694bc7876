import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, parseConfig } from '@stars/platform';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Access, checkOwnName, openAccess } from './access.js';
import { accessEnvironment } from './access-settings.js';
import { createKey } from './keys-file.js';

let dataDir: string;
const opened: Access[] = [];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'stars-access-'));
});
afterEach(async () => {
  for (const access of opened.splice(0)) await access.close();
  rmSync(dataDir, { recursive: true });
});

function open(env: Record<string, string> = {}, host = '0.0.0.0'): Access {
  const logger = createLogger('test', { level: 'silent' });
  const access = openAccess(parseConfig(z.object(accessEnvironment), env), { dataDir, host, logger });
  opened.push(access);
  return access;
}

const failsWith = (code: string, field?: string) => expect.objectContaining({ code, ...(field ? { field } : {}) });
const JWT = { STARS_JWT_JWKS_URL: 'https://id.example/jwks', STARS_JWT_ISSUER: 'i', STARS_JWT_AUDIENCE: 'a' };

describe('checkOwnName', () => {
  it('lets an open API be called by names of this machine only, and others by any', () => {
    const open = { isOpen: true };
    for (const host of [
      undefined,
      'localhost:8080',
      'LocalHost',
      '127.0.0.1:8080',
      '127.0.0.2',
      '[::1]:8080',
      '[::1]',
    ]) {
      expect(() => checkOwnName(open, host), host).not.toThrow();
    }
    for (const host of ['shop.example', 'shop.example:8080', 'localhost.shop.example', '192.168.1.7:8080', '']) {
      expect(() => checkOwnName(open, host), host).toThrow(failsWith('STARS_PERMISSION_DENIED'));
      expect(() => checkOwnName({ isOpen: false }, host), host).not.toThrow();
    }
  });
});

describe('openAccess', () => {
  it('is open on this machine only, and closed once there is a file of keys', () => {
    for (const host of ['127.0.0.1', '::1', 'localhost']) expect(open({}, host).isOpen).toBe(true);
    for (const host of ['0.0.0.0', '::', '192.168.1.7', 'shop.example', '127.shop.example', '']) {
      expect(() => open({}, host), host).toThrow(failsWith('STARS_UNPROTECTED', 'host'));
    }
    expect(() => open()).toThrow('./stars keys create');
    const expires = Date.now() + 1000;
    createKey(join(dataDir, 'keys.json'), { name: 'x', rights: ['track'], tenants: ['default'], expires }, Date.now());
    expect([open().isOpen, open({}, '127.0.0.1').isOpen]).toEqual([false, false]);
  });

  it('knows callers by tokens alone, if their issuer is named whole', () => {
    expect(open(JWT).isOpen).toBe(false);
    for (const name of ['STARS_JWT_ISSUER', 'STARS_JWT_AUDIENCE']) {
      expect(() => open({ ...JWT, [name]: '' })).toThrow(failsWith('STARS_CONFIG_INVALID', name));
    }
    const wrongs: Record<string, string>[] = [
      { STARS_JWT_JWKS_URL: 'http://id.example/jwks' },
      { STARS_JWT_ALGORITHMS: 'RS256,HS256' },
      { STARS_JWT_ALGORITHMS: 'none' },
    ];
    for (const wrong of wrongs) {
      expect(() => open({ ...JWT, ...wrong })).toThrow(failsWith('STARS_CONFIG_INVALID', Object.keys(wrong)[0]));
    }
  });

  it('does not open because a file of keys that is named is missing or of no use', () => {
    const path = join(dataDir, 'given.json');
    expect(() => open({ STARS_KEYS_FILE: path }, '127.0.0.1')).toThrow(failsWith('STARS_CONFIG_INVALID'));
    writeFileSync(path, '{}');
    expect(() => open({ STARS_KEYS_FILE: path }, '127.0.0.1')).toThrow(failsWith('STARS_CONFIG_INVALID'));
  });

  it('makes the first key once, only where others reach the server, and none that nobody gets', async () => {
    const file = join(dataDir, 'first-key');
    const env = { STARS_FIRST_KEY_FILE: file };
    expect(open(env, '127.0.0.1').isOpen).toBe(true);
    expect(() => open({ STARS_FIRST_KEY_FILE: join(dataDir, 'none', 'key') })).toThrow(
      failsWith('STARS_CONFIG_INVALID', 'STARS_FIRST_KEY_FILE'),
    );
    writeFileSync(file, 'of others', { mode: 0o644 });
    const access = open(env);
    const key = readFileSync(file, 'utf8').trim();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await access.authenticate({ authorization: `Bearer ${key}` })).toMatchObject({ tenants: ['default'] });
    open(env);
    expect(readFileSync(file, 'utf8').trim()).toBe(key);
  });
});
