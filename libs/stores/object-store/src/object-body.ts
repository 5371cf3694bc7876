import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { StarsError } from '@stars/errors';
import type { ObjectBody } from './port.js';

export const isFile = (body: ObjectBody): body is { path: string } => typeof body === 'object' && 'path' in body;

export const bytesOf = (body: Uint8Array | string): Uint8Array => (typeof body === 'string' ? Buffer.from(body) : body);

/** Size in bytes and SHA-256 of a body; a file is read as a stream. */
export async function measure(body: ObjectBody, signal?: AbortSignal): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  const chunks = isFile(body) ? createReadStream(body.path, { signal }) : [bytesOf(body)];
  for await (const chunk of chunks as AsyncIterable<Uint8Array>) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, sha256: hash.digest('hex') };
}

/** Errors: `STARS_DIGEST_MISMATCH` if `wanted` is given and is another digest. */
export function checkDigest(where: string, sha256: string, wanted: string | undefined): void {
  if (wanted === undefined || wanted === sha256) return;
  throw new StarsError('STARS_DIGEST_MISMATCH', `${where} has sha256 ${sha256}, not ${wanted}`);
}

/** Has `fill` write a file beside `path`, checks its digest, and gives it its name. Errors: `STARS_DIGEST_MISMATCH`. */
export async function arriveWhole(
  path: string,
  fill: (part: string) => Promise<void>,
  { where, sha256 }: { where: string; sha256: string | undefined },
): Promise<{ size: number; sha256: string }> {
  const part = `${path}.${process.pid}-${crypto.randomUUID()}.part`;
  try {
    await fill(part);
    const measured = await measure({ path: part });
    checkDigest(where, measured.sha256, sha256);
    await rename(part, path);
    return measured;
  } finally {
    await rm(part, { force: true });
  }
}
