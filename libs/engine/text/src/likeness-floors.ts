import { cosine } from './term-likeness.js';
import { termOf, type Vocabulary } from './vocabulary.js';

/** The cosine of text and term from which a tagger may give the term, whatever the text's words. */
export interface LikenessFloors {
  /** No term is given, nor keeps another one back, below its floor. */
  readonly areExact: boolean;
  of(vocabulary: Vocabulary, term: string): number;
}

/**
 * Of a tagger that guesses by these very cosines: one that is the margin below what is near enough is at least the margin
 * behind any that is. Terms that are not guessed are found by rules alone.
 */
export const GUESSING_FLOORS: LikenessFloors = {
  areExact: true,
  of({ attributes }, term) {
    const attribute = attributes.find(({ name, values }) => values.some(({ value }) => termOf(name, value) === term));
    const guess = attribute?.zeroShot;
    return guess ? guess.minSimilarity - guess.margin : Number.POSITIVE_INFINITY;
  },
};

/** Pairs of text and tag from which a floor is told, and the share of them that may lie below it. */
const LEAST_PAIRS = 50;
const SHARE_BELOW = 0.02;

/**
 * Of any other tagger, as seen: what all but 2% of its tags of the same attribute reach, of all its tags where the
 * attribute has few, and −1, which every text reaches, where these are few as well.
 */
export function seenFloors(
  read: readonly { vector: Float32Array; tags: readonly string[] }[],
  terms: ReadonlyMap<string, Float32Array>,
): LikenessFloors {
  const all: number[] = [];
  const byAttribute = new Map<string, number[]>();
  for (const { vector, tags } of read) {
    for (const tag of tags) {
      const term = terms.get(tag);
      if (term === undefined) continue;
      const likeness = cosine(vector, term);
      all.push(likeness);
      const attribute = attributeOf(tag);
      const list = byAttribute.get(attribute);
      if (list) list.push(likeness);
      else byAttribute.set(attribute, [likeness]);
    }
  }
  const overall = floorOf(all) ?? -1;
  const floors = new Map([...byAttribute].map(([attribute, list]) => [attribute, floorOf(list) ?? overall]));
  return { areExact: false, of: (_, term) => floors.get(attributeOf(term)) ?? overall };
}

const attributeOf = (term: string): string => term.slice(0, term.indexOf(':'));

function floorOf(cosines: readonly number[]): number | undefined {
  if (cosines.length < LEAST_PAIRS) return undefined;
  return cosines.toSorted((a, b) => a - b)[Math.floor(cosines.length * SHARE_BELOW)];
}
