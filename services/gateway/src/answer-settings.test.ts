import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, createMetrics, parseConfig } from '@stars/platform';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { answerEnvironment, answerSettingsOf } from './answer-settings.js';

const folder = mkdtempSync(join(tmpdir(), 'stars-answers-'));
afterAll(() => rmSync(folder, { recursive: true }));

const about = {
  metrics: createMetrics('gateway', { processMetrics: false }),
  logger: createLogger('gateway', { level: 'silent' }),
};

/** The names of the surfaces and what they say of `k`. */
async function surfacesOf(named?: string, given?: unknown): Promise<Record<string, number>> {
  const config = parseConfig(z.object(answerEnvironment), named === undefined ? {} : { STARS_SURFACES: named });
  const { surfaces } = await answerSettingsOf(config, about, given);
  return Object.fromEntries([...surfaces!].map(([name, { k }]) => [name, k]));
}

describe('STARS_SURFACES', () => {
  const surfaces = JSON.stringify({ home: { k: 4 } });

  it('has surfaces as JSON, or names a file with them; the built-in ones are there too', async () => {
    const path = join(folder, 'surfaces.json');
    writeFileSync(path, surfaces);
    for (const named of [surfaces, path]) {
      expect(await surfacesOf(named)).toEqual({ buy_again: 0, discover: 0, home: 4 });
    }
  });

  it('goes before the surfaces of the settings', async () => {
    expect(await surfacesOf(undefined, { basket: { k: 2 } })).toEqual({ buy_again: 0, discover: 0, basket: 2 });
    expect(await surfacesOf(surfaces, { basket: { k: 2 } })).toEqual({ buy_again: 0, discover: 0, home: 4 });
    expect(await surfacesOf()).toEqual({ buy_again: 0, discover: 0 });
  });

  it.each([
    ['no JSON', '{home', 'STARS_SURFACES'],
    ['a file that is not there', '/nowhere/surfaces.json', 'STARS_SURFACES'],
    ['a wrong field', '{"home": {"k": "many"}}', 'surfaces.home.k'],
  ])('with %s is refused', async (_, named, field) => {
    await expect(surfacesOf(named)).rejects.toMatchObject({ code: 'STARS_CONFIG_INVALID', field });
  });
});
