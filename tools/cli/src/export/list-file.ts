import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { extname } from 'node:path';
import { finished } from 'node:stream/promises';
import { type RecommendResponse, responseToJson } from '@stars/contracts';
import { StarsError } from '@stars/errors';

/** The list of one user. */
export interface UserList {
  userId: string;
  answer: RecommendResponse;
}

const TEXT = 'VARCHAR';
const ITEM = {
  item_id: TEXT,
  position: 'INTEGER',
  title: TEXT,
  score: 'DOUBLE',
  source: TEXT,
  reason: TEXT,
  reason_code: TEXT,
  reason_arguments: 'MAP(VARCHAR, VARCHAR)',
};
const DEGRADATION = { code: TEXT, message: TEXT };

const listOf = (fields: Readonly<Record<string, string>>): string =>
  `STRUCT(${Object.entries(fields)
    .map(([name, type]) => `"${name}" ${type}`)
    .join(', ')})[]`;

/** The columns of a row, by their types in Parquet. JSON Lines have the same fields. */
const COLUMNS = {
  user_id: TEXT,
  recommendation_id: TEXT,
  model_version: TEXT,
  items: listOf(ITEM),
  degradations: listOf(DEGRADATION),
};

export const LIST_FILE_ENDINGS = ['.jsonl', '.ndjson', '.parquet'] as const;

/**
 * Lists on their way into a file: a row for each user, as JSON Lines or, by the ending of the name, as Parquet. The file appears whole,
 * at the end. Errors: `STARS_USAGE` (the ending), `STARS_UNAVAILABLE`, `STARS_DISK_FULL`.
 */
export class ListFile implements AsyncDisposable {
  readonly #lines;
  #failed: Error | undefined;

  constructor(private readonly path: string) {
    if (!(LIST_FILE_ENDINGS as readonly string[]).includes(extname(path))) {
      throw new StarsError('STARS_USAGE', `${path} must end in ${LIST_FILE_ENDINGS.join(', ')}`, { field: 'out' });
    }
    this.#lines = createWriteStream(this.#part);
    this.#lines.on('error', (error) => {
      this.#failed = error;
    });
  }

  get #part(): string {
    return `${this.path}.part`;
  }

  /** Resolves once there is room for the next one. */
  async add({ userId, answer }: UserList): Promise<void> {
    if (this.#failed) throw this.#cannotWrite(this.#failed);
    if (this.#lines.write(`${JSON.stringify(rowOf(userId, answer))}\n`)) return;
    await new Promise<void>((resolve) => {
      this.#lines.once('drain', resolve).once('close', resolve);
    });
  }

  async finish(): Promise<void> {
    try {
      this.#lines.end();
      await finished(this.#lines);
      if (extname(this.path) !== '.parquet') return renameSync(this.#part, this.path);
      const { jsonLinesToParquet } = await import('@stars/datasets');
      await jsonLinesToParquet(this.#part, `${this.#part}.parquet`, COLUMNS);
      renameSync(`${this.#part}.parquet`, this.path);
    } catch (error) {
      throw error instanceof StarsError ? error : this.#cannotWrite(error as Error);
    }
  }

  /** What was not finished leaves nothing behind. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#lines.closed) {
      this.#lines.destroy();
      await finished(this.#lines).catch(() => undefined);
    }
    for (const path of [this.#part, `${this.#part}.parquet`]) rmSync(path, { force: true });
  }

  #cannotWrite(cause: Error): StarsError {
    const full = (cause as NodeJS.ErrnoException).code === 'ENOSPC';
    const text = full ? `no space left to write ${this.path}` : `cannot write ${this.path}: ${cause.message}`;
    return new StarsError(full ? 'STARS_DISK_FULL' : 'STARS_UNAVAILABLE', text, { field: 'out', cause });
  }
}

/** Only what the columns name. */
function rowOf(userId: string, answer: RecommendResponse): object {
  const { recommendation_id, model_version, items, degradations } = responseToJson('Recommend', answer);
  const shown = (items as Record<string, unknown>[]).map((item) =>
    Object.fromEntries(Object.keys(ITEM).map((name) => [name, item[name]])),
  );
  return { user_id: userId, recommendation_id, model_version, items: shown, degradations };
}
