import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StarsError } from '@stars/errors';
import type { InteractionLog } from '@stars/features';
import { mindingSpace, syncFolder, writeDurably } from '@stars/inference';

/** Raised whenever an older file could not be read. */
const FORMAT = 1;

/** Columns in the order of `columns.bin`, widest numbers first, so that each is aligned to its own width. */
const COLUMNS = [
  ['time', Float64Array],
  ['userOffsets', Uint32Array],
  ['item', Uint32Array],
  ['region', Uint32Array],
  ['arrival', Uint32Array],
  ['session', Uint32Array],
  ['value', Float32Array],
  ['type', Uint8Array],
] as const;

interface Head {
  format: number;
  bytes: number;
  sha256: string;
  /** Numbers a column. */
  lengths: Record<string, number>;
  /** Digest of the strings' file. */
  strings: string;
}

const bytesOf = (column: ArrayBufferView): Uint8Array =>
  new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** An interaction log as a folder: `columns.bin`, `strings.json`, and `log.json`, which names their digests. */
export class PreparedLog {
  constructor(readonly folder: string) {}

  /** Writes the folder whole, by a rename. Errors: `STARS_DISK_FULL`. */
  async write(log: InteractionLog): Promise<void> {
    const draft = `${this.folder}.${process.pid}.draft`;
    const columns = COLUMNS.map(([name]) => bytesOf(log[name]));
    const strings = Buffer.from(JSON.stringify({ users: log.users, items: log.items, regions: log.regions }));
    const digest = createHash('sha256');
    for (const column of columns) digest.update(column);
    const head: Head = {
      format: FORMAT,
      bytes: columns.reduce((sum, { byteLength }) => sum + byteLength, 0),
      sha256: digest.digest('hex'),
      lengths: Object.fromEntries(COLUMNS.map(([name]) => [name, log[name].length])),
      strings: sha256(strings),
    };
    try {
      await mindingSpace(draft, async () => {
        await mkdir(draft, { recursive: true });
        await writeDurably(join(draft, 'columns.bin'), columns);
        await writeDurably(join(draft, 'strings.json'), [strings]);
        await writeDurably(join(draft, 'log.json'), [Buffer.from(`${JSON.stringify(head)}\n`)]);
        await syncFolder(draft);
        await rm(this.folder, { recursive: true, force: true });
        await rename(draft, this.folder);
      });
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  }

  /** Undefined if there is none. Errors: `STARS_DIGEST_MISMATCH` if it is damaged. */
  async read(): Promise<InteractionLog | undefined> {
    const text = await readFile(join(this.folder, 'log.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) return undefined;
    try {
      return await this.#readWhole(JSON.parse(text) as Head);
    } catch (cause) {
      throw new StarsError('STARS_DIGEST_MISMATCH', `prepared log ${this.folder}: ${(cause as Error).message}`, {
        cause,
      });
    }
  }

  async #readWhole(head: Head): Promise<InteractionLog> {
    if (head.format !== FORMAT) throw new Error('it is of another format');
    const strings = await readFile(join(this.folder, 'strings.json'));
    if (sha256(strings) !== head.strings) throw new Error('strings.json differs from its digest');
    const digest = createHash('sha256');
    const columns: Record<string, ArrayBufferView> = {};
    const file = await open(join(this.folder, 'columns.bin'), 'r');
    try {
      for (const [name, Column] of COLUMNS) {
        // Read straight into the column: the file is never in memory as well.
        const column = new Column(head.lengths[name]!);
        const bytes = bytesOf(column);
        for (let at = 0; at < bytes.length; ) {
          const { bytesRead } = await file.read(bytes, at, bytes.length - at);
          if (bytesRead === 0) throw new Error('columns.bin is cut off');
          at += bytesRead;
        }
        digest.update(bytes);
        columns[name] = column;
      }
    } finally {
      await file.close();
    }
    if (digest.digest('hex') !== head.sha256) throw new Error('columns.bin differs from its digest');
    return { ...(JSON.parse(strings.toString()) as object), ...columns } as unknown as InteractionLog;
  }
}
