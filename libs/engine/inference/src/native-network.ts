import { createRequire } from 'node:module';

/** What native/network.cc exports. Errors: RangeError where weights and sides do not fit. */
export interface NativeNetwork {
  /**
   * Scores as many rows as `out` has places.
   * @param weights See `PackedNetwork`. @param rows [n, features] @param out [n]
   */
  score(
    weights: Float32Array,
    features: number,
    wide: number,
    narrow: number,
    rows: Float32Array,
    out: Float32Array,
  ): void;
  /**
   * What `ScoreExplainer` computes, in single precision.
   * @param reference The mean candidate [features], then what it brings each unit of both layers, before the ReLUs: [wide], [narrow].
   * @param groupOf [features] group of each column. @param row [features] @param out [groups] without the base
   */
  shares(
    weights: Float32Array,
    features: number,
    wide: number,
    narrow: number,
    reference: Float32Array,
    groupOf: Int32Array,
    row: Float32Array,
    out: Float32Array,
  ): void;
  /** See `trimMemory`. */
  trim(): void;
}

/** null: set-up could not compile it, the processor lacks AVX2, or `STARS_KERNELS` is `off`. JavaScript scores the same. */
export const nativeNetwork: NativeNetwork | null = load();

function load(): NativeNetwork | null {
  if (process.env['STARS_KERNELS'] === 'off') return null;
  try {
    return createRequire(import.meta.url)('../build/network.node') as NativeNetwork;
  } catch {
    return null;
  }
}
