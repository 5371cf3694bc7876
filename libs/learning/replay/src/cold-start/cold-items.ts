import { StarsError } from '@stars/errors';
import { shuffle } from '@stars/features';
import { createRandom } from '@stars/model/definition';

/** Which of a catalogue's I items are hidden from training. */
export interface ColdItems {
  /** [I] 1 if the item is held out. */
  cold: Uint8Array;
  count: number;
  /** [I] number of the item's text: items with one text have one number, an item without a text has its own. */
  textOf: Uint32Array;
  texts: number;
  /** Distinct texts of the items held out. */
  coldTexts: number;
}

/**
 * Draws items by text: near-duplicates are held out together, or the model would know the text from the others. An item
 * without a text is never held out, because nothing could be known of it.
 * @param textHash of each item [I]; undefined or empty if it has no text.
 * @param share of the distinct texts, above 0 and below 1.
 * Errors: `STARS_OUT_OF_RANGE`, `STARS_NOT_ENOUGH_DATA` if nothing would be held out, or nothing would be left.
 */
export function drawColdItems(textHash: readonly (string | undefined)[], share: number, seed: number): ColdItems {
  if (!(share > 0 && share < 1)) {
    throw new StarsError('STARS_OUT_OF_RANGE', 'the share held out must lie between 0 and 1', { field: 'share' });
  }
  const numbers = new Map<string, number>();
  let texts = 0;
  const textOf = Uint32Array.from(textHash, (hash) => {
    if (!hash) return texts++;
    let number = numbers.get(hash);
    if (number === undefined) {
      number = texts++;
      numbers.set(hash, number);
    }
    return number;
  });
  // By hash, so that the order of the catalogue does not matter.
  const known = [...numbers.keys()].sort();
  const order = shuffle(createRandom(seed), [...known.keys()]);
  const drawn = order.slice(0, Math.round(share * known.length)).map((place) => numbers.get(known[place]!)!);
  if (drawn.length === 0 || drawn.length === texts) {
    throw new StarsError('STARS_NOT_ENOUGH_DATA', `${known.length} texts are too few to hold out ${share} of them`, {
      field: 'share',
    });
  }
  const held = new Set(drawn);
  const cold = Uint8Array.from(textOf, (text) => (held.has(text) ? 1 : 0));
  return { cold, count: cold.reduce((sum, one) => sum + one, 0), textOf, texts, coldTexts: held.size };
}
