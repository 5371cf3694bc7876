import { z } from 'zod';
import { readJsonAnswer } from './json-answer.js';
import type { ReadTags } from './port.js';
import type { Vocabulary } from './vocabulary.js';

const answerSchema = z.object({
  products: z.array(z.object({ index: z.int(), tags: z.array(z.string()).max(1000) })).max(10_000),
});

const MAX_REJECTED = 50;
const MAX_REJECTED_LENGTH = 100;

/**
 * A tagging model's answer, by the index of the product. Undefined if it is not JSON of the agreed shape. Unknown products
 * are dropped; of two answers about one product the first counts.
 */
export function readTagAnswer(
  content: string | undefined,
  productCount: number,
  vocabulary: Vocabulary,
): Map<number, ReadTags> | undefined {
  const answer = readJsonAnswer(content, answerSchema);
  if (!answer) return undefined;
  const byIndex = new Map<number, ReadTags>();
  for (const { index, tags } of answer.products) {
    if (index < 0 || index >= productCount || byIndex.has(index)) continue;
    byIndex.set(index, readTags(tags, vocabulary));
  }
  return byIndex;
}

function readTags(answers: readonly string[], vocabulary: Vocabulary): ReadTags {
  const tags = new Set<string>();
  const rejected: string[] = [];
  for (const answer of answers) {
    const term = vocabulary.normalize(answer);
    if (term !== undefined) tags.add(term);
    else if (rejected.length < MAX_REJECTED) rejected.push(answer.slice(0, MAX_REJECTED_LENGTH));
  }
  return { tags: [...tags].sort(), rejected };
}
