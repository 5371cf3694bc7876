import { entryOf } from '@stars/platform';
import { cosine } from './term-likeness.js';

/** The least cosine of text and term at which a tagger may give the term, whatever the text's words. */
export type LikenessFloor = (term: string) => number;

/** Least pairs of text and tag for a floor, and the share of them that may be below it. */
const LEAST_PAIRS = 50;
const SHARE_BELOW = 0.02;

/**
 * The floors of what a tagger read: the cosine that all but 2% of its tags of the same attribute reach. If the attribute
 * has few tags, that of all its tags; if these are few as well, −1, which every text reaches.
 */
export function seenFloors(
  read: readonly { vector: Float32Array; tags: readonly string[] }[],
  terms: ReadonlyMap<string, Float32Array>,
): LikenessFloor {
  const all: number[] = [];
  const byAttribute = new Map<string, number[]>();
  for (const { vector, tags } of read) {
    for (const tag of tags) {
      const term = terms.get(tag);
      if (term === undefined) continue;
      const likeness = cosine(vector, term);
      all.push(likeness);
      entryOf(byAttribute, attributeOf(tag), () => []).push(likeness);
    }
  }
  const overall = floorOf(all) ?? -1;
  const floors = new Map([...byAttribute].map(([attribute, list]) => [attribute, floorOf(list) ?? overall]));
  return (term) => floors.get(attributeOf(term)) ?? overall;
}

const attributeOf = (term: string): string => term.slice(0, term.indexOf(':'));

function floorOf(cosines: readonly number[]): number | undefined {
  if (cosines.length < LEAST_PAIRS) return undefined;
  return cosines.toSorted((a, b) => a - b)[Math.floor(cosines.length * SHARE_BELOW)];
}
