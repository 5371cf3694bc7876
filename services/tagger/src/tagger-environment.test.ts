import { parseConfig } from '@stars/platform';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { taggerOptionsOf, taggerSettings } from './tagger-environment.js';

const options = (env: Record<string, string>) => taggerOptionsOf(parseConfig(z.object(taggerSettings), env));

describe('the settings of the tagger', () => {
  it('are waits and a scope', () => {
    expect(options({})).toEqual({ retryDelaysMs: [30_000, 300_000, 1_800_000], retag: 'vocabulary' });
    expect(options({ STARS_TAGGER_RETRY_SECONDS: '5', STARS_TAGGER_RETAG: 'all' })).toEqual({
      retryDelaysMs: [5000],
      retag: 'all',
    });
  });

  it.each([
    [{ STARS_TAGGER_RETRY_SECONDS: '5,soon' }, 'STARS_TAGGER_RETRY_SECONDS'],
    [{ STARS_TAGGER_RETAG: 'some' }, 'STARS_TAGGER_RETAG'],
  ])('name the variable that is wrong: %o', (env, field) => {
    expect(() => options(env)).toThrow(expect.objectContaining({ code: 'STARS_CONFIG_INVALID', field }));
  });
});
