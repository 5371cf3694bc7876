import { readFile, rename, rm } from 'node:fs/promises';
import { writeDurably } from '@stars/inference';
import { z } from 'zod';

const counts = z.object({
  version: z.string(),
  users: z.number(),
  /** Users who had no vectors of the version. */
  missing: z.number(),
  /** Users whose vectors differed: the text of an item changed since, or context came late. */
  moved: z.number(),
  /** The largest difference of any number of a vector. */
  largestMove: z.number(),
});

/** How the vectors of one model version were found. */
export type RefreshCounts = z.infer<typeof counts>;

const schema = z.object({
  tenant: z.string(),
  /** Cursor of the next page; absent at the beginning. */
  cursor: z.string().optional(),
  /** Users so far. */
  done: z.number(),
  counts: z.array(counts),
});

/** How far a refresh has come. */
export type RefreshCheckpoint = z.infer<typeof schema>;

/** Keeps it in a file that is written atomically. */
export class RefreshCheckpointFile {
  constructor(private readonly path: string) {}

  /** Undefined if there is none of this tenant and these versions, or it cannot be read: a refresh may always start again. */
  async read(tenant: string, versions: readonly string[]): Promise<RefreshCheckpoint | undefined> {
    const text = await readFile(this.path, 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const parsed = schema.safeParse(parseJson(text));
    if (!parsed.success || parsed.data.tenant !== tenant) return undefined;
    const same = parsed.data.counts.map(({ version }) => version).join() === versions.join();
    return same ? parsed.data : undefined;
  }

  async write(checkpoint: RefreshCheckpoint): Promise<void> {
    const draft = `${this.path}.draft`;
    await writeDurably(draft, [Buffer.from(JSON.stringify(checkpoint))]);
    await rename(draft, this.path);
  }

  remove(): Promise<void> {
    return rm(this.path, { force: true });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
