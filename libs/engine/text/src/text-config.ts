import { neededWith, type Problem } from '@stars/platform';
import { z } from 'zod';
import { type EndpointEnvironment, endpointEnvironment, endpointProblems } from './endpoint-settings.js';
import type { OpenAiEndpoint } from './openai-client.js';

const kind = z.enum(['local', 'openai']).default('local');
const count = z.coerce.number().int().positive();

/** The environment variables of the text models, to be spread into a service's schema. */
export const textEnvironment = {
  STARS_TEXT_EMBEDDER: kind.describe(
    'Who turns product texts into vectors. `local`: a model on this machine. `openai`: an endpoint that speaks the OpenAI protocol.',
  ),
  STARS_TEXT_TAGGER: kind.describe('Who tags products: a model on this machine, or such an endpoint.'),
  STARS_TEXT_MODEL_FOLDER: z
    .string()
    .optional()
    .describe('Folder of the local model. Default: where the set-up puts it.'),
  STARS_TEXT_THREADS: count.max(64).optional().describe('Threads of the local model. Default: 2.'),
  STARS_TEXT_VOCABULARY: z
    .string()
    .optional()
    .describe(
      'The vocabulary of tags: `general`, `grocery`, `fashion`, `electronics` or `home`, which ship, or the path of a file. Default: what an import chose for its data folder, else `general`.',
    ),
  ...endpointEnvironment,
  STARS_OPENAI_EMBEDDING_MODEL: z
    .string()
    .optional()
    .describe('Model for embeddings. Needed where STARS_TEXT_EMBEDDER is `openai`.'),
  STARS_OPENAI_EMBEDDING_DIMENSIONS: count
    .max(16_384)
    .optional()
    .describe('Width of the vectors of this model. Needed with it.'),
  STARS_OPENAI_EMBEDDING_SHORTEN: z
    .stringbool()
    .default(false)
    .describe('Whether the endpoint is asked to shorten vectors to this width.'),
  STARS_OPENAI_TAGGING_MODEL: z
    .string()
    .optional()
    .describe('Model for tags. Needed where STARS_TEXT_TAGGER is `openai`.'),
  STARS_OPENAI_TAGGING_BATCH: count.max(200).default(20).describe('Products in one tagging request.'),
  STARS_OPENAI_WHEN_SPENT: z
    .enum(['local', 'wait'])
    .default('local')
    .describe('What happens to products while the budget is spent: the local model tags them, or they wait.'),
} as const;

const environmentSchema = z.object(textEnvironment);

export type TextEnvironment = z.infer<typeof environmentSchema>;

/** Local models, without a key and without a network. */
export const TEXT_DEFAULTS: TextEnvironment = environmentSchema.parse({});

/** What settings of text models lack beside others that are given, as they were given (`parseConfig`). */
export function textProblems(given: Readonly<Record<string, unknown>>): Problem[] {
  const users = ['STARS_TEXT_EMBEDDER', 'STARS_TEXT_TAGGER'].filter((name) => given[name] === 'openai');
  return [
    ...endpointProblems(given, ...users),
    ...(users.includes('STARS_TEXT_EMBEDDER')
      ? ['STARS_OPENAI_EMBEDDING_MODEL', 'STARS_OPENAI_EMBEDDING_DIMENSIONS'].flatMap((name) =>
          neededWith(given, name, 'STARS_TEXT_EMBEDDER'),
        )
      : []),
    ...(users.includes('STARS_TEXT_TAGGER')
      ? neededWith(given, 'STARS_OPENAI_TAGGING_MODEL', 'STARS_TEXT_TAGGER')
      : []),
  ];
}

/** The endpoint of settings without problems. */
export const endpointOf = (env: EndpointEnvironment): OpenAiEndpoint => ({
  baseUrl: env.STARS_OPENAI_BASE_URL!,
  apiKey: env.STARS_OPENAI_API_KEY,
  timeoutMs: env.STARS_OPENAI_TIMEOUT_MS,
  concurrency: env.STARS_OPENAI_CONCURRENCY,
  budget: {
    tokens: env.STARS_OPENAI_BUDGET_TOKENS,
    cost: env.STARS_OPENAI_BUDGET_COST,
    inputPrice: env.STARS_OPENAI_INPUT_PRICE,
    outputPrice: env.STARS_OPENAI_OUTPUT_PRICE,
  },
});
