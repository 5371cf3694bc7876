import type { HiddenStates } from './onnx-encoder.js';

/** Start data of the encoding thread. */
export interface EncoderThreadData {
  /** File of the model. */
  model: string;
}

/** Sequences to encode. */
export type EncoderQuestion = readonly (readonly number[])[];

export type EncoderAnswer = { states: HiddenStates } | { corrupt: string } | { failed: string };
