import { setTimeout } from 'node:timers/promises';
import type { Logger, Metrics } from '@stars/platform';
import type { SpendingLedger } from './endpoint-budget.js';
import { endpointMetrics } from './endpoint-metrics.js';
import { fallbackTagger } from './fallback-tagger.js';
import { LocalEmbedder } from './local-embedder.js';
import { OpenAiClient, type OpenAiEndpoint } from './openai-client.js';
import { OpenAiEmbedder } from './openai-embedder.js';
import { OpenAiTagger } from './openai-tagger.js';
import type { Tagger, TextEmbedder } from './port.js';
import { endpointOf, TEXT_DEFAULTS, type TextEnvironment } from './text-config.js';
import { loadVocabulary, type Vocabulary } from './vocabulary.js';
import { ZeroShotTagger } from './zero-shot-tagger.js';

/** The models that read product texts, as configured. */
export interface TextModels {
  embedder: TextEmbedder;
  tagger: Tagger;
  /** The same for a backfill, which leaves a part of an endpoint's limits to live changes. */
  backfill?: { embedder: TextEmbedder; tagger: Tagger };
  vocabulary: Vocabulary;
  close(): Promise<void>;
}

export interface TextModelsOptions {
  /** Keeps an endpoint's spending over restarts (default: none). */
  ledger?: SpendingLedger;
  metrics?: Metrics;
  logger?: Logger;
}

/**
 * Loads the models that the settings name, by default the local ones; no request goes to an endpoint yet.
 * @param settings Those of `textEnvironment`, without `textProblems`.
 * Errors: `STARS_CONFIG_INVALID`, `STARS_NOT_FOUND`, `STARS_DIGEST_MISMATCH`, `STARS_MODEL_CORRUPT`.
 */
export async function createTextModels(
  settings: Partial<TextEnvironment> = {},
  options: TextModelsOptions = {},
): Promise<TextModels> {
  const env = { ...TEXT_DEFAULTS, ...settings };
  const [embedsHere, tagsHere] = [env.STARS_TEXT_EMBEDDER === 'local', env.STARS_TEXT_TAGGER === 'local'];
  const endpoint = embedsHere && tagsHere ? undefined : openEndpoint(endpointOf(env), options);
  const vocabulary = await loadVocabulary(env.STARS_TEXT_VOCABULARY);
  const hasBudget = env.STARS_OPENAI_BUDGET_TOKENS !== undefined || env.STARS_OPENAI_BUDGET_COST !== undefined;
  const fallsBack = !tagsHere && env.STARS_OPENAI_WHEN_SPENT === 'local' && hasBudget;
  const folder = { folder: env.STARS_TEXT_MODEL_FOLDER, threads: env.STARS_TEXT_THREADS };
  // The local tagger's thresholds are for the local embedder, whichever embedder is configured.
  const local = embedsHere || tagsHere || fallsBack ? await LocalEmbedder.load(folder) : undefined;
  const localTagger = tagsHere || fallsBack ? await ZeroShotTagger.create(local!, vocabulary) : undefined;

  const modelsOf = (client: OpenAiClient | undefined): { embedder: TextEmbedder; tagger: Tagger } => {
    const embedder = embedsHere
      ? local!
      : new OpenAiEmbedder(client!, {
          model: env.STARS_OPENAI_EMBEDDING_MODEL!,
          dimensions: env.STARS_OPENAI_EMBEDDING_DIMENSIONS!,
          shorten: env.STARS_OPENAI_EMBEDDING_SHORTEN,
        });
    if (tagsHere) return { embedder, tagger: localTagger! };
    const tagging = { model: env.STARS_OPENAI_TAGGING_MODEL!, batchSize: env.STARS_OPENAI_TAGGING_BATCH };
    const tagger = new OpenAiTagger(client!, vocabulary, tagging);
    return { embedder, tagger: localTagger ? fallbackTagger(tagger, localTagger, options) : tagger };
  };
  return {
    ...modelsOf(endpoint),
    backfill: modelsOf(endpoint?.atPriority('backfill')),
    vocabulary,
    close: async () => local?.close(),
  };
}

/** Opens an endpoint under its limits, without a request yet. */
export function openEndpoint(openai: OpenAiEndpoint, { ledger, metrics }: TextModelsOptions): OpenAiClient {
  const sleep = (ms: number, signal?: AbortSignal): Promise<void> => setTimeout(ms, undefined, { signal });
  const deps = { sleep, random: Math.random, now: Date.now, ledger, metrics: metrics && endpointMetrics(metrics) };
  return new OpenAiClient(openai, deps);
}
