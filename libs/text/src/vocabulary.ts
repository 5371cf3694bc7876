import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { StarsError } from '@stars/errors';
import { type VocabularyAttribute, type VocabularyFile, vocabularySchema } from './vocabulary-schema.js';

/** The vocabulary that ships with STARS. */
export const GROCERY_VOCABULARY = fileURLToPath(new URL('../vocabulary/grocery.v1.json', import.meta.url));

/** How a value stands among an item's tags: `attribute:value`. */
export const termOf = (attribute: string, value: string): string => `${attribute}:${value}`;

/** A controlled vocabulary of tags: the only words that a tagger can say. */
export class Vocabulary {
  /** Name, version and digest of the content: `grocery.v1@3f2a…`. */
  readonly version: string;
  readonly attributes: readonly VocabularyAttribute[];
  /** Every `attribute:value`, in the file's order. */
  readonly terms: readonly string[];
  /** Spellings, by attribute and overall; a spelling that means several terms is null. */
  readonly #meanings = new Map<string, string | null>();

  constructor(file: VocabularyFile) {
    const digest = createHash('sha256').update(JSON.stringify(file)).digest('hex').slice(0, 12);
    this.version = `${file.name}.v${file.version}@${digest}`;
    this.attributes = file.attributes;
    this.terms = file.attributes.flatMap(({ name, values }) => values.map(({ value }) => termOf(name, value)));
    this.#learn((value) => [value.value]);
    this.#learn((value) => value.synonyms);
  }

  /**
   * The term that an answer means, whatever its case, separators and synonyms; undefined where there is none, or
   * where the answer names no attribute and fits several.
   */
  normalize(answer: string): string | undefined {
    const separator = answer.indexOf(':');
    if (separator < 0) return this.#meanings.get(spelling(answer)) ?? undefined;
    const attribute = spelling(answer.slice(0, separator));
    return this.#meanings.get(`${attribute}:${spelling(answer.slice(separator + 1))}`) ?? undefined;
  }

  /** Canonical names are learnt before synonyms, so that a synonym never takes a name away from its owner. */
  #learn(words: (value: VocabularyAttribute['values'][number]) => readonly string[]): void {
    const known = new Set(this.#meanings.keys());
    for (const { name, values } of this.attributes) {
      for (const value of values) {
        for (const word of words(value)) {
          for (const key of [spelling(word), `${spelling(name)}:${spelling(word)}`]) {
            if (known.has(key)) continue;
            const term = termOf(name, value.value);
            const taken = this.#meanings.get(key);
            this.#meanings.set(key, taken === undefined || taken === term ? term : null);
          }
        }
      }
    }
  }
}

/** Lower case, words joined by one space. */
function spelling(word: string): string {
  return word
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Checks a vocabulary file's content. Errors: `STARS_CONFIG_INVALID` with the path of what is wrong. */
export function parseVocabulary(json: unknown, source = 'vocabulary'): Vocabulary {
  const result = vocabularySchema.safeParse(json);
  if (result.success) return new Vocabulary(result.data);
  const issue = result.error.issues[0]!;
  const field = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  throw new StarsError('STARS_CONFIG_INVALID', `${source}: ${field.slice(1) || 'content'}: ${issue.message}`, {
    field: field.slice(1),
  });
}

/** Errors: `STARS_NOT_FOUND`, `STARS_CONFIG_INVALID`. */
export async function loadVocabulary(path: string = GROCERY_VOCABULARY): Promise<Vocabulary> {
  const content = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new StarsError('STARS_NOT_FOUND', `vocabulary file ${path} cannot be read`, { cause });
  });
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (cause) {
    throw new StarsError('STARS_CONFIG_INVALID', `vocabulary file ${path} is not JSON`, { cause });
  }
  return parseVocabulary(json, path);
}
