/**
 * The `k` highest scores, best first, ties to the lower index; items with `excluded[i]` other than 0 are passed
 * over. Writes item indices to `out` from `outOffset`, -1 where nothing is left. NaN never ranks.
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
  const best = new Float64Array(k);
  let kept = 0;
  let threshold = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const score = scores[offset + i]!;
    if (!(score > threshold || (kept < k && score === threshold))) continue;
    if (excluded !== undefined && excluded[i] !== 0) continue;
    let at = kept < k ? kept++ : k - 1;
    while (at > 0 && best[at - 1]! < score) {
      best[at] = best[at - 1]!;
      out[outOffset + at] = out[outOffset + at - 1]!;
      at--;
    }
    best[at] = score;
    out[outOffset + at] = i;
    if (kept === k) threshold = best[k - 1]!;
  }
  out.fill(-1, outOffset + kept, outOffset + k);
}
