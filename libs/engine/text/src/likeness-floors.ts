import { cosine } from './term-likeness.js';
import { termOf, type Vocabulary } from './vocabulary.js';

/** The least cosine of text and term at which a tagger may give the term, whatever the text's words. */
export interface LikenessFloors {
  /** Below its floor a term is not given, and does not exclude another one. */
  readonly areExact: boolean;
  of(vocabulary: Vocabulary, term: string): number;
}

/**
 * Floors of a tagger that guesses by these cosines: a term that is the margin below the threshold is at least the margin
 * behind any term above it. Terms that are not guessed are found only by rules.
 */
export const GUESSING_FLOORS: LikenessFloors = {
  areExact: true,
  of({ attributes }, term) {
    const attribute = attributes.find(({ name, values }) => values.some(({ value }) => termOf(name, value) === term));
    const guess = attribute?.zeroShot;
    return guess ? guess.minSimilarity - guess.margin : Number.POSITIVE_INFINITY;
  },
};

/** Least pairs of text and tag for a floor, and the share of them that may be below it. */
const LEAST_PAIRS = 50;
const SHARE_BELOW = 0.02;

/**
 * Observed floors of any other tagger: the cosine that all but 2% of its tags of the same attribute reach. If the attribute
 * has few tags, that of all its tags; if these are few as well, −1, which every text reaches.
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
