import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { maskedCrc32c } from './crc32c.js';

// tensorflow.Event: wall_time 1 (double), step 2 (int64), file_version 3 (string), summary 5.
// tensorflow.Summary: value 1. Summary.Value: tag 1 (string), simple_value 2 (float).
// Not written by TensorFlow: a resumed run cuts its event file at the checkpoint's length.

/** @param seconds since 1970 */
const event = (seconds: number): BinaryWriter => new BinaryWriter().tag(1, WireType.Bit64).double(seconds);

/** A TFRecord: length (u64) and its checksum, data and their checksum. */
function record(event: BinaryWriter): Uint8Array {
  const data = event.finish();
  const bytes = Buffer.alloc(data.length + 16);
  bytes.writeBigUInt64LE(BigInt(data.length));
  bytes.writeUInt32LE(maskedCrc32c(bytes.subarray(0, 8)), 8);
  bytes.set(data, 12);
  bytes.writeUInt32LE(maskedCrc32c(data), 12 + data.length);
  return bytes;
}

/** The record that an event file begins with. @param seconds since 1970 */
export const fileVersionRecord = (seconds: number): Uint8Array =>
  record(event(seconds).tag(3, WireType.LengthDelimited).string('brain.Event:2'));

/** One record with a step's scalars. @param seconds since 1970 */
export function scalarsRecord(seconds: number, step: number, scalars: Readonly<Record<string, number>>): Uint8Array {
  const summary = event(seconds).tag(2, WireType.Varint).int64(step).tag(5, WireType.LengthDelimited).fork();
  for (const [name, value] of Object.entries(scalars)) {
    const entry = summary.tag(1, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).string(name);
    // A value past the range of a float is infinite in the curve.
    entry.tag(2, WireType.Bit32).float(Math.fround(value)).join();
  }
  return record(summary.join());
}
