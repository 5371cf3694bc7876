import { BinaryWriter } from '@bufbuild/protobuf/wire';

/** Memory that a writer may keep for the next message, bytes. */
const MOST_KEPT = 1 << 20;

let shared: BinaryWriter | undefined;

/**
 * The bytes of a message, from one shared writer: a new one grows by doubling, which costs as much as a third of the encoding
 * of a 4 KB message.
 */
export function encodeBytes<T>(encode: (message: T, writer: BinaryWriter) => BinaryWriter, message: T): Uint8Array {
  const writer = shared ?? new BinaryWriter();
  // A writer that failed half-way is not used again, and none is used twice at the same time.
  shared = undefined;
  const bytes = encode(message, writer).finish();
  if (bytes.byteLength <= MOST_KEPT) shared = writer;
  return bytes;
}
