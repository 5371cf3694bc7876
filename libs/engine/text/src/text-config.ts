import { StarsError } from '@stars/errors';
import { addressesIn, secret, secretAddress } from '@stars/platform';
import { z } from 'zod';
import type { BudgetLimits } from './endpoint-budget.js';
import type { OpenAiEndpoint } from './openai-client.js';

const kind = z.enum(['local', 'openai']).default('local');
const count = z.coerce.number().int().positive();
const amount = z.coerce.number().min(0);

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
    .describe('Path of a file with the vocabulary of tags. Default: the grocery vocabulary that ships.'),
  STARS_OPENAI_BASE_URL: secretAddress()
    .refine(
      (address) => addressesIn(address.read()).every(({ protocol }) => /^https?:$/.test(protocol)),
      'is no URL of http',
    )
    .optional()
    .describe('URL of the endpoint, such as `https://host/v1`.'),
  STARS_OPENAI_API_KEY: secret().optional().describe('API key of the endpoint.').meta({ live: 'at the next request' }),
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
  STARS_OPENAI_TEMPERATURE: z.coerce
    .number()
    .min(0)
    .max(2)
    .optional()
    .describe('Sampling temperature of language models. Default: that of the endpoint.'),
  STARS_OPENAI_TIMEOUT_MS: count.default(60_000).describe('Milliseconds that one request may take, its body included.'),
  STARS_OPENAI_CONCURRENCY: count.max(256).default(4).describe('Requests to the endpoint at one time.'),
  STARS_OPENAI_REQUESTS_A_MINUTE: count.optional().describe('Most requests in a minute. Default: no limit.'),
  STARS_OPENAI_TOKENS_A_MINUTE: count.optional().describe('Most tokens in a minute. Default: no limit.'),
  STARS_OPENAI_BUDGET_PERIOD: z
    .enum(['day', 'run'])
    .default('day')
    .describe('What a budget is for. `day`: a UTC day, across restarts. `run`: the life of a process.'),
  STARS_OPENAI_BUDGET_TOKENS: count.optional().describe('Most tokens in a budget period. Default: no limit.'),
  STARS_OPENAI_BUDGET_COST: amount
    .positive()
    .optional()
    .describe('Most cost in a budget period, in the currency of the prices. It needs a price. Default: no limit.'),
  STARS_OPENAI_INPUT_PRICE: amount.optional().describe('Price of a million input tokens.'),
  STARS_OPENAI_OUTPUT_PRICE: amount.optional().describe('Price of a million output tokens.'),
  STARS_OPENAI_WHEN_SPENT: z
    .enum(['local', 'wait'])
    .default('local')
    .describe('What happens to products while the budget is spent: the local model tags them, or they wait.'),
} as const;

const environmentSchema = z.object(textEnvironment);

export type TextEnvironment = z.infer<typeof environmentSchema>;

/** Local models, without a key and without a network. */
export const TEXT_DEFAULTS: TextEnvironment = environmentSchema.parse({});

/** The endpoint of these variables. Errors: `STARS_CONFIG_INVALID` if there is none. */
export function endpointOf(env: TextEnvironment): OpenAiEndpoint {
  return {
    baseUrl: needed(env, 'STARS_OPENAI_BASE_URL'),
    apiKey: env.STARS_OPENAI_API_KEY,
    timeoutMs: env.STARS_OPENAI_TIMEOUT_MS,
    concurrency: env.STARS_OPENAI_CONCURRENCY,
    requestsPerMinute: env.STARS_OPENAI_REQUESTS_A_MINUTE,
    tokensPerMinute: env.STARS_OPENAI_TOKENS_A_MINUTE,
    budget: budgetOf(env),
  };
}

/** Errors: `STARS_CONFIG_INVALID` if a cost is limited without a price. */
function budgetOf(env: TextEnvironment): BudgetLimits {
  const { STARS_OPENAI_INPUT_PRICE: inputPrice, STARS_OPENAI_OUTPUT_PRICE: outputPrice } = env;
  const cost = env.STARS_OPENAI_BUDGET_COST;
  if (cost !== undefined && inputPrice === undefined && outputPrice === undefined) {
    throw new StarsError('STARS_CONFIG_INVALID', 'STARS_OPENAI_BUDGET_COST needs STARS_OPENAI_INPUT_PRICE', {
      field: 'STARS_OPENAI_INPUT_PRICE',
    });
  }
  const tokens = env.STARS_OPENAI_BUDGET_TOKENS;
  return { period: env.STARS_OPENAI_BUDGET_PERIOD, tokens, cost, inputPrice, outputPrice };
}

/** Errors: `STARS_CONFIG_INVALID` if the variable is absent. */
export function needed<K extends keyof TextEnvironment>(
  env: TextEnvironment,
  name: K,
): NonNullable<TextEnvironment[K]> {
  const value = env[name];
  if (value !== undefined) return value as NonNullable<TextEnvironment[K]>;
  throw new StarsError('STARS_CONFIG_INVALID', `${name} is required for the openai text models`, { field: name });
}
