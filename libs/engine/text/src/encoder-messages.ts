import type { HiddenStates } from './onnx-encoder.js';

/** Start data of the encoding thread. */
export interface EncoderThreadData {
  /** The model's bytes, shared: a replacement thread reads them again. */
  model: SharedArrayBuffer;
}

/** Sequences to encode. */
export type EncoderQuestion = readonly (readonly number[])[];

export type EncoderAnswer = { states: HiddenStates } | { corrupt: string } | { failed: string };
