import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InteractionType } from '@stars/contracts';
import { createLogger, createMetrics, parseConfig } from '@stars/platform';
import { BUILT_IN_SURFACES } from '@stars/recommending';
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
async function surfacesOf(named?: string, given?: object): Promise<Record<string, number>> {
  const config = parseConfig(z.object(answerEnvironment), named === undefined ? {} : { STARS_SURFACES: named });
  const { surfaces } = await answerSettingsOf(config, about, { surfaces: given });
  return Object.fromEntries([...surfaces!].map(([name, { k }]) => [name, k]));
}

/** `k` of each. */
const builtIn = Object.fromEntries(Object.keys(BUILT_IN_SURFACES).map((name) => [name, 0]));

describe('STARS_SURFACES', () => {
  const surfaces = JSON.stringify({ home: { k: 4 } });

  it('has surfaces as JSON, or names a file with them; the built-in ones are there too', async () => {
    const path = join(folder, 'surfaces.json');
    writeFileSync(path, surfaces);
    for (const named of [surfaces, path]) {
      expect(await surfacesOf(named)).toEqual({ ...builtIn, home: 4 });
    }
  });

  it('goes before the surfaces of the settings', async () => {
    expect(await surfacesOf(undefined, { basket: { k: 2 } })).toEqual({ ...builtIn, basket: 2 });
    expect(await surfacesOf(surfaces, { basket: { k: 2 } })).toEqual({ ...builtIn, home: 4 });
    expect(await surfacesOf()).toEqual(builtIn);
  });

  it.each([
    ['no JSON', '{home', 'STARS_SURFACES'],
    ['a file that is not there', '/nowhere/surfaces.json', 'STARS_SURFACES'],
    ['a wrong field', '{"home": {"k": "many"}}', 'surfaces.home.k'],
  ])('with %s is refused', async (_, named, field) => {
    await expect(surfacesOf(named)).rejects.toMatchObject({ code: 'STARS_CONFIG_INVALID', field });
  });
});

it('STARS_KINDS goes before the kinds of the settings, and a wrong type is refused', async () => {
  const kindsOf = async (named?: string) => {
    const config = parseConfig(z.object(answerEnvironment), named === undefined ? {} : { STARS_KINDS: named });
    const { kinds } = await answerSettingsOf(config, about, { kinds: { subscribe: 'purchase' } });
    return Object.fromEntries(kinds!);
  };
  expect(await kindsOf()).toEqual({ subscribe: InteractionType.INTERACTION_TYPE_PURCHASE });
  expect(await kindsOf('{"wishlist": "add_to_cart"}')).toEqual({
    wishlist: InteractionType.INTERACTION_TYPE_ADD_TO_CART,
  });
  await expect(kindsOf('{"wishlist": "steal"}')).rejects.toMatchObject({ field: 'kinds.wishlist' });
});
