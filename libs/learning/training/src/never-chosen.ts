import type { ChosenItems } from '@stars/features';

/** From so many expected target events on, none is no chance: of items like the others, one in 150 has none. */
const EXPECTED = 5;

/**
 * Items that people met often, by events of other kinds, and never chose: everybody looks at them, and nobody buys them. A model
 * of few targets hardly learns that, because all that it sees of such an item says that people like it.
 * @param looks Whether looks are predicted, too.
 * @returns [I] What its score loses: log(1 + the target events that an item of as many events has on average) or, where looks are
 * predicted, twice log(1 + events), which is far below what is opened as seldom; 0 of all others.
 */
export function neverChosen({ counts, targets }: Pick<ChosenItems, 'counts' | 'targets'>, looks = false): Float32Array {
  const sum = (values: Uint32Array): number => values.reduce((total, value) => total + value, 0);
  const share = sum(targets) / Math.max(1, sum(counts));
  return Float32Array.from(counts, (count, item) =>
    targets[item] !== 0 || share * count < EXPECTED ? 0 : looks ? 2 * Math.log1p(count) : Math.log1p(share * count),
  );
}
