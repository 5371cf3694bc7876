import { BinaryReader } from '@bufbuild/protobuf/wire';
import { LIMITS } from '@stars/contracts';
import { StarsError } from '@stars/errors';

/** A field has a tag, and a length or a value. */
const MOST = 2 * LIMITS.requestParts;

/**
 * What the generated code reads a request from: it takes bytes or a reader. Only a large request can have too many fields.
 * Errors, while it is read: `STARS_TOO_LARGE`.
 */
export function boundedReader(bytes: Uint8Array<ArrayBuffer>): Buffer {
  if (bytes.length <= MOST) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const reader = new BinaryReader(bytes);
  const { uint32 } = reader;
  let left = MOST;
  reader.uint32 = () => {
    if (left-- === 0) {
      throw new StarsError('STARS_TOO_LARGE', `the request has more than ${LIMITS.requestParts} fields`);
    }
    return uint32.call(reader);
  };
  return reader as unknown as Buffer;
}
