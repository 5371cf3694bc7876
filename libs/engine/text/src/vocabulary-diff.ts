import { termOf, type Vocabulary } from './vocabulary.js';

/** Differences in terms between a vocabulary and an earlier one. */
export interface VocabularyDiff {
  /** Terms of the earlier one to their new names. */
  renamed: Map<string, string>;
  /** Terms of the earlier one that were removed. */
  removed: Set<string>;
  /** Terms of the later one that are new or changed. */
  touched: Set<string>;
}

export function compareVocabularies(from: Vocabulary, to: Vocabulary): VocabularyDiff {
  const before = meaningsOf(from);
  const now = meaningsOf(to);
  const renamed = new Map<string, string>();
  const touched = new Set<string>();
  for (const { name, values } of to.attributes) {
    for (const { value, was = [] } of values) {
      const term = termOf(name, value);
      const former = was.map((old) => (old.includes(':') ? old : termOf(name, old)));
      // A name that is in use again is not a former name.
      const gone = former.filter((old) => before.has(old) && !now.has(old));
      for (const old of gone) renamed.set(old, term);
      const known = before.has(term) ? term : gone[0];
      if (known === undefined || before.get(known) !== now.get(term)) touched.add(term);
    }
  }
  const removed = new Set([...before.keys()].filter((term) => !now.has(term) && !renamed.has(term)));
  return { renamed, removed, touched };
}

/** By term, everything that decides which texts it fits, in one string. */
function meaningsOf({ attributes }: Vocabulary): Map<string, string> {
  return new Map(
    attributes.flatMap(({ name, description, zeroShot, values }) =>
      values.map(({ value, description: meaning, synonyms, rules, unless }): [string, string] => [
        termOf(name, value),
        JSON.stringify([description, zeroShot, meaning, synonyms, rules, unless]),
      ]),
    ),
  );
}
