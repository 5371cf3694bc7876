import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';

/** An API key of STARS (`libs/serving/access`), which the rules of others do not know. */
const API_KEY = /\bstars_[0-9a-f]{12}_[\w-]{43}\b/;

const RULES = [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }];

/**
 * Secrets in these files, a line for each, without the secret. Binary files are passed over.
 * @param files Paths below `root`. Those that do not exist any more have no secret.
 */
export async function committedSecrets(root: string, files: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const file of files) {
    const bytes = contentOf(join(root, file));
    if (!bytes || bytes.includes(0)) continue;
    found.push(...(await secretsIn(file, bytes.toString())));
  }
  return found;
}

async function secretsIn(file: string, content: string): Promise<string[]> {
  const source = { filePath: file, content, contentType: 'text', ext: '' } as const;
  const { messages } = await lintSource({ source, options: { config: { rules: RULES } } });
  const own = content
    .split('\n')
    .flatMap((line, n) => (API_KEY.test(line) ? [`${file}:${n + 1}: an API key of STARS`] : []));
  return [...messages.map(({ loc, messageId }) => `${file}:${loc.start.line}: ${messageId}`), ...own];
}

function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    // Deleted, a link to nowhere, or a folder of its own.
    return undefined;
  }
}
