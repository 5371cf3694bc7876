import { percentile } from '@stars/evaluation';
import type { EvaluationSet, ReplayModel } from '@stars/replay';

/** Similarity of the model's two heads: the cosine between h_gen and h_next of one session. */
export interface HeadCosine {
  /** Sessions used, spread evenly over the set; those without vectors are left out. */
  sessions: number;
  mean: number;
  standard_deviation: number;
  /** The 5th, 25th, 50th, 75th and 95th percentile. */
  percentiles: Record<'5' | '25' | '50' | '75' | '95', number>;
  /** Counts in 20 bins of width 0.1, from −1 to 1. */
  histogram: number[];
}

const BINS = 20;
const BATCH = 256;

/**
 * @param options.limit Most sessions (default 2,000).
 * @returns undefined if no session has vectors.
 */
export async function headCosine(
  set: EvaluationSet,
  model: Pick<ReplayModel, 'width' | 'encode'>,
  options: { limit?: number; signal?: AbortSignal } = {},
): Promise<HeadCosine | undefined> {
  const step = Math.max(1, set.sessions.length / (options.limit ?? 2000));
  const chosen = [];
  for (let at = 0; at < set.sessions.length; at += step) chosen.push(set.sessions[Math.floor(at)]!);
  const cosines: number[] = [];
  for (let from = 0; from < chosen.length; from += BATCH) {
    options.signal?.throwIfAborted();
    const sessions = chosen.slice(from, from + BATCH);
    const { general, next, known } = await model.encode(sessions);
    sessions.forEach((_, n) => {
      if (known?.[n] === 0) return;
      const cosine = cosineOf(general, next, n * model.width, model.width);
      if (!Number.isNaN(cosine)) cosines.push(cosine);
    });
  }
  return cosines.length === 0 ? undefined : summarise(Float64Array.from(cosines).sort());
}

function summarise(sorted: Float64Array): HeadCosine {
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const variance = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / sorted.length;
  const histogram = new Array<number>(BINS).fill(0);
  for (const value of sorted) histogram[Math.min(BINS - 1, Math.max(0, Math.floor(((value + 1) / 2) * BINS)))]!++;
  return {
    sessions: sorted.length,
    mean,
    standard_deviation: Math.sqrt(variance),
    percentiles: {
      5: percentile(sorted, 0.05),
      25: percentile(sorted, 0.25),
      50: percentile(sorted, 0.5),
      75: percentile(sorted, 0.75),
      95: percentile(sorted, 0.95),
    },
    histogram,
  };
}

/** NaN if one of the vectors is zero. */
function cosineOf(a: Float32Array, b: Float32Array, offset: number, width: number): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = offset; i < offset + width; i++) {
    dot += a[i]! * b[i]!;
    aa += a[i]! ** 2;
    bb += b[i]! ** 2;
  }
  return dot / Math.sqrt(aa * bb);
}
