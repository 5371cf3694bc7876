import { createRequire } from 'node:module';

/** What native/module.cc exports. */
export interface NativeAddon {
  /** `out`: how many contend for each query, then their places, half for each. */
  scan(bytes: Int8Array, layout: Int32Array, terms: Float64Array, words: Uint32Array, out: Int32Array): void;
  score(matrix: Float32Array, query: Float32Array, slots: Int32Array, count: number, scores: Float64Array): void;
}

const loaded = load();

/**
 * What set-up compiles of native/. null where there is none, where the processor lacks what it is for (AVX-512 with products of bytes), and
 * with `STARS_KERNELS=off` or `avx2`: WebAssembly and JavaScript find the same.
 */
export const nativeAddon = typeof loaded === 'string' ? null : loaded;

/** What the embedded index scans with, for a log. */
export const VECTOR_SCAN = typeof loaded === 'string' ? `WebAssembly: ${loaded}` : 'native, AVX-512';

/** The addon, or why there is none. */
function load(): NativeAddon | string {
  const kernels = process.env['STARS_KERNELS'];
  if (kernels === 'off' || kernels === 'avx2') return `STARS_KERNELS=${kernels}`;
  try {
    return createRequire(import.meta.url)('../build/vector_scan.node') as NativeAddon;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'MODULE_NOT_FOUND' ? 'no native scan was compiled' : message.split('\n')[0]!;
  }
}
