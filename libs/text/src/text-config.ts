import { StarsError } from '@stars/errors';
import { secret } from '@stars/platform';
import { z } from 'zod';
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
  tagger?: { kind: 'local' } | { kind: 'openai'; model: string; batchSize?: number; temperature?: number };
  /** Needed as soon as one of the two is `openai`. */
  openai?: OpenAiEndpoint;
  /** Path of a vocabulary file (default: the grocery vocabulary that ships). */
  vocabulary?: string;
}

const kind = z.enum(['local', 'openai']).default('local');
const count = z.coerce.number().int().positive();

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
          },
    openai: usesEndpoint
      ? {
          baseUrl: needed(env, 'STARS_OPENAI_BASE_URL'),
          apiKey: env.STARS_OPENAI_API_KEY,
          timeoutMs: env.STARS_OPENAI_TIMEOUT_MS,
          concurrency: env.STARS_OPENAI_CONCURRENCY,
        }
      : undefined,
    vocabulary: env.STARS_TEXT_VOCABULARY,
  };
}

function needed<K extends keyof TextEnvironment>(env: TextEnvironment, name: K): NonNullable<TextEnvironment[K]> {
  const value = env[name];
  if (value !== undefined) return value as NonNullable<TextEnvironment[K]>;
  throw new StarsError('STARS_CONFIG_INVALID', `${name} is required for the openai text models`, { field: name });
}
