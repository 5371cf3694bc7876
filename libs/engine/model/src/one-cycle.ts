/**
 * One-cycle schedule (docs/reference/model-equations.md, Optimiser): linear warm-up to `peak`, then a cosine down to `peak · floor`.
 * @param step from 0 @param warmUp share of `steps`
 */
export function oneCycle(step: number, steps: number, peak: number, warmUp = 0.1, floor = 0.02): number {
  const rising = Math.max(1, Math.round(steps * warmUp));
  if (step < rising) return (peak * (step + 1)) / rising;
  const progress = Math.min(1, (step - rising) / Math.max(1, steps - rising));
  return peak * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * progress)));
}
