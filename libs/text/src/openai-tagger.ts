import { isStarsError, StarsError } from '@stars/errors';
import { mapBounded } from '@stars/platform';
import { endpointDigest } from './endpoint-digest.js';
import type { OpenAiClient } from './openai-client.js';
import type { EmbeddedText, Tagger, TagResult } from './port.js';
import { type ReadTags, readTagAnswer } from './tag-answer.js';
import { productsMessage, type TagPrompt, tagPrompt } from './tag-prompt.js';
import type { Vocabulary } from './vocabulary.js';

export interface OpenAiTaggerOptions {
  model: string;
  baseUrl: string;
  /** Products a request (default 20). */
  batchSize?: number;
  temperature?: number;
}

/** Batches in work at once; the client's own limit holds beside it. */
const PARALLEL_BATCHES = 8;
/** Answers of the wrong shape before a batch is split, or a single product given up. */
const ANSWERS = 2;

/** Tags by chat completions with a JSON schema over the vocabulary. What is not in the vocabulary never comes out. */
export class OpenAiTagger implements Tagger {
  readonly name: string;
  readonly vocabularyVersion: string;
  readonly #prompt: TagPrompt;

  constructor(
    private readonly client: OpenAiClient,
    private readonly vocabulary: Vocabulary,
    private readonly options: OpenAiTaggerOptions,
  ) {
    this.#prompt = tagPrompt(vocabulary);
    this.vocabularyVersion = vocabulary.version;
    const sampling = options.temperature === undefined ? '' : `/t${options.temperature}`;
    this.name = `openai/${options.model}${sampling}/prompt-${this.#prompt.digest}@${endpointDigest(options.baseUrl)}`;
  }

  async tag(products: readonly EmbeddedText[], signal?: AbortSignal): Promise<TagResult[]> {
    const size = this.options.batchSize ?? 20;
    const starts = Array.from({ length: Math.ceil(products.length / size) }, (_, index) => index * size);
    const batches = await mapBounded(starts, PARALLEL_BATCHES, (start) =>
      this.#tagBatch(products.slice(start, start + size), signal),
    );
    return batches.flat();
  }

  async close(): Promise<void> {}

  /** Splits until what fails stands alone, so that one product never takes its neighbours along. */
  async #tagBatch(products: readonly EmbeddedText[], signal?: AbortSignal): Promise<TagResult[]> {
    const answers = await this.#ask(products, signal);
    if (answers instanceof StarsError && products.length === 1) return [{ failure: answers }];
    if (answers instanceof StarsError || (answers.size === 0 && products.length > 1)) {
      const half = Math.ceil(products.length / 2);
      const first = await this.#tagBatch(products.slice(0, half), signal);
      return [...first, ...(await this.#tagBatch(products.slice(half), signal))];
    }
    const missing = products.filter((_, index) => !answers.has(index));
    const later = missing.length > 0 ? await this.#tagMissing(missing, products.length, signal) : [];
    let next = 0;
    return products.map((_, index) => answers.get(index) ?? later[next++]!);
  }

  async #tagMissing(missing: readonly EmbeddedText[], asked: number, signal?: AbortSignal): Promise<TagResult[]> {
    if (asked > 1) return this.#tagBatch(missing, signal);
    const failure = new StarsError('STARS_POISON_MESSAGE', `tagging model ${this.options.model} left the product out`);
    return missing.map(() => ({ failure }));
  }

  /** Answers by index; a StarsError where these products together can never be answered. */
  async #ask(products: readonly EmbeddedText[], signal?: AbortSignal): Promise<Map<number, ReadTags> | StarsError> {
    const { model, temperature } = this.options;
    const { system, schema } = this.#prompt;
    const request = { model, temperature, system, schema, schemaName: 'product_tags', user: productsMessage(products) };
    try {
      for (let answer = 0; answer < ANSWERS; answer++) {
        const content = await this.client.completeJson(request, signal);
        const tags = readTagAnswer(content, products.length, this.vocabulary);
        if (tags) return tags;
      }
    } catch (error) {
      if (isStarsError(error) && error.code === 'STARS_INVALID_FIELD') return error;
      throw error;
    }
    return new StarsError('STARS_POISON_MESSAGE', `tagging model ${model} gave no answer of the agreed shape`);
  }
}
