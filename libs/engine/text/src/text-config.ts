import { StarsError } from '@stars/errors';
import { secret } from '@stars/platform';
import { z } from 'zod';
import type { BudgetLimits } from './endpoint-budget.js';
import type { OpenAiEndpoint } from './openai-client.js';

/** Which models read product texts. Everything absent: the local ones, without a key and without a network. */
export interface TextConfig {
  embedder?:
    | {
        kind: 'local' /** Default: where set-up puts the model. */;
        folder?: string /** Default 2. */;
        threads?: number;
      }
    | { kind: 'openai'; model: string; dimensions: number; shorten?: boolean; batchSize?: number };
  tagger?:
    | { kind: 'local' }
    | {
        kind: 'openai';
        model: string;
        batchSize?: number;
        temperature?: number;
        /** What becomes of products while the budget is spent: the local model reads them (default), or they wait. */
        whenSpent?: 'local' | 'wait';
      };
  /** Needed as soon as one of the two is `openai`. */
  openai?: OpenAiEndpoint;
  /** Path of a vocabulary file (default: the grocery vocabulary that ships). */
  vocabulary?: string;
}

const kind = z.enum(['local', 'openai']).default('local');
const count = z.coerce.number().int().positive();
const amount = z.coerce.number().min(0);

/** The environment variables of the text models, to be spread into a service's schema. */
export const textEnvironment = {
  STARS_TEXT_EMBEDDER: kind,
  STARS_TEXT_TAGGER: kind,
  STARS_TEXT_MODEL_FOLDER: z.string().optional(),
  STARS_TEXT_THREADS: count.max(64).optional(),
  STARS_TEXT_VOCABULARY: z.string().optional(),
  STARS_OPENAI_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  STARS_OPENAI_API_KEY: secret().optional(),
  STARS_OPENAI_EMBEDDING_MODEL: z.string().optional(),
  STARS_OPENAI_EMBEDDING_DIMENSIONS: count.max(16_384).optional(),
  STARS_OPENAI_EMBEDDING_SHORTEN: z.stringbool().default(false),
  STARS_OPENAI_TAGGING_MODEL: z.string().optional(),
  STARS_OPENAI_TAGGING_BATCH: count.max(200).default(20),
  STARS_OPENAI_TEMPERATURE: z.coerce.number().min(0).max(2).optional(),
  STARS_OPENAI_TIMEOUT_MS: count.default(60_000),
  STARS_OPENAI_CONCURRENCY: count.max(256).default(4),
  STARS_OPENAI_REQUESTS_A_MINUTE: count.optional(),
  STARS_OPENAI_TOKENS_A_MINUTE: count.optional(),
  /** Of all that follows: a UTC day, over restarts, or the life of a process. */
  STARS_OPENAI_BUDGET_PERIOD: z.enum(['day', 'run']).default('day'),
  STARS_OPENAI_BUDGET_TOKENS: count.optional(),
  /** In the currency of the prices, which are of a million tokens. */
  STARS_OPENAI_BUDGET_COST: amount.positive().optional(),
  STARS_OPENAI_INPUT_PRICE: amount.optional(),
  STARS_OPENAI_OUTPUT_PRICE: amount.optional(),
  STARS_OPENAI_WHEN_SPENT: z.enum(['local', 'wait']).default('local'),
} as const;

const environmentSchema = z.object(textEnvironment);

export type TextEnvironment = z.infer<typeof environmentSchema>;

/** Errors: `STARS_CONFIG_INVALID` where a variable that the chosen kind needs is absent. */
export function textConfigOf(env: TextEnvironment): TextConfig {
  const usesEndpoint = env.STARS_TEXT_EMBEDDER === 'openai' || env.STARS_TEXT_TAGGER === 'openai';
  return {
    embedder:
      env.STARS_TEXT_EMBEDDER === 'local'
        ? { kind: 'local', folder: env.STARS_TEXT_MODEL_FOLDER, threads: env.STARS_TEXT_THREADS }
        : {
            kind: 'openai',
            model: needed(env, 'STARS_OPENAI_EMBEDDING_MODEL'),
            dimensions: needed(env, 'STARS_OPENAI_EMBEDDING_DIMENSIONS'),
            shorten: env.STARS_OPENAI_EMBEDDING_SHORTEN,
          },
    tagger:
      env.STARS_TEXT_TAGGER === 'local'
        ? { kind: 'local' }
        : {
            kind: 'openai',
            model: needed(env, 'STARS_OPENAI_TAGGING_MODEL'),
            batchSize: env.STARS_OPENAI_TAGGING_BATCH,
            temperature: env.STARS_OPENAI_TEMPERATURE,
            whenSpent: env.STARS_OPENAI_WHEN_SPENT,
          },
    openai: usesEndpoint ? endpointOf(env) : undefined,
    vocabulary: env.STARS_TEXT_VOCABULARY,
  };
}

/** The endpoint of these variables. Errors: `STARS_CONFIG_INVALID` where there is none. */
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

/** Errors: `STARS_CONFIG_INVALID` where a cost is bounded that has no price. */
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

function needed<K extends keyof TextEnvironment>(env: TextEnvironment, name: K): NonNullable<TextEnvironment[K]> {
  const value = env[name];
  if (value !== undefined) return value as NonNullable<TextEnvironment[K]>;
  throw new StarsError('STARS_CONFIG_INVALID', `${name} is required for the openai text models`, { field: name });
}
