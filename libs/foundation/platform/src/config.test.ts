import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeConfig, parseConfig, secret, secretAddress } from './config.js';

const schema = z.object({
  HTTP_PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  STORE_URL: z.url(),
  API_KEY: secret().optional(),
  CACHE_URL: secretAddress().optional(),
});

describe('parseConfig', () => {
  it('fills defaults and reads numbers', () => {
    expect(parseConfig(schema, { STORE_URL: 'http://store', HTTP_PORT: '81', HOME: '/root' })).toEqual({
      STORE_URL: 'http://store',
      HTTP_PORT: 81,
    });
  });

  it('names every wrong variable in one error, without its value', () => {
    expect(() => parseConfig(schema, { HTTP_PORT: 'eighty' })).toThrowError(
      expect.objectContaining({
        code: 'STARS_CONFIG_INVALID',
        field: 'HTTP_PORT, STORE_URL',
        message: expect.stringMatching(/HTTP_PORT: .*number.*STORE_URL: is required/),
      }),
    );
    expect(() => parseConfig(schema, { HTTP_PORT: 'hunter2' })).not.toThrowError(/hunter2/);
  });

  it('reads a secret from the file that is named, without its line end', () => {
    const folder = mkdtempSync(join(tmpdir(), 'stars-config-'));
    const path = join(folder, 'key');
    const given = { STORE_URL: 'http://store', API_KEY_FILE: path };
    const refusal = (env: object) => {
      try {
        parseConfig(schema, { ...given, ...env });
      } catch (error) {
        return (error as Error).message;
      }
      return undefined;
    };
    expect(refusal({})).toBe('configuration is not valid: API_KEY: the file of API_KEY_FILE cannot be read (ENOENT)');
    writeFileSync(path, '');
    expect(refusal({})).toContain('API_KEY: the file of API_KEY_FILE is empty');
    writeFileSync(path, 'of-the-file\n');
    expect(parseConfig(schema, given).API_KEY!.read()).toBe('of-the-file');
    expect(refusal({ API_KEY: 'of-the-variable' })).toContain('API_KEY: is given twice, also by API_KEY_FILE');
    rmSync(folder, { recursive: true });
  });

  it('refuses what is no address, without showing it', () => {
    const wrong = { STORE_URL: 'http://store', CACHE_URL: 'me:hunter2@cache' };
    expect(() => parseConfig(schema, wrong)).toThrow(/CACHE_URL: is no address/);
    expect(() => parseConfig(schema, wrong)).not.toThrow(/hunter2/);
  });

  it('takes an empty variable for an absent one', () => {
    expect(parseConfig(schema, { STORE_URL: 'http://store', HTTP_PORT: '', API_KEY: '' })).toEqual({
      STORE_URL: 'http://store',
      HTTP_PORT: 8080,
    });
  });
});

describe('describeConfig', () => {
  it('hides secrets, also optional ones, and logins in any value', () => {
    const config = parseConfig(schema, {
      STORE_URL: 'http://me:hunter2@store',
      API_KEY: 'hunter2',
      CACHE_URL: 'redis://:hunter2@cache:6379',
    });
    expect(describeConfig(config)).toEqual({
      HTTP_PORT: 8080,
      STORE_URL: 'http://[secret]@store',
      API_KEY: '[secret]',
      CACHE_URL: 'redis://cache:6379',
    });
  });
});
