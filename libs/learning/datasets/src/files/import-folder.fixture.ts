import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { ImportSink } from '../import-sink.js';
import { CollectingSink } from '../testing/collecting-sink.js';
import type { FileReport, ImportReport } from './file-report.js';
import { type FileImport, importFiles } from './import-files.js';

export type ImportedFiles = Omit<FileImport, 'sink' | 'rejectsFolder'>;

/** A valid row of events. */
export const EVENT = { user_id: 'u1', item_id: 'i1', type: 'purchase', time: '2024-05-01T10:00:00Z' };

export const jsonl = (...rows: unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** A sink that can be read, as a bus can. */
export class ReadableSink extends CollectingSink implements ImportSink {
  async *read({ topic }: { topic: string }) {
    yield this.messages(topic);
  }
}

/** A folder for each test of a file, and helpers to import from it. */
export class ImportFolder {
  path = '';

  constructor() {
    beforeEach(async () => {
      this.path = await mkdtemp(join(tmpdir(), 'import-files-'));
    });
    afterEach(() => rm(this.path, { recursive: true }));
  }

  async put(name: string, content: string | Buffer): Promise<string> {
    const path = join(this.path, name);
    await writeFile(path, content);
    return path;
  }

  /** Imports however many rows are rejected. */
  async run(sink: CollectingSink, files: ImportedFiles): Promise<readonly FileReport[]> {
    return (await this.report(sink, { allowRejects: true, ...files })).files;
  }

  report(sink: CollectingSink, files: ImportedFiles): Promise<ImportReport> {
    return importFiles({ sink, rejectsFolder: join(this.path, 'imports'), ...files });
  }

  async rejectsOf(report: FileReport | undefined): Promise<Record<string, unknown>[]> {
    const text = await readFile(report?.rejectsFile as string, 'utf8');
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}
