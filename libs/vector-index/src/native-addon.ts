import { createRequire } from 'node:module';

/** What native/module.cc exports. */
export interface NativeAddon {
  /** `out`: how many contend for each query, then their places, half for each. */
  scan(bytes: Int8Array, layout: Int32Array, terms: Float64Array, words: Uint32Array, out: Int32Array): void;
  score(matrix: Float32Array, query: Float32Array, slots: Int32Array, count: number, scores: Float64Array): void;
}

/**
 * What set-up compiles of native/. null where there is none, where the processor lacks what it is for (AVX-512 with products of bytes), and
 * with `STARS_KERNELS=off`: WebAssembly and JavaScript find the same.
 */
export const nativeAddon = load();

/** What the embedded index scans with, for a log. */
export const VECTOR_SCAN = nativeAddon ? 'native, AVX-512' : 'WebAssembly';

function load(): NativeAddon | null {
  if (process.env['STARS_KERNELS'] === 'off') return null;
  try {
    return createRequire(import.meta.url)('../build/vector_scan.node') as NativeAddon;
  } catch {
    return null;
  }
}
