/** Lower case, words joined by one space. */
export function spelling(word: string): string {
  return word
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** A word, and its singular if its ending is that of a plural. */
const forms = (word: string): string[] => [
  word,
  word.replace(/s$/, ''),
  word.replace(/es$/, ''),
  word.replace(/ies$/, 'y'),
];

/** Shorter words are similar to words of another meaning: beef and beet, chips and chops. */
const SHORTEST_WITH_EDIT = 6;

/**
 * Whether two spellings differ only in spaces, the plural, or one letter that is missing, added, changed or swapped. The
 * first letter must be the same, since "un" and "in" reverse a meaning.
 */
export function isNearMiss(a: string, b: string): boolean {
  const [x, y] = [a.replaceAll(' ', ''), b.replaceAll(' ', '')];
  if (forms(x).some((form) => forms(y).includes(form))) return true;
  return x[0] === y[0] && Math.min(x.length, y.length) >= SHORTEST_WITH_EDIT && isOneEditAway(x, y);
}

function isOneEditAway(x: string, y: string): boolean {
  let start = 0;
  while (start < x.length && x[start] === y[start]) start++;
  let [endX, endY] = [x.length, y.length];
  while (endX > start && endY > start && x[endX - 1] === y[endY - 1]) {
    endX--;
    endY--;
  }
  const [left, right] = [x.slice(start, endX), y.slice(start, endY)];
  const isSwap = left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
  return Math.max(left.length, right.length) <= 1 || isSwap;
}
