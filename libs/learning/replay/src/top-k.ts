import { BestItems } from '@stars/ranking';

/**
 * The `k` highest scores, best first, ties to the lower index; items with `excluded[i]` other than 0 are
 * skipped. Writes item indices to `out` from `outOffset`, -1 if no item is left. NaN never ranks.
 * @param scores `count` scores from `offset` on.
 */
export function topK(
  scores: ArrayLike<number>,
  offset: number,
  count: number,
  k: number,
  excluded: Uint8Array | undefined,
  out: Int32Array,
  outOffset: number,
): void {
  const best = new BestItems(k);
  let { floor } = best;
  for (let i = 0; i < count; i++) {
    const score = scores[offset + i]!;
    // Nearly all end here.
    if (!(score >= floor) || !best.takes(score, i)) continue;
    if (excluded !== undefined && excluded[i] !== 0) continue;
    best.put(score, i);
    ({ floor } = best);
  }
  out.fill(-1, outOffset + best.drainTo(out, outOffset), outOffset + k);
}
