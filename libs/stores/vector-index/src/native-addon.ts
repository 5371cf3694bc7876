import { createRequire } from 'node:module';

/** A collection as native/scan.h has it: floats [n, stride], bytes [n, `rowBytes(stride)`], heads [`headWords(n)`]. */
export type NativeRows = [floats: Float32Array, bytes: Int8Array, heads: Uint32Array];

/** What native/module.cc exports. Errors: RangeError where a slot has no row. */
export interface NativeAddon {
  /** Writes the row of a slot as bytes and as a head. */
  put(...row: [...NativeRows, stride: number, slot: number]): void;
  /**
   * For each of two queries [stride]: slots and their scores, alternating, best first. All slots of the bit set that may be
   * among the best k are there.
   * @param words a bit a slot, the lowest first
   */
  search(
    ...asked: [...NativeRows, words: Uint32Array, first: Float32Array, second: Float32Array, k: number]
  ): [Float64Array, Float64Array];
  /** Inner products of the rows of some slots with a query [stride]; NaN for a slot below 0. @param floats [n, stride] */
  scores(floats: Float32Array, slots: Int32Array, query: Float32Array): Float64Array;
}

const loaded = load();

/** null: set-up could not compile it, the processor lacks AVX2, or `STARS_KERNELS` is `off`. JavaScript finds the same. */
export const nativeAddon = typeof loaded === 'string' ? null : loaded;

/** What the embedded index scans with, for a log. */
export const VECTOR_SCAN = typeof loaded === 'string' ? `JavaScript: ${loaded}` : 'native';

/** From one row of bytes to the next: elements by sixteens, then what `RowEnd` of native/scan.h has. */
export const rowBytes = (stride: number): number => Math.ceil(stride / 16) * 16 + 16;

/** Heads of so many rows: `RowHeads` of native/scan.h has three words a row, of 32 rows together. */
export const headWords = (rows: number): number => Math.ceil(rows / 32) * 32 * 3;

/** The addon, or why there is none. */
function load(): NativeAddon | string {
  if (process.env['STARS_KERNELS'] === 'off') return 'STARS_KERNELS=off';
  try {
    return createRequire(import.meta.url)('../build/vector_scan.node') as NativeAddon;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'MODULE_NOT_FOUND' ? 'no native scan was compiled' : message.split('\n')[0]!;
  }
}
