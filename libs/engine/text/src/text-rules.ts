import { termOf, type Vocabulary } from './vocabulary.js';

interface Rule {
  term: string;
  patterns: RegExp[];
  unless: RegExp[];
}

/** Finds facts in a text by the vocabulary's regular expressions: stated facts need no guess. */
export class TextRules {
  readonly #rules: Rule[];

  constructor(vocabulary: Vocabulary) {
    this.#rules = vocabulary.attributes.flatMap(({ name, values }) =>
      values
        .filter(({ rules }) => rules.length > 0)
        .map(({ value, rules, unless }) => ({
          term: termOf(name, value),
          patterns: rules.map((source) => new RegExp(source, 'iu')),
          unless: unless.map((source) => new RegExp(source, 'giu')),
        })),
    );
  }

  /** The terms that the text states, in the vocabulary's order. */
  facts(text: string): string[] {
    return this.#rules.filter((rule) => states(rule, text)).map((rule) => rule.term);
  }
}

function states({ patterns, unless }: Rule, text: string): boolean {
  if (!patterns.some((pattern) => pattern.test(text))) return false;
  if (unless.length === 0) return true;
  const rest = unless.reduce((left, pattern) => left.replaceAll(pattern, ' '), text);
  return patterns.some((pattern) => pattern.test(rest));
}
