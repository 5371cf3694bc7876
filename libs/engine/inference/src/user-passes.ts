/** Places of one forward pass, users times the longest history among them: more would only cost memory. */
const PLACES_A_PASS = 128 * 200;
/** Most users of one forward pass, however short their histories. */
const USERS_A_PASS = 1024;
/** Places that are worth a pass of their own. */
const PLACES_WORTH_A_PASS = 2000;

/**
 * Groups users with similar lengths of history: a pass costs users times its longest history. A user whose history is at most
 * half as long starts another pass, if the pass before is large enough.
 */
export function* passesOf<U extends { history: readonly unknown[] }>(users: readonly U[]): Generator<U[]> {
  const left = users.toSorted((a, b) => b.history.length - a.history.length);
  for (let from = 0, until = 0; from < left.length; from = until) {
    const longest = Math.max(1, left[from]!.history.length);
    const most = Math.min(USERS_A_PASS, Math.max(1, Math.floor(PLACES_A_PASS / longest)));
    const worth = Math.ceil(PLACES_WORTH_A_PASS / longest);
    until = from + 1;
    while (until < Math.min(left.length, from + most)) {
      if (until - from >= worth && 2 * left[until]!.history.length <= longest) break;
      until++;
    }
    yield left.slice(from, until);
  }
}
