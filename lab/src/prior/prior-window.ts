import { join } from 'node:path';
import { readStored, storeText } from '@stars/cli';
import type { RankerKind } from '@stars/ranking';
import { type BaseSession, hasEvidence, PRIOR, type SecondStageWindow, type UserExample } from '@stars/training';
import type { Size } from '../curve/cut-log.js';

/** A session with the columns of the base: 0 for a column that its log does not have. */
export interface PriorSession extends BaseSession {
  user: string;
}

/** What the base would learn from on one cut log. */
export interface PriorWindow {
  /** Logs of one source have users in common: they are left out together. */
  source: string;
  log: string;
  size: Size;
  copy: number;
  /** Whether the log has views or carts beside what is predicted: it decides which prior is fitted on it. */
  evidence: boolean;
  sessions: Record<RankerKind, PriorSession[]>;
}

/** As it is stored. Rows are in half precision, as they are where the product learns. */
interface StoredWindow extends Omit<PriorWindow, 'sessions'> {
  /** A window with other columns than the base has now is collected again. */
  columns: Record<RankerKind, string[]>;
  sessions: Record<RankerKind, { user: string; rows: string; purchased: number[]; candidates: number }[]>;
}

export const KINDS = Object.keys(PRIOR) as RankerKind[];
const columnsOf = (of: RankerKind): string[] => PRIOR[of].map(({ name }) => name);
const COLUMNS = { all: columnsOf('all'), fresh: columnsOf('fresh'), seeded: columnsOf('seeded') };

/** Replays the sessions of the window with the columns of the base. */
export async function replayWindow(
  { names, replay, set }: Pick<SecondStageWindow, 'names' | 'replay' | 'set'>,
  onProgress: (replayed: number, sessions: number) => void,
): Promise<Pick<PriorWindow, 'evidence' | 'sessions'>> {
  const sessions: PriorWindow['sessions'] = { all: [], fresh: [], seeded: [] };
  for (const of of KINDS) {
    const places = COLUMNS[of].map((name) => names.indexOf(name));
    const use = ({ features, purchased, candidates, user }: UserExample): void => {
      const rows = new Float64Array(candidates * places.length);
      for (let n = 0, at = 0; n < candidates; n++) {
        for (const place of places) rows[at++] = place < 0 ? 0 : features[n * names.length + place]!;
      }
      sessions[of].push({ user: set.log.users[user]!, rows, purchased, candidates });
    };
    await replay(of, use, onProgress);
  }
  return { evidence: hasEvidence(names), sessions };
}

/** Windows in a file each: a run that was stopped goes on with those that are missing. */
export class StoredWindows {
  constructor(private readonly folder: string) {}

  get(window: Pick<PriorWindow, 'log' | 'size' | 'copy'>): PriorWindow | undefined {
    const stored = readStored<StoredWindow>(this.#pathOf(window));
    if (!stored || JSON.stringify(stored.columns) !== JSON.stringify(COLUMNS)) return undefined;
    const { columns, ...rest } = stored;
    const read = (of: RankerKind): PriorSession[] =>
      stored.sessions[of].map(({ rows, purchased, ...session }) => ({
        ...session,
        rows: Float64Array.from(new Float16Array(Uint8Array.from(Buffer.from(rows, 'base64')).buffer)),
        purchased: Int32Array.from(purchased),
      }));
    return { ...rest, sessions: { all: read('all'), fresh: read('fresh'), seeded: read('seeded') } };
  }

  put(window: PriorWindow): void {
    const written = (of: RankerKind): StoredWindow['sessions']['all'] =>
      window.sessions[of].map(({ rows, purchased, ...session }) => ({
        ...session,
        rows: Buffer.from(Float16Array.from(rows).buffer).toString('base64'),
        purchased: [...purchased],
      }));
    const sessions = { all: written('all'), fresh: written('fresh'), seeded: written('seeded') };
    storeText(this.#pathOf(window), JSON.stringify({ ...window, columns: COLUMNS, sessions } satisfies StoredWindow));
  }

  #pathOf({ log, size, copy }: Pick<PriorWindow, 'log' | 'size' | 'copy'>): string {
    return join(this.folder, log, `${size}-${copy}.json`);
  }
}
