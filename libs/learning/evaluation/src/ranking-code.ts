import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LAMBDAMART_FOLDER } from '@stars/baselines';

/** What measures and shows lists does not make them. */
const NOT_RANKING = /^(report|sections|testing)\/|\.test\.[jt]s$|\.d\.ts$/;
const CODE = /\.(js|ts|py|txt)$/;

let known: string | undefined;

/**
 * SHA-256 (hex) of the code that ranks, here and in the libraries of rankings, as it runs: lists that other code made are
 * not taken for this one's. What a model is made of is in its version.
 */
export function rankingCode(): string {
  known ??= digestOf([
    import.meta.dirname,
    ...['@stars/replay', '@stars/baselines', '@stars/ranking'].map((library) =>
      dirname(fileURLToPath(import.meta.resolve(library))),
    ),
    LAMBDAMART_FOLDER,
  ]);
  return known;
}

/** Of the code files in folders, names and contents, whatever the order in which the file system lists them. */
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
