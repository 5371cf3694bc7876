import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seenFloors } from './likeness-floors.js';
import { LocalEmbedder } from './local-embedder.js';
import type { EmbeddedText, Tagger } from './port.js';
import { ProductAnalyzer } from './product-analyzer.js';
import { textHash } from './product-text.js';
import { TagRevisions } from './tag-revisions.js';
import { TextCache } from './text-cache.js';
import { parseVocabulary, type Vocabulary } from './vocabulary.js';
import { compareVocabularies } from './vocabulary-diff.js';
import { ZeroShotTagger } from './zero-shot-tagger.js';

const value = (name: string, more: object = {}) => ({ value: name, description: name.replaceAll('_', ' '), ...more });
const vocabularyOf = (values: object[], version = 1): Vocabulary =>
  parseVocabulary({ name: 'test', version, attributes: [{ name: 'flavour', description: 'Taste', values }] });

const kinds = ['milk', 'cheese', 'shampoo', 'dog food', 'bread', 'coffee beans', 'batteries', 'paper towels'];
const one = vocabularyOf(kinds.map((kind) => value(kind.replace(' ', '_'))));

describe('compareVocabularies', () => {
  it('distinguishes new, changed, renamed and removed terms', () => {
    const from = vocabularyOf(['plain', 'choco', 'mint', 'lemon', 'old_berry', 'red_berry'].map((name) => value(name)));
    const to = vocabularyOf([
      value('plain'),
      value('chocolate', { description: 'choco', was: ['choco'] }),
      value('mint', { description: 'peppermint' }),
      value('berry', { was: ['old_berry', 'flavour:red_berry'] }),
      value('pumpkin_spice', { was: ['never_there'] }),
    ]);
    expect(compareVocabularies(from, to)).toEqual({
      renamed: new Map([
        ['flavour:choco', 'flavour:chocolate'],
        ['flavour:old_berry', 'flavour:berry'],
        ['flavour:red_berry', 'flavour:berry'],
      ]),
      removed: new Set(['flavour:lemon']),
      touched: new Set(['flavour:mint', 'flavour:berry', 'flavour:pumpkin_spice']),
    });
  });

  it('does not count a name that is in use again as a former name', () => {
    const from = vocabularyOf([value('a'), value('b')]);
    const to = vocabularyOf([value('a', { was: ['b'] }), value('b')]);
    expect(compareVocabularies(from, to)).toEqual({ renamed: new Map(), removed: new Set(), touched: new Set() });
  });
});

describe('seenFloors', () => {
  it('are cosines that nearly all tags of an attribute reach, and exclude nothing if few are known', () => {
    const terms = new Map(['kind:a', 'diet:b'].map((term) => [term, Float32Array.of(1, 0)]));
    const reading = (count: number, tag: string, from: number) =>
      Array.from({ length: count }, (_, n) => ({ vector: Float32Array.of(from + n / 1000, 0), tags: [tag, 'gone:x'] }));
    const floorOf = seenFloors([...reading(100, 'kind:a', 0.5), ...reading(20, 'diet:b', 0.1)], terms);
    expect(floorOf('kind:new')).toBeCloseTo(0.502);
    expect(floorOf('diet:new')).toBeCloseTo(0.102);
    expect(seenFloors(reading(20, 'kind:a', 0.5), terms)('kind:new')).toBe(-1);
  });
});

