import { isStarsError, StarsError } from '@stars/errors';
import { mapBounded } from '@stars/platform';
import type { CallOptions, OpenAiClient } from './openai-client.js';
import type { ProductText, ReadTags, Tagger, TagResult } from './port.js';
import { readTagAnswer } from './tag-answer.js';
import { PROMPT_DIGEST, productsMessage, tagPrompt } from './tag-prompt.js';
import type { Vocabulary } from './vocabulary.js';

export interface OpenAiTaggerOptions {
  model: string;
  /** Products in a request (default 20). */
  batchSize?: number;
}

/** Concurrent requests about single products; the client's own limit applies as well. */
const PARALLEL_PRODUCTS = 8;
/** Answers of the wrong shape before a batch is split, or a single product given up. */
const ANSWERS = 2;
/** Tries for a single product whose batch was not answered. */
const TRIES_ALONE = 2;
const TRIES_OF_PROBE = 3;
/** Approximate tokens of an answer: for the budget. */
const TOKENS_A_PRODUCT = 40;
/** A product that every model can tag: an endpoint that does not answer about it is unavailable. */
const PROBE: ProductText = { text: 'Water', hash: '' };

/** Tags by the place of the product. */
type Answers = Map<number, ReadTags>;

/** No result for these products. */
interface Unanswered {
  failure: StarsError;
  /** `refused`: never possible; `shape`: an invalid answer; `silence`: no answer within time and tries. */
  because: 'refused' | 'shape' | 'silence';
}

/**
 * Tags by chat completions with a JSON schema over the vocabulary. Tags outside the vocabulary are dropped. A product that
 * breaks its batch's answer is isolated; if the endpoint answers about no product, the call fails.
 */
export class OpenAiTagger implements Tagger {
  readonly name: string;
  readonly vocabularyVersion: string;
  readonly batchSize: number;
  readonly #prompt;
  /** Valid answers so far: the endpoint works. */
  #answers = 0;
  #probing: Promise<boolean> | undefined;

  constructor(
    private readonly client: OpenAiClient,
    private readonly vocabulary: Vocabulary,
    private readonly options: OpenAiTaggerOptions,
  ) {
    this.#prompt = tagPrompt(vocabulary);
    this.vocabularyVersion = vocabulary.version;
    this.batchSize = options.batchSize ?? 20;
    this.name = `openai/${options.model}/prompt-${PROMPT_DIGEST}@${client.digest}`;
  }

  /** Splits a failed batch down to single products, so that one product does not fail its neighbours. */
  async tag(products: readonly ProductText[], signal?: AbortSignal): Promise<TagResult[]> {
    const answers = await this.#ask(products, { signal });
    if (products.length === 1) return [this.#resultOf(answers)];
    // Each silence costs the whole time limit: too much to split by halves.
    if ('because' in answers && answers.because === 'silence') return this.#tagEachAlone(products, signal);
    if ('because' in answers || answers.size === 0) return this.#tagHalves(products, signal);
    const missing = products.filter((_, index) => !answers.has(index));
    const later = missing.length > 0 ? await this.tag(missing, signal) : [];
    let next = 0;
    return products.map((_, index) => answers.get(index) ?? later[next++]!);
  }

  async #tagHalves(products: readonly ProductText[], signal?: AbortSignal): Promise<TagResult[]> {
    const half = Math.ceil(products.length / 2);
    const first = await this.tag(products.slice(0, half), signal);
    return [...first, ...(await this.tag(products.slice(half), signal))];
  }

  #tagEachAlone(products: readonly ProductText[], signal?: AbortSignal): Promise<TagResult[]> {
    return mapBounded(products, PARALLEL_PRODUCTS, async (product) =>
      this.#resultOf(await this.#ask([product], { signal, attempts: TRIES_ALONE })),
    );
  }

  /** Of a single product. */
  #resultOf(answers: Answers | Unanswered): TagResult {
    if ('because' in answers) return { failure: answers.failure, retryable: answers.because !== 'refused' };
    const message = `tagging model ${this.options.model} left the product out`;
    return answers.get(0) ?? { failure: new StarsError('STARS_POISON_MESSAGE', message), retryable: true };
  }

  /** Answers by index, or the reason why there are none. Errors: the endpoint answers about no product. */
  async #ask(products: readonly ProductText[], options: CallOptions): Promise<Answers | Unanswered> {
    const before = this.#answers;
    const unanswered = await this.#tryToAsk(products, options);
    if (unanswered instanceof Map) return unanswered;
    // The fault is in these products or in the endpoint. Answers about other products decide, else one about an easy
    // product. If halves follow, they decide.
    const isLast = unanswered.because === 'silence' || products.length === 1;
    if (!isLast || this.#answers > before || (await this.#probe(options))) return unanswered;
    const { because, failure } = unanswered;
    if (because !== 'refused') throw failure;
    throw new StarsError('STARS_CONFIG_INVALID', `no product is good enough for the endpoint: ${failure.message}`);
  }

  async #tryToAsk(products: readonly ProductText[], options: CallOptions): Promise<Answers | Unanswered> {
    const { model } = this.options;
    const answerTokens = TOKENS_A_PRODUCT * products.length;
    const request = { ...this.#prompt, model, user: productsMessage(products), answerTokens };
    try {
      for (let answer = 0; answer < ANSWERS; answer++) {
        const content = await this.client.completeJson(request, options);
        const tags = readTagAnswer(content, products.length, this.vocabulary);
        if (!tags) continue;
        this.#answers++;
        return tags;
      }
    } catch (error) {
      const because = isStarsError(error) ? BECAUSE[error.code] : undefined;
      if (because === undefined) throw error;
      return { failure: error as StarsError, because };
    }
    const message = `tagging model ${model} gave no answer of the agreed shape`;
    return { failure: new StarsError('STARS_POISON_MESSAGE', message), because: 'shape' };
  }

  /** Whether the endpoint tags at all; one request for all callers. */
  #probe({ signal }: CallOptions): Promise<boolean> {
    this.#probing ??= this.#tryToAsk([PROBE], { signal, attempts: TRIES_OF_PROBE })
      .then((answer) => answer instanceof Map)
      .catch(() => false)
      .finally(() => {
        this.#probing = undefined;
      });
    return this.#probing;
  }
}

/** Codes that a product may cause. The others, such as a limit or a key, concern the endpoint. */
const BECAUSE: { [code in StarsError['code']]?: Unanswered['because'] } = {
  STARS_INVALID_FIELD: 'refused',
  STARS_UNAVAILABLE: 'silence',
  STARS_DEADLINE_EXCEEDED: 'silence',
};
