import { BinaryWriter } from '@bufbuild/protobuf/wire';

/** What a writer may keep of memory for the next message, bytes. */
const MOST_KEPT = 1 << 20;

let shared: BinaryWriter | undefined;

/**
 * The bytes of a message, over one writer for all: a new one grows by doubling, which costs a message of 4 KB as much as a third of its
 * encoding.
 */
export function encodeBytes<T>(encode: (message: T, writer: BinaryWriter) => BinaryWriter, message: T): Uint8Array {
  const writer = shared ?? new BinaryWriter();
  // One that throws half-way is not used again, nor is one while it is at work.
  shared = undefined;
  const bytes = encode(message, writer).finish();
  if (bytes.byteLength <= MOST_KEPT) shared = writer;
  return bytes;
}
