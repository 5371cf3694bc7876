import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { unreadableFile } from '@stars/duckdb';
import { isStarsError } from '@stars/errors';

/**
 * The bytes of a text file, gunzipped if its name ends in `.gz`.
 * Errors: `STARS_UNREADABLE_FILE` for a file that cannot be opened, is cut short, or is not text at all.
 */
export async function* textChunks(path: string): AsyncGenerator<{ bytes: Buffer; bytesRead: number }> {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  const bytes = path.toLowerCase().endsWith('.gz') ? file.pipe(createGunzip()) : file;
  if (bytes !== file) file.on('error', (error) => bytes.destroy(error));
  let first = true;
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      if (first) checkIsText(chunk, path);
      first = false;
      yield { bytes: chunk, bytesRead: file.bytesRead };
    }
  } catch (cause) {
    throw isStarsError(cause) ? cause : unreadableFile(path, cause);
  } finally {
    bytes.destroy();
    file.destroy();
  }
}

function checkIsText(chunk: Buffer, path: string): void {
  if (chunk[0] === 0x1f && chunk[1] === 0x8b) throw unreadableFile(path, 'it is compressed, but not named .gz');
  const utf16 = (chunk[0] === 0xff && chunk[1] === 0xfe) || (chunk[0] === 0xfe && chunk[1] === 0xff);
  if (utf16) throw unreadableFile(path, 'it is UTF-16 text: save it as UTF-8, such as "CSV UTF-8"');
  if (chunk.includes(0)) throw unreadableFile(path, 'it is not a text file in UTF-8 or Windows-1252');
}