describe('TagRevisions', () => {
  let embedder: LocalEmbedder;
  let cache: TextCache;
  beforeAll(async () => {
    embedder = await LocalEmbedder.load({ threads: 1 });
  });
  beforeEach(async () => {
    cache = TextCache.open(join(await mkdtemp(join(tmpdir(), 'revisions-')), 'text.db'));
  });
  afterEach(() => cache.close());
  afterAll(() => embedder?.close());

  const brands = ['Acorn', 'Blue Hill', 'Castle', 'Delta', 'Everyday', 'Fresh', 'Golden', 'Happy'];
  const titles = kinds.flatMap((kind) => brands.map((brand) => `${brand} ${kind}`));
  const texts = (values: readonly string[]) => values.map((text) => ({ text, hash: textHash(text) }));

  /** A model with its own answer for each text and vocabulary; counts requested texts. */
  function model(vocabulary: Vocabulary, answer: (text: string) => { tags: string[]; rejected?: string[] }) {
    const asked: string[] = [];
    const tagger: Tagger = {
      name: 'model@1',
      vocabularyVersion: vocabulary.version,
      tag: async (products: readonly EmbeddedText[]) => {
        asked.push(...products.map(({ text }) => text));
        return products.map(({ text }) => ({ rejected: [], ...answer(text) }));
      },
      close: async () => {},
    };
    return { tagger, asked };
  }

  async function read(vocabulary: Vocabulary, tagger: Tagger, values: readonly string[]) {
    const revisions = new TagRevisions({ cache, embedder, tagger, vocabulary });
    const carryOver = (products: readonly EmbeddedText[]) => revisions.carryOver(products);
    const results = await new ProductAnalyzer({ embedder, tagger, cache, carryOver }).analyze(texts(values));
    return (text: string) => (results.get(textHash(text)) as { tags: string[] }).tags;
  }

  const kindOf = (text: string): { tags: string[] } => ({
    tags: kinds.filter((kind) => text.includes(kind)).map((kind) => `flavour:${kind.replace(' ', '_')}`),
  });

  it('reads again, for a new term, only texts that may need it', async () => {
    const coffees = brands.map((brand) => `${brand} pumpkin spice latte`);
    const all = [...titles, ...coffees, 'pumpkin cake'];
    await read(one, model(one, kindOf).tagger, all);
    const two = vocabularyOf(
      [...kinds.map((kind) => value(kind.replace(' ', '_'))), value('pumpkin_spice', { description: 'pumpkin spice' })],
      2,
    );
    const later = model(two, () => ({ tags: ['flavour:pumpkin_spice'] }));
    const tagsOf = await read(two, later.tagger, all);
    expect(later.asked).toEqual(expect.arrayContaining([...coffees, 'pumpkin cake']));
    expect(later.asked.length).toBeLessThan(all.length / 4);
    expect(tagsOf('Acorn milk')).toEqual(['flavour:milk']);
    expect(tagsOf('Castle pumpkin spice latte')).toEqual(['flavour:pumpkin_spice']);
    // Carried over once, they are stored.
    const again = model(two, () => ({ tags: [] }));
    await read(two, again.tagger, all);
    expect(again.asked).toEqual([]);
  });

  it('renames without a request, and reads texts of a removed term again', async () => {
    await read(one, model(one, kindOf).tagger, titles);
    const two = vocabularyOf(
      kinds
        .filter((kind) => kind !== 'bread')
        .map((kind) => {
          if (kind !== 'shampoo') return value(kind.replace(' ', '_'));
          return value('hair_wash', { description: 'shampoo', was: ['shampoo'] });
        }),
      2,
    );
    const later = model(two, () => ({ tags: ['flavour:cheese'] }));
    const tagsOf = await read(two, later.tagger, titles);
    expect(later.asked.toSorted()).toEqual(brands.map((brand) => `${brand} bread`));
    expect(tagsOf('Acorn shampoo')).toEqual(['flavour:hair_wash']);
    expect(tagsOf('Acorn bread')).toEqual(['flavour:cheese']);
  });

  it('reads a text again if the model once gave a word that is a term now', async () => {
    await read(
      one,
      model(one, (text) => ({ ...kindOf(text), rejected: text === 'Delta milk' ? ['Creamy'] : [] })).tagger,
      titles,
    );
    const two = vocabularyOf(
      [...kinds.map((kind) => value(kind.replace(' ', '_'))), value('creamy', { description: 'zqxv' })],
      2,
    );
    const later = model(two, () => ({ tags: [] }));
    await read(two, later.tagger, titles);
    expect(later.asked).toContain('Delta milk');
  });

  it('reads everything again if the earlier vocabulary is unknown', async () => {
    const { tagger } = model(one, kindOf);
    await new ProductAnalyzer({ embedder, tagger, cache }).analyze(texts(titles));
    const two = vocabularyOf([...kinds.map((kind) => value(kind.replace(' ', '_'))), value('creamy')], 2);
    const later = model(two, () => ({ tags: [] }));
    await read(two, later.tagger, titles);
    expect(later.asked).toHaveLength(titles.length);
  });

  it('reads everything again with a tagger that guesses by the stored vectors', async () => {
    await read(one, await ZeroShotTagger.create(embedder, one), titles);
    const two = vocabularyOf(
      kinds.slice(1).map((kind) => value(kind.replace(' ', '_'))),
      2,
    );
    const later = model(two, () => ({ tags: [] }));
    const tagger = await ZeroShotTagger.create(embedder, two);
    await read(two, { ...later.tagger, name: tagger.name, guessesBy: tagger.guessesBy }, titles);
    expect(later.asked).toHaveLength(titles.length);
  });
});
