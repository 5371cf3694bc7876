import { setTimeout } from 'node:timers/promises';
import { StarsError } from '@stars/errors';
import type { Logger, Metrics } from '@stars/platform';
import type { SpendingLedger } from './endpoint-budget.js';
import { endpointMetrics } from './endpoint-metrics.js';
import { type FallbackListener, FallbackTagger } from './fallback-tagger.js';
import { LocalEmbedder } from './local-embedder.js';
import { OpenAiClient, type OpenAiEndpoint } from './openai-client.js';
import { OpenAiEmbedder } from './openai-embedder.js';
import { OpenAiTagger } from './openai-tagger.js';
import type { Tagger, TextEmbedder } from './port.js';
import type { TextConfig } from './text-config.js';
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
 * Loads the configured models; no request goes to an endpoint yet.
 * Errors: `STARS_CONFIG_INVALID`, `STARS_NOT_FOUND`, `STARS_DIGEST_MISMATCH`, `STARS_MODEL_CORRUPT`.
 */
export async function createTextModels(config: TextConfig = {}, options: TextModelsOptions = {}): Promise<TextModels> {
  const { embedder: embedding = { kind: 'local' }, tagger: tagging = { kind: 'local' } } = config;
  const vocabulary = await loadVocabulary(config.vocabulary);
  const endpoint =
    embedding.kind === 'openai' || tagging.kind === 'openai' ? openEndpoint(config.openai, options) : undefined;
  const { tokens, cost } = config.openai?.budget ?? {};
  const hasBudget = tokens !== undefined || cost !== undefined;
  const fallsBack = tagging.kind === 'openai' && tagging.whenSpent !== 'wait' && hasBudget;
  // The local tagger's thresholds are for the local embedder, whichever embedder is configured.
  const local =
    embedding.kind === 'local' || tagging.kind === 'local' || fallsBack
      ? await LocalEmbedder.load(embedding.kind === 'local' ? embedding : {})
      : undefined;
  const localTagger =
    tagging.kind === 'local' || fallsBack ? await ZeroShotTagger.create(local!, vocabulary) : undefined;

  const fallback = fallbackListener(options);
  const modelsOf = (client: OpenAiClient | undefined): { embedder: TextEmbedder; tagger: Tagger } => {
    const endpointTagger = tagging.kind === 'openai' ? new OpenAiTagger(client!, vocabulary, tagging) : undefined;
    return {
      embedder: embedding.kind === 'local' ? local! : new OpenAiEmbedder(client!, embedding),
      tagger:
        endpointTagger && localTagger
          ? new FallbackTagger(endpointTagger, localTagger, fallback)
          : (endpointTagger ?? localTagger!),
    };
  };
  const { embedder, tagger } = modelsOf(endpoint);
  return {
    embedder,
    tagger,
    backfill: modelsOf(endpoint?.atPriority('backfill')),
    vocabulary,
    close: async () => {
      await tagger.close();
      await embedder.close();
      if (local && local !== embedder) await local.close();
    },
  };
}

function fallbackListener({ logger, metrics }: TextModelsOptions): FallbackListener {
  const texts = metrics?.counter({
    name: 'stars_text_fallback_texts_total',
    help: 'Texts that the local model tagged because the budget of the endpoint was spent.',
  });
  return {
    onChange: (spent) => {
      if (spent) logger?.warn('the budget of the tagging endpoint is spent: the local model tags meanwhile');
      else logger?.info('the tagging endpoint has a budget again');
    },
    onTagged: (count) => texts?.inc(count),
  };
}

/** Opens an endpoint under its limits, without a request yet. Errors: `STARS_CONFIG_INVALID` if there is none. */
export function openEndpoint(openai: OpenAiEndpoint | undefined, { ledger, metrics }: TextModelsOptions): OpenAiClient {
  if (!openai) throw new StarsError('STARS_CONFIG_INVALID', 'openai text models need an endpoint', { field: 'openai' });
  const sleep = (ms: number, signal?: AbortSignal): Promise<void> => setTimeout(ms, undefined, { signal });
  const deps = { sleep, random: Math.random, now: Date.now, ledger, metrics: metrics && endpointMetrics(metrics) };
  return new OpenAiClient(openai, deps);
}
