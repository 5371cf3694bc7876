import type { TextEmbedder } from './port.js';
import { spelling } from './spelling.js';
import { TextRules } from './text-rules.js';
import { termOf, type Vocabulary } from './vocabulary.js';

/** The text of a term for an embedder, here and in the local tagger. */
export const termText = (value: string, description: string): string => `${value.replaceAll('_', ' ')}: ${description}`;

/** Vectors of all terms of a vocabulary, by term. */
export async function termVectors(
  vocabulary: Vocabulary,
  embedder: TextEmbedder,
  terms: ReadonlySet<string> = new Set(vocabulary.terms),
): Promise<Map<string, Float32Array>> {
  const wanted = vocabulary.attributes.flatMap(({ name, values }) =>
    values.filter(({ value }) => terms.has(termOf(name, value))).map((value) => ({ name, ...value })),
  );
  const vectors = await embedder.embed(wanted.map(({ value, description }) => termText(value, description)));
  return new Map(wanted.map(({ name, value }, index) => [termOf(name, value), vectors[index]!]));
}

/** Cosine of unit vectors. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d]! * b[d]!;
  return sum;
}

/** Finds which of some terms a text mentions: by a rule, by one of their phrases, or by all words of their name. */
export class TermMentions {
  readonly #rules: TextRules;
  readonly #words: { term: string; phrases: string[]; name: string[] }[];

  constructor(
    vocabulary: Vocabulary,
    private readonly terms: ReadonlySet<string>,
  ) {
    this.#rules = new TextRules(vocabulary);
    this.#words = vocabulary.attributes.flatMap(({ name, values }) =>
      values
        .map(({ value, synonyms, was = [] }) => ({
          term: termOf(name, value),
          phrases: [value, ...synonyms, ...was.map((old) => old.slice(old.indexOf(':') + 1))].map(spelling),
          name: spelling(value).split(' '),
        }))
        .filter(({ term }) => terms.has(term)),
    );
  }

  isIn(text: string): boolean {
    if (this.#rules.facts(text).some((term) => this.terms.has(term))) return true;
    // Plurals count: the beginning of a word is enough.
    const spelled = ` ${spelling(text)}`;
    return this.#words.some(
      ({ phrases, name }) =>
        phrases.some((phrase) => spelled.includes(` ${phrase}`)) || name.every((word) => spelled.includes(` ${word}`)),
    );
  }
}
