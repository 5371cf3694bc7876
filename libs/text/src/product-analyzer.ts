import { isStarsError, StarsError } from '@stars/errors';
import type { EmbeddedText, ProductText, Tagger, TextEmbedder } from './port.js';
import type { ReadTags } from './tag-answer.js';
import type { TextCache } from './text-cache.js';

/** What models say about one text. */
export interface ProductAnalysis extends ReadTags {
  embedding: Float32Array;
}

/** Texts between two writes to the cache: what a crash can cost. */
const CHUNK = 256;

export interface ProductAnalyzerOptions {
  embedder: TextEmbedder;
  tagger: Tagger;
  cache: TextCache;
  /** Told after each chunk: distinct texts done so far, in all, and how many of them the models were asked about. */
  onProgress?: (progress: { done: number; total: number; embedded: number; tagged: number }) => void;
}

/** Embeds and tags texts, each distinct one once, through the cache. */
export class ProductAnalyzer {
  constructor(private readonly options: ProductAnalyzerOptions) {}

  /**
   * By text hash: the analysis, or the error that says why this text can never have one.
   * Errors (try later): those of the models and of the cache.
   */
  async analyze(
    products: readonly ProductText[],
    signal?: AbortSignal,
  ): Promise<Map<string, ProductAnalysis | StarsError>> {
    const distinct = [...new Map(products.map((product) => [product.hash, product])).values()];
    // Texts of like length share a chunk: a local encoder pads the less.
    distinct.sort((a, b) => a.text.length - b.text.length);
    const results = new Map<string, ProductAnalysis | StarsError>();
    let [embedded, tagged] = [0, 0];
    for (let start = 0; start < distinct.length; start += CHUNK) {
      signal?.throwIfAborted();
      const chunk = distinct.slice(start, start + CHUNK);
      const vectors = await this.#embeddings(chunk, signal);
      const tags = await this.#tags(chunk, vectors.byHash, signal);
      embedded += vectors.made;
      tagged += tags.made;
      for (const { hash } of chunk) results.set(hash, join(vectors.byHash.get(hash), tags.byHash.get(hash)));
      this.options.onProgress?.({ done: results.size, total: distinct.length, embedded, tagged });
    }
    return results;
  }

  async #embeddings(products: readonly ProductText[], signal?: AbortSignal) {
    const { embedder, cache } = this.options;
    const byHash: Map<string, Float32Array | StarsError> = new Map(
      cache.getEmbeddings(
        embedder.name,
        products.map(({ hash }) => hash),
      ),
    );
    const missing = products.filter(({ hash }) => !byHash.has(hash));
    const made = new Map<string, Float32Array>();
    for (const [index, vector] of (await embedEach(embedder, missing, signal)).entries()) {
      const { hash } = missing[index]!;
      byHash.set(hash, vector);
      if (vector instanceof Float32Array) made.set(hash, vector);
    }
    if (made.size > 0) cache.putEmbeddings(embedder.name, made);
    return { byHash, made: made.size };
  }

  async #tags(
    products: readonly ProductText[],
    vectors: ReadonlyMap<string, Float32Array | StarsError>,
    signal?: AbortSignal,
  ) {
    const { embedder, tagger, cache } = this.options;
    const hashes = products.map(({ hash }) => hash);
    const byHash: Map<string, ReadTags | StarsError> = new Map(
      cache.getTags(tagger.name, tagger.vocabularyVersion, hashes),
    );
    const missing = products.flatMap((product): EmbeddedText[] => {
      const vector = vectors.get(product.hash);
      // Without a vector there are no features, so there is nobody to ask for tags.
      if (byHash.has(product.hash) || !(vector instanceof Float32Array)) return [];
      return [{ ...product, embedding: { model: embedder.name, vector } }];
    });
    if (missing.length === 0) return { byHash, made: 0 };
    const made = new Map<string, ReadTags>();
    for (const [index, result] of (await tagger.tag(missing, signal)).entries()) {
      const { hash } = missing[index]!;
      if ('failure' in result) byHash.set(hash, result.failure);
      else {
        byHash.set(hash, result);
        made.set(hash, result);
      }
    }
    if (made.size > 0) cache.putTags(tagger.name, tagger.vocabularyVersion, made);
    return { byHash, made: made.size };
  }
}

/** One vector a text; halves a batch that the model refuses until the text at fault stands alone. */
async function embedEach(
  embedder: TextEmbedder,
  products: readonly ProductText[],
  signal?: AbortSignal,
): Promise<(Float32Array | StarsError)[]> {
  if (products.length === 0) return [];
  try {
    return await embedder.embed(
      products.map(({ text }) => text),
      signal,
    );
  } catch (error) {
    if (!isStarsError(error) || error.code !== 'STARS_INVALID_FIELD') throw error;
    if (products.length === 1) return [error];
    const half = Math.ceil(products.length / 2);
    const first = await embedEach(embedder, products.slice(0, half), signal);
    return [...first, ...(await embedEach(embedder, products.slice(half), signal))];
  }
}

function join(
  vector: Float32Array | StarsError | undefined,
  tags: ReadTags | StarsError | undefined,
): ProductAnalysis | StarsError {
  if (vector instanceof Float32Array && tags !== undefined && !isStarsError(tags)) {
    return { embedding: vector, tags: tags.tags, rejected: tags.rejected };
  }
  if (isStarsError(vector)) return vector;
  if (isStarsError(tags)) return tags;
  return new StarsError('STARS_INTERNAL', 'a model gave fewer results than it was given texts');
}
