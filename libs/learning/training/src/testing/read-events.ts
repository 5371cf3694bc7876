import { maskedCrc32c } from '../run/crc32c.js';

export interface ReadEvent {
  seconds: number;
  step: number;
  version?: string;
  scalars: Record<string, number>;
}

/** Field number and wire type, with the number, or the bytes, that follow. */
function* fields(bytes: Buffer): Generator<{ field: number; value: number; bytes: Buffer }> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const field = key >> 3;
    const empty = Buffer.alloc(0);
    switch (key & 7) {
      case 0:
        yield { field, value: varint(), bytes: empty };
        break;
      case 1:
        yield { field, value: bytes.readDoubleLE(at), bytes: empty };
        at += 8;
        break;
      case 2: {
        const length = varint();
        yield { field, value: Number.NaN, bytes: bytes.subarray(at, at + length) };
        at += length;
        break;
      }
      case 5:
        yield { field, value: bytes.readFloatLE(at), bytes: bytes.subarray(at, at + 4) };
        at += 4;
        break;
      default:
        throw new Error(`wire type ${key & 7}`);
    }
  }
}

/** A Summary.Value's scalar: `simple_value`, or a TensorProto with one float, as TensorFlow 2 writes it. */
function scalarOf(value: Buffer): [string, number] {
  let tag = '';
  let scalar = Number.NaN;
  for (const { field, value: number, bytes } of fields(value)) {
    if (field === 1) tag = bytes.toString();
    if (field === 2) scalar = number;
    if (field === 8) {
      for (const part of fields(bytes)) {
        if (part.field === 4 && part.bytes.length >= 4) scalar = part.bytes.readFloatLE(0);
        if (part.field === 5) scalar = Number.isNaN(part.value) ? part.bytes.readFloatLE(0) : part.value;
      }
    }
  }
  return [tag, scalar];
}

/** Reads a TensorBoard event file and checks its checksums: each record is an Event with scalars. */
export function readEvents(file: Buffer): ReadEvent[] {
  const events: ReadEvent[] = [];
  for (let at = 0; at < file.length; ) {
    const length = Number(file.readBigUInt64LE(at));
    const data = file.subarray(at + 12, at + 12 + length);
    const sums = [file.readUInt32LE(at + 8), file.readUInt32LE(at + 12 + length)];
    if (maskedCrc32c(file.subarray(at, at + 8)) !== sums[0] || maskedCrc32c(data) !== sums[1]) {
      throw new Error(`the checksum of the record at ${at} does not hold`);
    }
    const event: ReadEvent = { seconds: 0, step: 0, scalars: {} };
    for (const { field, value, bytes } of fields(data)) {
      if (field === 1) event.seconds = value;
      if (field === 2) event.step = value;
      if (field === 3) event.version = bytes.toString();
      if (field === 5) {
        for (const part of fields(bytes)) {
          if (part.field !== 1) continue;
          const [tag, scalar] = scalarOf(part.bytes);
          event.scalars[tag] = scalar;
        }
      }
    }
    events.push(event);
    at += 16 + length;
  }
  return events;
}
