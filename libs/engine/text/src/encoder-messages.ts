import type { HiddenStates } from './onnx-encoder.js';

/** What the thread that encodes is started with. */
export interface EncoderThreadData {
  /** The model's bytes, shared: a thread that follows one that ended reads them again. */
  model: SharedArrayBuffer;
}

/** Sequences to encode, or nothing but whether the model is loaded. */
export type EncoderQuestion = readonly (readonly number[])[] | 'loaded';

export type EncoderAnswer = { states: HiddenStates } | { loaded: true } | { corrupt: string } | { failed: string };
