import { createLogger, describeConfig, parseConfig } from '@stars/platform';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTextModels } from './create-text-models.js';
import { endpointOf, textEnvironment, textProblems } from './text-config.js';

const schema = z.object(textEnvironment);
const configOf = (env: Record<string, string>) => parseConfig(schema, env, textProblems);
const modelsOf = async (env: Record<string, string>) => createTextModels(configOf(env));
const endpoint = { STARS_OPENAI_BASE_URL: 'https://models.example/v1', STARS_OPENAI_API_KEY: 'sk-secret' };

describe('the environment of the text models', () => {
  it('mixes a local embedder with tags by an endpoint', async () => {
    const models = await modelsOf({
      ...endpoint,
      STARS_TEXT_TAGGER: 'openai',
      STARS_OPENAI_TAGGING_MODEL: 'tags-1',
      STARS_TEXT_THREADS: '1',
    });
    expect(models.embedder.name).toMatch(/^all-minilm/);
    expect(models.tagger.name).toMatch(/^openai\/tags-1\/prompt-/);
    expect(models.tagger.name).not.toContain('models.example');
    await models.close();
  });

  it('mixes embeddings by an endpoint with the local tagger', async () => {
    const models = await modelsOf({
      ...endpoint,
      STARS_TEXT_EMBEDDER: 'openai',
      STARS_OPENAI_EMBEDDING_MODEL: 'e-1',
      STARS_OPENAI_EMBEDDING_DIMENSIONS: '64',
    });
    expect(models.embedder.name).toMatch(/^openai\/e-1\/64@/);
    expect(models.tagger.name).toMatch(/^zero-shot\.v1\/all-minilm/);
    await models.close();
  });

  it.each([
    [{ STARS_TEXT_TAGGER: 'openai', STARS_OPENAI_TAGGING_MODEL: 'm' }, 'STARS_OPENAI_BASE_URL'],
    [{ ...endpoint, STARS_TEXT_TAGGER: 'openai' }, 'STARS_OPENAI_TAGGING_MODEL'],
    [
      { ...endpoint, STARS_TEXT_EMBEDDER: 'openai', STARS_OPENAI_EMBEDDING_MODEL: 'm' },
      'STARS_OPENAI_EMBEDDING_DIMENSIONS',
    ],
    [{ STARS_TEXT_EMBEDDER: 'magic' }, 'STARS_TEXT_EMBEDDER'],
    [{ STARS_OPENAI_BASE_URL: 'ftp://x' }, 'STARS_OPENAI_BASE_URL'],
  ])('names the variable that is missing or wrong: %o', async (env, field) => {
    await expect(modelsOf(env)).rejects.toMatchObject({ code: 'STARS_CONFIG_INVALID', field });
  });

  it('accepts a budget, which has no cost without a price', () => {
    const openai = (env: Record<string, string>) => endpointOf(configOf({ ...endpoint, ...env }));
    const limits = {
      STARS_OPENAI_BUDGET_TOKENS: '1000000',
      STARS_OPENAI_BUDGET_COST: '2.5',
      STARS_OPENAI_INPUT_PRICE: '0.15',
    };
    expect(openai(limits)).toMatchObject({
      budget: { tokens: 1_000_000, cost: 2.5, inputPrice: 0.15 },
    });
    expect(() => openai({ STARS_OPENAI_BUDGET_COST: '1' })).toThrow(
      expect.objectContaining({ code: 'STARS_CONFIG_INVALID', field: 'STARS_OPENAI_INPUT_PRICE' }),
    );
  });

  it('shows no key, neither in descriptions nor in logs', () => {
    const parsed = parseConfig(schema, endpoint);
    const lines: string[] = [];
    const logger = createLogger('test', { destination: { write: (line: string) => void lines.push(line) } });
    logger.info({ config: describeConfig(parsed), openai: endpointOf(parsed) }, 'x');
    expect(lines.join()).toContain('models.example');
    expect(lines.join()).not.toContain('sk-secret');
  });
});
