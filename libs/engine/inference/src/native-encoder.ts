import { createRequire } from 'node:module';
import { StarsError } from '@stars/errors';
import type { SequenceBatch } from '@stars/model/definition';

/** Weights that were given to `load`; the memory is free once nobody holds them. */
export type LoadedWeights = object & { readonly loadedWeights: unique symbol };

/** Histories of the users of one call, each with one copy of [USER]. */
export interface UserSequences extends SequenceBatch {
  /** [P, d] */
  tokens: Float32Array;
  /** [B] the token of each sequence that h_next is read from. */
  last: Int32Array;
}

/** Content of the items of one call. */
export interface ItemContents {
  count: number;
  /** [P, E] */
  embedding: Float32Array;
  /** [P, V] multi-hot */
  tags: Float32Array;
  /** [P] row in δ, or -1 */
  deltaRow: Int32Array;
  /** [I, E] */
  delta: Float32Array;
  /** [P] λ·log p_j; read if the prior serves. */
  prior: Float32Array;
}

/** What native/encoder/module.cc exports. Errors: RangeError for arrays that do not fit. */
export interface NativeEncoder {
  /** @param sizes `Sizes` of native/encoder/weights.h, then the rows of each table of users' categories @param parameters By name. */
  load(sizes: Int32Array, parameters: Record<string, Float32Array>): LoadedWeights;
  /** Writes h_gen and h_next, both [B, servingWidth]. */
  users(weights: LoadedWeights, sequences: UserSequences, general: Float32Array, next: Float32Array): void;
  /** Writes tokens [P, d] and vectors [P, servingWidth]. */
  items(weights: LoadedWeights, items: ItemContents, tokens: Float32Array, vectors: Float32Array): void;
  /** Writes the inner products [Q, I] of queries [Q, width] and rows [I, width]. */
  products(queries: Float32Array, rows: Float32Array, width: number, out: Float32Array): void;
}

/** Builds of the encoder, the widest vectors first; each computes the same within rounding. The last runs on any processor. */
export const ENCODER_BUILDS = process.arch === 'x64' ? ['encoder_avx512', 'encoder_avx2', 'encoder'] : ['encoder'];

/** Loads a build. Errors: an Error if it was not compiled, or the processor lacks its vectors. */
export const loadEncoder = (build: string): NativeEncoder =>
  createRequire(import.meta.url)(`../build/${build}.node`) as NativeEncoder;

let loaded: NativeEncoder | undefined;

/**
 * The encoder of this process. `STARS_KERNELS=avx2` keeps to that build, `off` to the one for any processor. There is no other way to
 * encode: set-up fails without it. Errors: `STARS_UNAVAILABLE` if it was never compiled.
 */
export function nativeEncoder(): NativeEncoder {
  loaded ??= firstOf(ENCODER_BUILDS.slice({ off: -1, avx2: -2 }[process.env['STARS_KERNELS'] ?? ''] ?? 0));
  return loaded;
}

function firstOf(builds: readonly string[]): NativeEncoder {
  let cause: unknown;
  for (const build of builds) {
    try {
      return loadEncoder(build);
    } catch (error) {
      cause = error;
    }
  }
  const why = (cause as Error).message.split('\n')[0];
  throw new StarsError('STARS_UNAVAILABLE', `the encoder of the model cannot be loaded (${why}); ./stars compiles it`, {
    cause,
  });
}

/**
 * For a process that shares the machine with others; call it before the first model. The encoder and TensorFlow use so many threads,
 * unless `TF_NUM_INTRAOP_THREADS` is set. Most requests have one user, whom two threads encode no faster than one; more processes use
 * more cores better.
 */
export function limitThreads(threads: number): void {
  process.env['TF_NUM_INTRAOP_THREADS'] ??= String(threads);
}
