import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Code that measures and shows lists does not make them. */
const NOT_RANKING = /^(report|testing)\/|\.test\.[jt]s$|\.d\.ts$/;
const CODE = /\.(js|ts|py|txt)$/;

let known: string | undefined;

/**
 * SHA-256 (hex) of the compiled code that ranks, here and in the libraries of rankings: lists made by other code are not
 * reused. The model has its own version.
 */
export function rankingCode(): string {
  known ??= digestOf([
    import.meta.dirname,
    ...['@stars/replay', '@stars/baselines', '@stars/ranking'].map((library) =>
      dirname(fileURLToPath(import.meta.resolve(library))),
    ),
  ]);
  return known;
}

/** Digest of the code files in folders, by name and content, in an order that does not depend on the file system. */
export function digestOf(folders: readonly string[]): string {
  const hash = createHash('sha256');
  folders.forEach((folder, n) => {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
    for (const name of names.filter((file) => CODE.test(file) && !NOT_RANKING.test(file)).sort()) {
      hash.update(`${n} ${name}\n`).update(readFileSync(join(folder, name)));
    }
  });
  return hash.digest('hex');
}
