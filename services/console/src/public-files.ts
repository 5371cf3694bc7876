import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface PublicFile {
  type: string;
  etag: string;
  bytes: Buffer;
}

const TYPES: Record<string, string> = {
  'index.html': 'text/html; charset=utf-8',
  'console.css': 'text/css; charset=utf-8',
  'answer-view.css': 'text/css; charset=utf-8',
  'console.js': 'text/javascript; charset=utf-8',
  'caller.js': 'text/javascript; charset=utf-8',
  'answer-view.js': 'text/javascript; charset=utf-8',
};

/** The page's files, read once at start. Only these names are served: no path of a request reaches the disk. */
export function readPublicFiles(): ReadonlyMap<string, PublicFile> {
  return new Map(
    Object.entries(TYPES).map(([name, type]) => {
      const bytes = readFileSync(fileURLToPath(new URL(`../public/${name}`, import.meta.url)));
      const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
      return [name, { type, etag, bytes }];
    }),
  );
}
