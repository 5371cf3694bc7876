import { maskedCrc32c } from './crc32c.js';

// tensorflow.Event: wall_time 1 (double), step 2 (int64), file_version 3 (string), summary 5.
// tensorflow.Summary: value 1. Summary.Value: tag 1 (string), simple_value 2 (float).
// Not written by TensorFlow: a resumed run cuts its event file at the checkpoint's length, and a
// machine without native TensorFlow reads the same curves.

const key = (field: number, wire: 0 | 1 | 2 | 5): number[] => varint(field * 8 + wire);

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return [...bytes, rest];
}

const delimited = (field: number, bytes: Uint8Array): Uint8Array =>
  Buffer.concat([Uint8Array.from([...key(field, 2), ...varint(bytes.length)]), bytes]);

function fixed(field: number, value: number, bits: 32 | 64): Uint8Array {
  const bytes = Buffer.alloc(bits / 8);
  if (bits === 64) bytes.writeDoubleLE(value);
  else bytes.writeFloatLE(value);
  return Buffer.concat([Uint8Array.from(key(field, bits === 64 ? 1 : 5)), bytes]);
}

/** A TFRecord: length (u64) and its checksum, data and their checksum. */
function record(data: Uint8Array): Uint8Array {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(data.length));
  const sums = [length, data].map((bytes) => {
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(maskedCrc32c(bytes));
    return sum;
  });
  return Buffer.concat([length, sums[0]!, data, sums[1]!]);
}

/** The record that an event file begins with. @param seconds since 1970 */
export function fileVersionRecord(seconds: number): Uint8Array {
  return record(Buffer.concat([fixed(1, seconds, 64), delimited(3, Buffer.from('brain.Event:2'))]));
}

/** One record with a step's scalars. @param seconds since 1970 */
export function scalarsRecord(seconds: number, step: number, scalars: Readonly<Record<string, number>>): Uint8Array {
  const values = Object.entries(scalars).map(([tag, value]) =>
    delimited(1, Buffer.concat([delimited(1, Buffer.from(tag)), fixed(2, value, 32)])),
  );
  return record(
    Buffer.concat([
      fixed(1, seconds, 64),
      Uint8Array.from([...key(2, 0), ...varint(step)]),
      delimited(5, Buffer.concat(values)),
    ]),
  );
}
