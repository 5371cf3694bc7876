import { ItemFeatures } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { ColdStartBook } from './cold-start-book.js';
import { ColdStartItems, type LaterItem } from './cold-start-items.js';
import { type ContentArtifact, contentOf, decodeContent, encodeContent } from './content-artifact.js';

const IDS = ['apple', 'pear', 'rye', 'soap'];
const CATEGORIES: Record<string, string[]> = {
  apple: ['food', 'fruit'],
  pear: ['food', 'fruit'],
  rye: ['food', 'bread'],
};
const learned = new Map(IDS.map((id, row) => [id, row]));
const items = {
  ids: IDS,
  embedding: Float32Array.of(2, 0, 1.6, 1.2, 0, -3, -1, 0),
  tags: Float32Array.of(1, 0, 1, 1, 0, 1, 0, 0),
};
const artifact = contentOf(items, 2, (id) => CATEGORIES[id] ?? [], ['tea', 'dust']);
const reduction = {
  inputWidth: 2,
  width: 2,
  mean: new Float32Array(2),
  projection: Float32Array.of(1, 0, 0, 1),
  scale: 1,
};
const coldStartItemsOf = (of: ContentArtifact, hidden?: ReadonlySet<number>) =>
  new ColdStartItems(of, learned, reduction, new Map([['sweet', 0]]), hidden);
const features = (itemId: string, category: string[], ...embedding: number[]): ItemFeatures =>
  ItemFeatures.fromPartial({
    itemId,
    category,
    tags: ['sweet'],
    embeddingModel: 'any',
    embedding: new Uint8Array(Float32Array.from(embedding).buffer),
  });
const QUINCE = features('quince', ['food', 'fruit'], 1, 0);
const LEVELS = [Int32Array.of(7, 7, 8, 9)];

describe('cold-start items', () => {
  it('are items that were neither learned nor known', () => {
    const coldStart = coldStartItemsOf(artifact);
    expect(['quince', 'apple', 'tea', 'dust'].map((id) => coldStart.has(id))).toEqual([true, false, false, false]);
  });

  it('borrow the same after the model was stored and read', () => {
    const files = new Map(encodeContent(artifact));
    const read = decodeContent(files.get('neighbours.json')!, files.get('neighbours.safetensors')!, IDS.length);
    expect(read).toEqual(artifact);
    const found = coldStartItemsOf(read).describe(QUINCE, LEVELS)!;
    expect(found).toEqual(coldStartItemsOf(artifact).describe(QUINCE, LEVELS));
    expect(found.classes).toEqual([7]);
    expect(IDS[found.borrowed!.items[0]!]).toBe('apple');
    const hidden = coldStartItemsOf(read, new Set([0])).describe(QUINCE, LEVELS)!;
    expect(IDS[hidden.borrowed!.items[0]!]).toBe('pear');
    expect([...hidden.borrowed!.items]).not.toContain(0);
  });

  it.each<[string, Partial<ContentArtifact>]>([
    ['texts of another width', { width: 3 }],
    ['tags beyond their end', { tagOffsets: Int32Array.of(0, 1, 3, 4, 9) }],
    ['paths that do not exist', { pathOf: Int32Array.of(0, 0, 1, 7) }],
    ['texts that are not numbers', { text: new Float32Array(8).fill(Number.NaN) }],
  ])('are refused with %s', (_, part) => {
    const files = new Map(encodeContent({ ...artifact, ...part }));
    expect(() =>
      decodeContent(files.get('neighbours.json')!, files.get('neighbours.safetensors')!, IDS.length),
    ).toThrow(expect.objectContaining({ code: 'STARS_MODEL_CORRUPT' }));
  });
});

describe('ColdStartBook', () => {
  it('reads an item once, reads it again in the background after half a minute, and forgets a deleted item', async () => {
    let [now, asked, texts] = [0, 0, 'first' as string | undefined];
    const book = new ColdStartBook(
      async (ids) => {
        asked++;
        return ids.map((itemId) => (texts ? ItemFeatures.fromPartial({ itemId, textHash: texts }) : undefined));
      },
      {
        isColdStart: () => true,
        laterItem: ({ textHash }) => ({ borrowed: textHash, classes: [] }) as unknown as LaterItem,
      },
      100,
      () => now,
    );
    const borrowed = async () => (await book.get(['a', 'b'])).map((found) => found?.borrowed);
    expect(await borrowed()).toEqual(['first', 'first']);
    expect(await borrowed()).toEqual(['first', 'first']);
    expect(asked).toBe(1);
    [now, texts] = [40_000, 'second'];
    expect(await borrowed()).toEqual(['first', 'first']);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await borrowed()).toEqual(['second', 'second']);
    expect(asked).toBe(2);
    [now, texts] = [80_000, undefined];
    await borrowed();
    await new Promise((resolve) => setImmediate(resolve));
    expect(await borrowed()).toEqual([undefined, undefined]);
  });
});
