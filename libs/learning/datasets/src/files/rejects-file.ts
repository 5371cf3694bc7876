import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StarsError } from '@stars/errors';
import type { RowKindName } from './row-kind.js';
import { isObject, type SourceRow } from './source-row.js';

/** A raw row is kept up to this many characters. */
const RAW_CHARS = 2_000;
const REASON_CHARS = 500;

/** Rows that were left out, one JSON object a line: `file`, `line` or `row`, `code`, `field`, `reason`, whose it is, `raw`. */
export class RejectsFile {
  count = 0;
  readonly path: string;
  #file: FileHandle | undefined;
  #pending: string[] = [];

  private constructor(
    private readonly folder: string,
    kind: RowKindName,
    private readonly sourcePath: string,
    private readonly place: 'line' | 'row',
  ) {
    this.path = join(folder, `rejects-${kind}.jsonl`);
  }

  /** Starts again: removes the file of an earlier import. */
  static async begin(
    folder: string,
    kind: RowKindName,
    sourcePath: string,
    place: 'line' | 'row',
  ): Promise<RejectsFile> {
    const rejects = new RejectsFile(folder, kind, sourcePath, place);
    await rm(rejects.path, { force: true });
    return rejects;
  }

  add(row: SourceRow, error: StarsError): void {
    this.count++;
    const reject = {
      file: this.sourcePath,
      [this.place]: row.at,
      code: error.code,
      field: error.field,
      reason: error.message.slice(0, REASON_CHARS),
      ...ownerOf(row.value),
      raw: rawText(row.raw).slice(0, RAW_CHARS),
    };
    this.#pending.push(`${JSON.stringify(reject)}\n`);
  }

  /** Writes the added rows. The first row creates the file. */
  async flush(): Promise<void> {
    if (this.#pending.length === 0) return;
    if (!this.#file) {
      await mkdir(this.folder, { recursive: true });
      this.#file = await open(this.path, 'w');
    }
    const text = this.#pending.join('');
    this.#pending = [];
    await this.#file.write(text);
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#file?.close();
  }
}

/** Undefined where the row does not say it. */
function ownerOf(value: unknown): { tenant_id?: unknown; user_id?: unknown } {
  if (!isObject(value)) return {};
  return { tenant_id: value['tenant_id'], user_id: value['user_id'] ?? value['anonymous_id'] };
}

const rawText = (raw: unknown): string =>
  typeof raw === 'string'
    ? raw
    : (JSON.stringify(raw, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)) ?? '');
