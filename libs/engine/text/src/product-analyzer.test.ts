import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StarsError } from '@stars/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EmbeddedText, Tagger, TextEmbedder } from './port.js';
import { ProductAnalyzer } from './product-analyzer.js';
import { textHash } from './product-text.js';
import { TextCache } from './text-cache.js';

let path: string;
let cache: TextCache;
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'text-cache-')), 'cache', 'text.db');
  cache = TextCache.open(path);
});
afterEach(() => cache.close());

/** Counts requested texts; refuses texts with "refused", fails while `away`. */
class CountingModels implements TextEmbedder, Tagger {
  readonly dimensions = 2;
  readonly embedded: string[] = [];
  readonly tagged: string[] = [];
  away = false;

  constructor(
    readonly name = 'counting@1',
    readonly vocabularyVersion = 'v1',
  ) {}

  async embed(texts: readonly string[]): Promise<Float32Array[]> {
    if (this.away) throw new StarsError('STARS_UNAVAILABLE', 'away');
    if (texts.some((text) => text.includes('refused'))) throw new StarsError('STARS_INVALID_FIELD', 'refused');
    this.embedded.push(...texts);
    return texts.map((text) => Float32Array.of(text.length, 0.1));
  }

  async tag(products: readonly EmbeddedText[]) {
    this.tagged.push(...products.map(({ text }) => text));
    return products.map(({ text, embedding }) => {
      if (text.includes('untaggable')) return { failure: new StarsError('STARS_POISON_MESSAGE', 'no tags') };
      return { tags: [`length:${embedding!.vector[0]}`], rejected: ['x'] };
    });
  }
}

const texts = (...values: string[]) => values.map((text) => ({ text, hash: textHash(text) }));
const analyze = (models: CountingModels, ...values: string[]) =>
  new ProductAnalyzer({ embedder: models, tagger: models, cache }).analyze(texts(...values));

describe('ProductAnalyzer', () => {
  it('calls the models once for each distinct text', async () => {
    const models = new CountingModels();
    const results = await analyze(models, 'milk', 'cream', 'milk', 'milk');
    expect(models.embedded).toEqual(['milk', 'cream']);
    expect(models.tagged).toEqual(['milk', 'cream']);
    expect(results.get(textHash('milk'))).toEqual({
      embedding: Float32Array.of(4, 0.1),
      tags: ['length:4'],
      rejected: ['x'],
    });
    expect(results.size).toBe(2);
  });

  it('requests only changed texts, also in another process', async () => {
    await analyze(new CountingModels(), 'milk', 'cream');
    cache.close();
    cache = TextCache.open(path);
    const later = new CountingModels();
    const results = await analyze(later, 'milk', 'whole milk');
    expect(later.embedded).toEqual(['whole milk']);
    expect(later.tagged).toEqual(['whole milk']);
    expect(results.get(textHash('milk'))).toMatchObject({ embedding: Float32Array.of(4, 0.1), tags: ['length:4'] });
  });

  it('requests again for another model, and only tags for another vocabulary', async () => {
    await analyze(new CountingModels('a', 'v1'), 'milk');
    const [newModel, newVocabulary] = [new CountingModels('b', 'v1'), new CountingModels('a', 'v2')];
    await analyze(newModel, 'milk');
    await analyze(newVocabulary, 'milk');
    expect([newModel.embedded, newModel.tagged]).toEqual([['milk'], ['milk']]);
    expect([newVocabulary.embedded, newVocabulary.tagged]).toEqual([[], ['milk']]);
  });

  it('separates only the texts that a model can never handle', async () => {
    const results = await analyze(new CountingModels(), 'a', 'b', 'refused', 'c', 'untaggable');
    expect(results.get(textHash('refused'))).toMatchObject({ failure: { code: 'STARS_INVALID_FIELD' } });
    expect(results.get(textHash('untaggable'))).toMatchObject({ failure: { code: 'STARS_POISON_MESSAGE' } });
    for (const fine of ['a', 'b', 'c']) expect(results.get(textHash(fine))).toMatchObject({ tags: ['length:1'] });
  });

  it('throws while a model is unavailable, and keeps earlier results', async () => {
    const models = new CountingModels();
    let firstChunk = true;
    const many = Array.from({ length: 300 }, (_, index) => `text ${index}`);
    const analyzer = new ProductAnalyzer({
      embedder: models,
      tagger: models,
      cache,
      onChunk: () => {
        models.away = firstChunk;
        firstChunk = false;
      },
    });
    await expect(analyzer.analyze(texts(...many))).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
    models.away = false;
    expect((await analyzer.analyze(texts(...many))).size).toBe(300);
    expect(models.embedded).toEqual(many);
  });

  it('reports progress in distinct texts', async () => {
    const seen: object[] = [];
    const models = new CountingModels();
    await analyze(models, 'milk');
    const options = { embedder: models, tagger: models, cache, onChunk: (chunk: object) => seen.push(chunk) };
    await new ProductAnalyzer(options).analyze(texts('milk', 'cream', 'milk'));
    expect(seen).toEqual([{ texts: 2, embedded: 1, tagged: 1 }]);
  });

  it('keeps the results of other batches if one fails', async () => {
    const models = new (class extends CountingModels {
      readonly batchSize = 2;
      override async tag(products: readonly EmbeddedText[]) {
        if (this.away && products.some(({ text }) => text === 'b')) throw new StarsError('STARS_UNAVAILABLE', 'away');
        return super.tag(products);
      }
    })();
    const away = new ProductAnalyzer({
      ...{ embedder: models, tagger: models, cache },
      turn: async () => {
        models.away = true;
      },
    });
    models.embed = async (values) => values.map((text) => Float32Array.of(text.length, 0.1));
    await expect(away.analyze(texts('a', 'b', 'c', 'd', 'e', 'f'))).rejects.toMatchObject({
      code: 'STARS_UNAVAILABLE',
    });
    models.away = false;
    expect((await analyze(models, 'a', 'b', 'c', 'd', 'e', 'f')).size).toBe(6);
    // Each text once, the failed batch again.
    expect(models.tagged.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });
});

describe('TextCache', () => {
  it('gives vectors back bit by bit', () => {
    const vector = Float32Array.of(Math.PI, -0, 1e-40, 3);
    cache.putEmbeddings('m', new Map([['h', vector.subarray(1)]]));
    const found = cache.getEmbeddings('m', ['h', 'other']);
    expect([...found.keys()]).toEqual(['h']);
    expect(Object.is(found.get('h')![0], -0)).toBe(true);
    expect(found.get('h')).toEqual(vector.subarray(1));
  });

  it('keeps only the newest entries within its limit', () => {
    const small = TextCache.open(path, { maxEntries: 3 });
    for (let index = 0; index < 10; index++) {
      small.putEmbeddings('m', new Map([[`h${index}`, Float32Array.of(index)]]));
    }
    const hashes = Array.from({ length: 10 }, (_, index) => `h${index}`);
    expect([...small.getEmbeddings('m', hashes).keys()]).toEqual(['h7', 'h8', 'h9']);
    small.close();
  });
});
