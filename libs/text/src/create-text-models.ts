import { setTimeout } from 'node:timers/promises';
import { StarsError } from '@stars/errors';
import { LocalEmbedder } from './local-embedder.js';
import { OpenAiClient } from './openai-client.js';
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
  vocabulary: Vocabulary;
  close(): Promise<void>;
}

/**
 * Loads what the configuration names; an endpoint is not asked yet.
 * Errors: `STARS_CONFIG_INVALID`, `STARS_NOT_FOUND`, `STARS_DIGEST_MISMATCH`, `STARS_MODEL_CORRUPT`.
 */
export async function createTextModels(config: TextConfig = {}): Promise<TextModels> {
  const { embedder: embedding = { kind: 'local' }, tagger: tagging = { kind: 'local' } } = config;
  const vocabulary = await loadVocabulary(config.vocabulary);
  const endpoint = embedding.kind === 'openai' || tagging.kind === 'openai' ? openEndpoint(config) : undefined;
  // The local tagger's thresholds hold for the local embedder, whichever one makes the embeddings.
  const local =
    embedding.kind === 'local' || tagging.kind === 'local'
      ? await LocalEmbedder.load(embedding.kind === 'local' ? embedding : {})
      : undefined;
  const embedder =
    embedding.kind === 'local' ? local! : new OpenAiEmbedder(endpoint!.client, { ...embedding, ...endpoint! });
  const tagger =
    tagging.kind === 'local'
      ? await ZeroShotTagger.create(local!, vocabulary)
      : new OpenAiTagger(endpoint!.client, vocabulary, { ...tagging, ...endpoint! });
  return {
    embedder,
    tagger,
    vocabulary,
    close: async () => {
      await tagger.close();
      await embedder.close();
      if (local && local !== embedder) await local.close();
    },
  };
}

function openEndpoint({ openai }: TextConfig): { client: OpenAiClient; baseUrl: string } {
  if (!openai) throw new StarsError('STARS_CONFIG_INVALID', 'openai text models need an endpoint', { field: 'openai' });
  const sleep = (ms: number, signal?: AbortSignal): Promise<void> => setTimeout(ms, undefined, { signal });
  return {
    client: new OpenAiClient(openai, { sleep, random: Math.random, now: Date.now }),
    baseUrl: openai.baseUrl,
  };
}
