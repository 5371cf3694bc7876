import { appendFile, rm } from 'node:fs/promises';
import type { StarsError } from '@stars/errors';
import { isObject, type SourceRow } from './source-row.js';

/** A raw row is kept up to this many characters. */
const RAW_CHARS = 2_000;
const REASON_CHARS = 500;

/** Rows that were left out, one JSON object a line: `file`, `line` or `row`, `code`, `field`, `reason`, whose it is, `raw`. */
export class RejectsFile {
  count = 0;
  #pending = '';

  private constructor(
    readonly path: string,
    private readonly source: { path: string; place: 'line' | 'row' },
  ) {}

  /** Starts again: removes the file of an earlier import. The first row creates the file. */
  static async begin(path: string, source: { path: string; place: 'line' | 'row' }): Promise<RejectsFile> {
    await rm(path, { force: true });
    return new RejectsFile(path, source);
  }

  add(row: SourceRow, error: StarsError): void {
    this.count++;
    const reject = {
      file: this.source.path,
      [this.source.place]: row.at,
      code: error.code,
      field: error.field,
      reason: error.message.slice(0, REASON_CHARS),
      ...ownerOf(row.value),
      raw: rawText(row.raw).slice(0, RAW_CHARS),
    };
    this.#pending += `${JSON.stringify(reject)}\n`;
  }

  /** Writes the added rows. */
  async flush(): Promise<void> {
    const text = this.#pending;
    this.#pending = '';
    if (text !== '') await appendFile(this.path, text);
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
