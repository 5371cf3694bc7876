import type { GateResult } from '@stars/contracts';
import type { ContextTimeline } from '@stars/features';
import type { StarsModel } from '@stars/inference';
import { innerWidth } from '@stars/model/definition';
import { atMost, counted, skipped } from './gate.js';
import type { SampledUser } from './sample-users.js';

/** Sums in float32. */
const SLACK = 1e-3;

/**
 * No context moves a user's vector by more than the model's bound, ‖Δ‖ ≤ ρ·‖h‖ (docs/reference/model-equations.md, Offsets): at the last event of
 * each sampled user, and now.
 * @param now ms
 */
export function offsetBounds(
  model: StarsModel,
  sample: readonly SampledUser[],
  timeline: ContextTimeline,
  now: number,
): GateResult {
  const { offsetBound } = model.config;
  if (offsetBound === 0) return skipped('offsets', 0, 'the model has no context offsets');
  const bound = offsetBound * (1 + SLACK);
  if (sample.length === 0) return skipped('offsets', bound, 'no user has vectors to be moved');
  const width = innerWidth(model.config);
  let largest = 0;
  for (const { general, next, time, region } of sample) {
    for (const at of [time, now]) {
      const offset = model.offsetsAt({ time: at, region }, timeline);
      const moved = [general, next].map((vector) => offset.moved(vector));
      largest = worse(largest, share(general, moved[0]!, width));
      largest = worse(largest, share(next, moved[1]!, width));
    }
  }
  const detail = `the largest ‖Δ‖/‖h‖ of ${counted(sample.length)} users, at their last event and now`;
  return atMost('offsets', largest, bound, detail);
}

/** A value that is not a number is worse than any other. */
const worse = (a: number, b: number): number => (Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : Math.max(a, b));

function share(h: Float32Array, moved: Float32Array, width: number): number {
  let [delta, norm] = [0, 0];
  for (let i = 0; i < width; i++) {
    delta += (moved[i]! - h[i]!) ** 2;
    norm += h[i]! ** 2;
  }
  return norm === 0 ? Math.sqrt(delta) : Math.sqrt(delta / norm);
}
