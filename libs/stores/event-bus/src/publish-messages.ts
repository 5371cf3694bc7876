import type { StarsErrorCode } from '@stars/errors';
import type { PublishCall } from './call-store.js';
import type { EncodedOutgoing } from './message-log.js';
import type { PublishResult } from './port.js';

/** Start data of the publishing thread. */
export interface PublishThreadData {
  path: string;
  idCacheBytes: number;
}

/** Calls for the publishing thread: all values in one buffer, which is transferred. */
export interface PackedCalls {
  calls: { topic: string; messages: Omit<EncodedOutgoing, 'value'>[] }[];
  /** Of each message's value. */
  codecs: number[];
  ends: number[];
  bytes: Uint8Array<ArrayBuffer>;
}

/** The answer: the outcome of each call. */
export type PackedOutcomes = (
  | { result: PublishResult }
  | { error: { code?: StarsErrorCode; field?: string; message: string } }
)[];

export function packCalls(calls: readonly PublishCall[]): PackedCalls {
  const values = calls.flatMap(({ messages }) => messages.map(({ value }) => value));
  const bytes = new Uint8Array(values.reduce((sum, value) => sum + value.bytes.byteLength, 0));
  let end = 0;
  const ends = values.map((value) => {
    bytes.set(value.bytes, end);
    end += value.bytes.byteLength;
    return end;
  });
  return {
    calls: calls.map(({ topic, messages }) => ({
      topic,
      messages: messages.map(({ key, id, headers }) => ({ key, id, headers })),
    })),
    codecs: values.map(({ codec }) => codec),
    ends,
    bytes,
  };
}

export function unpackCalls({ calls, codecs, ends, bytes }: PackedCalls): PublishCall[] {
  let at = 0;
  return calls.map(({ topic, messages }) => ({
    topic,
    messages: messages.map((message) => {
      const value = { codec: codecs[at]!, bytes: bytes.subarray(ends[at - 1] ?? 0, ends[at]!) };
      at++;
      return { ...message, value };
    }),
  }));
}
