import { hash32, type LearnedItems } from '@stars/features';
import type { ContentTable, ItemTexts } from '@stars/ranking';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from './safetensors.js';
import { StoredNumbers } from './stored-numbers.js';

/** Content of the learned items, from which cold-start items borrow, and which other items the catalogue had at the training. */
export interface ContentArtifact extends ContentTable {
  /** Hashes of the ids of items that were in the catalogue and were not learned, ascending. */
  known: Int32Array;
}

export const CONTENT_FILE = 'neighbours.json';
export const CONTENT_TENSORS_FILE = 'neighbours.safetensors';

/** With 100,000 known ids, a cold-start item is mistaken for one of them once in 40,000 times. */
export const idHash = (id: string): number => hash32(id) | 0;

/** @param width E; 0 if the model does not use texts. @param others Ids of items that were in the catalogue and were not learned. */
export function contentOf(
  { embedding, tags, ids }: Pick<LearnedItems, 'embedding' | 'tags' | 'ids'>,
  width: number,
  categoryOf: (id: string) => readonly string[],
  others: Iterable<string>,
): ContentArtifact {
  const tagCount = tags.length / Math.max(1, ids.length);
  const contentWidth = embedding.length / Math.max(1, ids.length);
  const text = new Float32Array(ids.length * width);
  const tagOffsets = new Int32Array(ids.length + 1);
  const tagged: number[] = [];
  const paths: (readonly string[])[] = [];
  const placeOf = new Map<string, number>();
  const pathOf = Int32Array.from(ids, (id, item) => {
    if (width > 0) text.set(unit(embedding.subarray(item * contentWidth, (item + 1) * contentWidth)), item * width);
    for (let tag = 0; tag < tagCount; tag++) if (tags[item * tagCount + tag]! > 0) tagged.push(tag);
    tagOffsets[item + 1] = tagged.length;
    const path = categoryOf(id);
    const key = JSON.stringify(path);
    const place = placeOf.get(key) ?? paths.push(path) - 1;
    placeOf.set(key, place);
    return place;
  });
  const known = Int32Array.from(others, idHash).sort();
  return { width, text, tagOffsets, tags: Int32Array.from(tagged), pathOf, paths, known };
}

/** Texts as vectors of length 1; undefined if the model does not use texts. */
export const textsOf = (content: ContentArtifact | undefined): ItemTexts | undefined =>
  content && content.width > 0 ? { width: content.width, values: content.text } : undefined;

/** The same direction with length 1; zeros stay zeros. */
export function unit(values: Float32Array): Float32Array {
  const length = Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));
  return length > 0 ? values.map((x) => x / length) : values;
}

/** The files of the content, by name. */
export function encodeContent({
  width,
  text,
  tagOffsets,
  tags,
  pathOf,
  paths,
  known,
}: ContentArtifact): [string, Uint8Array][] {
  const arrays = { text, tagOffsets, tags, pathOf, known };
  const tensors = new Map<string, StoredTensor>(
    Object.entries(arrays).map(([name, values]) => [name, { shape: [values.length], values }]),
  );
  return [
    [CONTENT_FILE, Buffer.from(`${JSON.stringify({ width, paths })}\n`, 'utf8')],
    [CONTENT_TENSORS_FILE, encodeSafetensors(tensors)],
  ];
}

/** Errors: `STARS_MODEL_CORRUPT` if the files are damaged, or do not fit together or `items` items. */
export function decodeContent(json: Uint8Array, bytes: Uint8Array, items: number): ContentArtifact {
  const { width, paths } = JSON.parse(Buffer.from(json).toString('utf8')) as { width: number; paths: string[][] };
  const tensors = new StoredNumbers(decodeSafetensors(bytes, CONTENT_TENSORS_FILE), CONTENT_TENSORS_FILE);
  if (!Number.isInteger(width)) throw tensors.corrupt(`width should be a whole number, not ${width}`);
  const text = tensors.floats('text', width * items);
  const tagOffsets = tensors.whole('tagOffsets', items + 1);
  const tags = tensors.whole('tags');
  const pathOf = tensors.whole('pathOf', items);
  const known = tensors.whole('known');
  const fits =
    tagOffsets[0] === 0 &&
    tagOffsets.every((at, n) => n === 0 || at >= tagOffsets[n - 1]!) &&
    tagOffsets[items] === tags.length &&
    pathOf.every((path) => path >= 0 && path < paths.length) &&
    paths.every((path) => Array.isArray(path) && path.every((name) => typeof name === 'string'));
  if (!fits) throw tensors.corrupt(`its arrays do not fit together, or not ${items} items`);
  return { width, text, tagOffsets, tags, pathOf, paths, known };
}
