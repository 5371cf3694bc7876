import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { StarsError } from '@stars/errors';
import { isNearMiss, spelling } from './spelling.js';
import { type VocabularyAttribute, type VocabularyFile, vocabularySchema } from './vocabulary-schema.js';

/** The vocabularies that ship with STARS, by name. */
export const VOCABULARIES: ReadonlyMap<string, string> = new Map(
  ['general', 'grocery', 'fashion', 'electronics', 'home'].map((name) => [
    name,
    fileURLToPath(new URL(`../vocabulary/${name}.v1.json`, import.meta.url)),
  ]),
);

/** A value's tag: `attribute:value`. */
export const termOf = (attribute: string, value: string): string => `${attribute}:${value}`;

/** Limits the cache of near misses: a model may answer anything. */
const MOST_NEAR_MISSES = 10_000;

const parts = (key: string): [attribute: string, value: string] => {
  const separator = key.indexOf(':');
  return [key.slice(0, Math.max(separator, 0)), key.slice(separator + 1)];
};

/** A controlled vocabulary of tags: the only tags that a tagger can give. */
export class Vocabulary {
  /** Name, version and digest of the content: `grocery.v1@3f2a…`. */
  readonly version: string;
  readonly attributes: readonly VocabularyAttribute[];
  /** Every `attribute:value`, in the file's order. */
  readonly terms: readonly string[];
  /** Spellings, by attribute and overall; an ambiguous spelling is null. */
  readonly #meanings = new Map<string, string | null>();
  /** Cache of near misses: answers repeat. */
  readonly #nearMisses = new Map<string, string | undefined>();

  constructor(file: VocabularyFile) {
    const digest = createHash('sha256').update(JSON.stringify(file)).digest('hex').slice(0, 12);
    this.version = `${file.name}.v${file.version}@${digest}`;
    this.attributes = file.attributes;
    this.terms = file.attributes.flatMap(({ name, values }) => values.map(({ value }) => termOf(name, value)));
    this.#learn((value) => [value.value]);
    this.#learn((value) => value.synonyms);
    this.#learn((value) => (value.was ?? []).map((term) => term.slice(term.indexOf(':') + 1)));
  }

  /**
   * The term of an answer, whatever its case, separators, synonyms, plural or a typing error; undefined if there is none,
   * or if the answer fits several.
   */
  normalize(answer: string): string | undefined {
    const separator = answer.indexOf(':');
    const attribute = separator < 0 ? '' : `${spelling(answer.slice(0, separator))}:`;
    const key = attribute + spelling(answer.slice(separator + 1));
    const exact = this.#meanings.get(key);
    return exact === undefined ? this.#nearMiss(key) : (exact ?? undefined);
  }

  /** The terms of several answers. Errors: `STARS_INVALID_FIELD` for the first that has none; `field` is the path of the list. */
  normalizeAll(answers: readonly string[], field: string): string[] {
    return answers.map((answer, index) => {
      const term = this.normalize(answer);
      if (term !== undefined) return term;
      const message = `"${answer}" is no term of ${this.version}, or of several attributes`;
      throw new StarsError('STARS_INVALID_FIELD', message, { field: `${field}[${index}]` });
    });
  }

  #nearMiss(key: string): string | undefined {
    if (this.#nearMisses.has(key)) return this.#nearMisses.get(key);
    const [attribute, value] = parts(key);
    const terms = new Set<string | null>();
    for (const [known, term] of this.#meanings) {
      const [knownAttribute, knownValue] = parts(known);
      // One part may be a near miss, the other must be exact.
      const isNear = attribute === knownAttribute ? isNearMiss(value, knownValue) : value === knownValue;
      if (isNear && (attribute === knownAttribute || isNearMiss(attribute, knownAttribute))) terms.add(term);
    }
    const [only] = terms;
    const meant = terms.size === 1 ? (only ?? undefined) : undefined;
    if (this.#nearMisses.size < MOST_NEAR_MISSES) this.#nearMisses.set(key, meant);
    return meant;
  }

  /** Canonical names come before synonyms, so that a synonym never replaces a name. */
  #learn(words: (value: VocabularyAttribute['values'][number]) => readonly string[]): void {
    const known = new Set(this.#meanings.keys());
    for (const { name, values } of this.attributes) {
      for (const value of values) {
        for (const word of words(value)) {
          for (const key of [spelling(word), `${spelling(name)}:${spelling(word)}`]) {
            if (known.has(key)) continue;
            const term = termOf(name, value.value);
            const meaning = this.#meanings.get(key);
            this.#meanings.set(key, meaning === undefined || meaning === term ? term : null);
          }
        }
      }
    }
  }
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

/** Takes a name of `VOCABULARIES`, or the path of a file. Errors: `STARS_NOT_FOUND`, `STARS_CONFIG_INVALID`. */
export async function loadVocabulary(nameOrPath = 'general'): Promise<Vocabulary> {
  const path = VOCABULARIES.get(nameOrPath) ?? nameOrPath;
  const content = await readFile(path, 'utf8').catch((cause: unknown) => {
    const names = [...VOCABULARIES.keys()].join(', ');
    const message = `vocabulary file ${path} cannot be read; the names of those that ship are ${names}`;
    throw new StarsError('STARS_NOT_FOUND', message, { cause });
  });
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (cause) {
    throw new StarsError('STARS_CONFIG_INVALID', `vocabulary file ${path} is not JSON`, { cause });
  }
  return parseVocabulary(json, path);
}
