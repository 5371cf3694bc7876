import { StarsError } from '@stars/errors';
import { chunks, mapBounded } from '@stars/platform';
import { z } from 'zod';
import { normalize } from './mean-pooling.js';
import type { OpenAiClient } from './openai-client.js';
import type { TextEmbedder } from './port.js';

export interface OpenAiEmbedderOptions {
  model: string;
  /** Width of the model's vectors; checked in every answer. */
  dimensions: number;
  /** Ask the model to shorten its vectors to `dimensions` (text-embedding-3 and its like). */
  shorten?: boolean;
  /** Texts in a request (default 128). */
  batchSize?: number;
}

/** Concurrent batches; the client's own limit applies as well. */
const PARALLEL_BATCHES = 8;

const answerSchema = z.array(z.object({ index: z.int().min(0), embedding: z.array(z.number()) }));

/** Embeddings of an endpoint that speaks OpenAI's API. */
export class OpenAiEmbedder implements TextEmbedder {
  readonly name: string;

  constructor(
    private readonly client: OpenAiClient,
    private readonly options: OpenAiEmbedderOptions,
  ) {
    this.name = `openai/${options.model}/${options.dimensions}@${client.digest}`;
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const batches = await mapBounded(chunks(texts, this.options.batchSize ?? 128), PARALLEL_BATCHES, (batch) =>
      this.#embedBatch(batch, signal),
    );
    return batches.flat();
  }

  async #embedBatch(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const { model, dimensions, shorten } = this.options;
    const data = await this.client.embeddings(
      { model, input: texts, ...(shorten ? { dimensions } : {}) },
      signal ? { signal } : {},
    );
    const answer = answerSchema.safeParse(data);
    const vectors = new Array<Float32Array | undefined>(texts.length).fill(undefined);
    if (answer.success) {
      for (const { index, embedding } of answer.data) {
        if (embedding.length !== dimensions) throw wrongWidth(model, embedding.length, dimensions);
        if (index < texts.length) vectors[index] = normalize(Float32Array.from(embedding));
      }
    }
    return vectors.map((vector) => {
      if (vector) return vector;
      throw new StarsError('STARS_UNAVAILABLE', `embedding model ${model} did not answer with one vector a text`);
    });
  }
}

function wrongWidth(model: string, actual: number, expected: number): StarsError {
  return new StarsError(
    'STARS_CONFIG_INVALID',
    `embedding model ${model} makes vectors of ${actual} dimensions, the configuration says ${expected}`,
  );
}
