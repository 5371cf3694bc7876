import { isStarsError, StarsError } from '@stars/errors';
import { chunks, entryOf, mapBounded } from '@stars/platform';
import type { EmbeddedText, ProductText, ReadTags, Tagger, TagResult, TextEmbedder, Untagged } from './port.js';
import type { TextCache } from './text-cache.js';

/** The models' results for one text. */
export interface ProductAnalysis extends ReadTags {
  embedding: Float32Array;
}

/** Texts between two writes to the cache: the most that a crash can lose. */
const CHUNK = 256;
/** Concurrent requests to a tagger; an endpoint's own limit applies as well. */
const PARALLEL_BATCHES = 8;

export interface ProductAnalyzerOptions {
  embedder: TextEmbedder;
  tagger: Tagger;
  cache: TextCache;
  /** Texts in one chunk (default 256). */
  chunk?: number;
  /** Resolves when the next chunk may start, so that a backfill can wait for other work. */
  turn?: (signal?: AbortSignal) => Promise<void>;
  /** Called after each chunk. */
  onChunk?: (chunk: AnalysedChunk) => void;
}

/** Numbers of distinct texts in a chunk and of those sent to the models; the rest came from the cache. */
export interface AnalysedChunk {
  texts: number;
  embedded: number;
  tagged: number;
}

/** Embeds and tags texts, each distinct one once, through the cache. */
export class ProductAnalyzer {
  constructor(private readonly options: ProductAnalyzerOptions) {}

  /**
   * By text hash: the analysis, or the reason why there is none.
   * Errors (try later): those of the models and of the cache. Earlier results are kept.
   */
  async analyze(
    products: readonly ProductText[],
    signal?: AbortSignal,
  ): Promise<Map<string, ProductAnalysis | Untagged>> {
    const { chunk: size = CHUNK, turn, onChunk } = this.options;
    const distinct = [...new Map(products.map((product) => [product.hash, product])).values()];
    // Texts of similar length share a chunk, so that a local encoder needs less padding.
    distinct.sort((a, b) => a.text.length - b.text.length);
    const results = new Map<string, ProductAnalysis | Untagged>();
    for (const chunk of chunks(distinct, size)) {
      signal?.throwIfAborted();
      await turn?.(signal);
      const vectors = await this.#embeddings(chunk, signal);
      const tags = await this.#tags(chunk, vectors.byHash, signal);
      for (const { hash } of chunk) results.set(hash, join(vectors.byHash.get(hash), tags.byHash.get(hash)));
      onChunk?.({ texts: chunk.length, embedded: vectors.made, tagged: tags.made });
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
    const byHash: Map<string, TagResult> = new Map(cache.getTags(tagger.name, tagger.vocabularyVersion, hashes));
    const missing = products.flatMap((product): EmbeddedText[] => {
      const vector = vectors.get(product.hash);
      // Without a vector there are no features, so tags are not needed.
      if (byHash.has(product.hash) || !(vector instanceof Float32Array)) return [];
      return [{ ...product, embedding: { model: embedder.name, vector } }];
    });
    for (const [hash, result] of await this.#ask(missing, signal)) byHash.set(hash, result);
    return { byHash, made: missing.length };
  }

  /** In batches, each stored when it is done: if one fails, the results of the others are not lost. */
  async #ask(products: readonly EmbeddedText[], signal?: AbortSignal): Promise<Map<string, TagResult>> {
    const { tagger } = this.options;
    const size = tagger.batchSize ?? Math.max(products.length, 1);
    const results = new Map<string, TagResult>();
    const failures: unknown[] = [];
    await mapBounded(chunks(products, size), PARALLEL_BATCHES, async (batch) => {
      if (failures.length > 0) return;
      try {
        const tagged = await tagger.tag(batch, signal);
        for (const [index, { hash }] of batch.entries()) results.set(hash, tagged[index] ?? NO_RESULT);
        this.#store(batch, tagged);
      } catch (error) {
        failures.push(error);
      }
    });
    if (failures.length > 0) throw failures[0];
    return results;
  }

  #store(products: readonly ProductText[], results: readonly TagResult[]): void {
    const { tagger, cache } = this.options;
    const byTagger = new Map<string, Map<string, ReadTags>>();
    for (const [index, result] of results.entries()) {
      if ('failure' in result) continue;
      entryOf(byTagger, result.tagger ?? tagger.name, () => new Map()).set(products[index]!.hash, result);
    }
    for (const [name, made] of byTagger) cache.putTags(name, tagger.vocabularyVersion, made);
  }
}

const NO_RESULT: Untagged = {
  failure: new StarsError('STARS_INTERNAL', 'a model gave fewer results than it was given texts'),
};

/** One vector for each text; splits a refused batch by halves to isolate the text at fault. */
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

function join(vector: Float32Array | StarsError | undefined, tags: TagResult | undefined): ProductAnalysis | Untagged {
  if (isStarsError(vector)) return { failure: vector };
  if (vector === undefined || tags === undefined) return NO_RESULT;
  return 'failure' in tags ? tags : { ...tags, embedding: vector };
}
