import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { StarsError } from '@stars/errors';
import { z } from 'zod';

const specSchema = z.object({
  name: z.string(),
  folder: z.string(),
  dimensions: z.int().positive(),
  maxTokens: z.int().positive(),
  files: z.object({
    'model.onnx': z.object({ sha256: z.string() }),
    'tokenizer.json': z.object({ sha256: z.string() }),
  }),
});

export type TextModelSpec = z.infer<typeof specSchema>;

/** A text model's files, with verified digests. */
export interface TextModelFiles {
  spec: TextModelSpec;
  /** Its path: each thread that encodes reads it when it starts. */
  model: string;
  tokenizer: Uint8Array;
}

/** The folder in which set-up puts the local model: `${STARS_CACHE:-~/.cache/stars}/text/minilm-l6-v2-int8`. */
export function defaultModelFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env['STARS_CACHE'] || join(homedir(), '.cache', 'stars'), 'text', 'minilm-l6-v2-int8');
}

/** Errors: `STARS_NOT_FOUND` (set-up has not run), `STARS_DIGEST_MISMATCH`. */
export async function readModelFiles(folder: string): Promise<TextModelFiles> {
  const specUrl = new URL('../models/minilm-l6-v2-int8.json', import.meta.url);
  const spec = specSchema.parse(JSON.parse(await readFile(specUrl, 'utf8')));
  const model = join(folder, 'model.onnx');
  const [, tokenizer] = await Promise.all([
    readChecked(model, spec.files['model.onnx'].sha256),
    readChecked(join(folder, 'tokenizer.json'), spec.files['tokenizer.json'].sha256),
  ]);
  return { spec, model, tokenizer };
}

async function readChecked(path: string, sha256: string): Promise<Uint8Array> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new StarsError(
      'STARS_NOT_FOUND',
      `text model file ${path} cannot be read: run python3 tools/setup/fetch-text-model.py`,
      { cause },
    );
  });
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual === sha256) return bytes;
  throw new StarsError(
    'STARS_DIGEST_MISMATCH',
    `text model file ${path} has sha256 ${actual}, expected ${sha256}: run python3 tools/setup/fetch-text-model.py`,
  );
}
