import { createRandom } from '@stars/model/definition';
import type { EvaluationSession, EvaluationSet } from '@stars/replay';

/** `goes with`: bought beside the seed, for another need. `alternative`: bought in place of the seed, for the same need. */
export type Relation = 'goes with' | 'alternative';

/**
 * The sessions of a set as requests for what is related to one item. For `goes with`, the seed is an item of the basket, drawn by chance,
 * and the target what the basket has of other categories. For `alternative`, the seed is what the user last had to do with in a
 * category of which the session has other items, and not the seed: these are the target. Sessions without a target are left out.
 * @param categories [I] finest category of each item; −1: unknown.
 */
export function relatedSessions(set: EvaluationSet, categories: Int32Array, relation: Relation): EvaluationSession[] {
  const random = createRandom(0);
  return set.sessions.flatMap((session) => {
    const basket = [...session.target].filter((item) => categories[item]! >= 0);
    const seeds = relation === 'goes with' ? basket : replaced(set, session, basket, categories);
    if (seeds.length === 0) return [];
    const seed = seeds[Math.floor(random() * seeds.length)]!;
    const isAlternative = (item: number): boolean => categories[item] === categories[seed];
    const target = basket.filter((item) => isAlternative(item) === (relation === 'alternative'));
    return target.length === 0 ? [] : [{ ...session, seeds: Uint32Array.of(seed), target: Uint32Array.from(target) }];
  });
}

/** Of each category of the basket, what the user had to do with last before the session, if the basket does not have it. */
function replaced(
  { log, catalogueOf }: EvaluationSet,
  { historyFrom, historyTo }: EvaluationSession,
  basket: readonly number[],
  categories: Int32Array,
): number[] {
  const last = new Map(basket.map((item) => [categories[item]!, -1]));
  for (let row = historyFrom; row < historyTo; row++) {
    const item = catalogueOf[log.item[row]!]!;
    if (item >= 0 && last.has(categories[item]!)) last.set(categories[item]!, item);
  }
  return [...last.values()].filter((item) => item >= 0 && !basket.includes(item));
}
