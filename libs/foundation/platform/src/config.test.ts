import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeConfig, parseConfig, secret } from './config.js';

const schema = z.object({
  HTTP_PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  STORE_URL: z.url(),
  API_KEY: secret().optional(),
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

  it('takes an empty variable for an absent one', () => {
    expect(parseConfig(schema, { STORE_URL: 'http://store', HTTP_PORT: '', API_KEY: '' })).toEqual({
      STORE_URL: 'http://store',
      HTTP_PORT: 8080,
    });
  });
});

describe('describeConfig', () => {
  it('hides secrets, also optional ones', () => {
    const config = parseConfig(schema, { STORE_URL: 'http://store', API_KEY: 'hunter2' });
    expect(describeConfig(schema, config)).toEqual({
      HTTP_PORT: 8080,
      STORE_URL: 'http://store',
      API_KEY: '[secret]',
    });
  });
});
