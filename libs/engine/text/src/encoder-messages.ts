import type { HiddenStates } from './onnx-encoder.js';

/** Start data of the encoding thread. */
export interface EncoderThreadData {
  /** The model's bytes, shared: a replacement thread reads them again. */
  model: SharedArrayBuffer;
}

/** Sequences to encode, or none to ask only whether the model is loaded. */
export type EncoderQuestion = readonly (readonly number[])[] | 'loaded';

export type EncoderAnswer = { states: HiddenStates } | { loaded: true } | { corrupt: string } | { failed: string };
