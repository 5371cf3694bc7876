import { ARCHIVE_PARTITION, forgottenUntil, type Objection } from '@stars/contracts';

/** By partition, the next offset. */
export type Positions = Readonly<Record<string, number>>;

/** By partition, the last message that was archived: by it a topic is known again. */
export type TopicMarks = Readonly<Record<string, { offset: number /** Keyed. */; hash: string }>>;

/** A Parquet file that readers may read. */
export interface ArchiveFile {
  key: string;
  tenant: string;
  kind: string;
  /** UTC day, `YYYY-MM-DD`. */
  day: string;
  rows: number;
  bytes: number;
  sha256: string;
}

/** Whose rows must go. */
export interface Erasure {
  id: string;
  /** A keyed hash of the user's tenant and id (`UserHash`). */
  user: string;
  tenant: string;
  /** When the user was deleted, ms. */
  time: number;
  /** What the user wished beyond that. */
  objection?: Objection;
  /** When the archive read of it, ms. Rows from before `ends` that are later than this have a wrong time, and go too. */
  noticed: number;
  /** By topic, what came before: only these rows are concerned. */
  ends: Readonly<Record<string, Positions>>;
}

/** The rows of a range of one topic are about to be written. */
export interface IngestPlan {
  what: 'ingest';
  kind: string;
  /** Offsets by partition: from the first, to before the second. */
  ranges: Readonly<Record<string, readonly [number, number]>>;
  /** ms. */
  time: number;
}

/** Files are about to be written anew: several of one day as one, without the rows of the erasures. */
export interface RewritePlan {
  what: 'rewrite';
  groups: readonly (readonly string[])[];
  erasures: readonly string[];
  time: number;
}

export type Plan = IngestPlan | RewritePlan;

/** One entry of the log of an archive. Every change is two: what is planned, then what came of it. */
export type ArchiveEntry =
  | { plan: Plan }
  | {
      done: {
        add: readonly ArchiveFile[];
        remove: readonly string[];
        /** Messages that could not be read. */
        unreadable?: number;
        /** Messages of users who are deleted. */
        forgotten?: number;
        erasures?: readonly Erasure[];
        marks?: TopicMarks;
        time: number;
      };
    }
  /** An import is about to store files, whose names have the number of this entry. */
  | { importing: { time: number } }
  /** These are all its files, and the next offset by topic; without files if it broke off. Its rows never were on the bus. */
  | { imported: { seq: number; add: readonly ArchiveFile[]; next: Readonly<Record<string, number>> } }
  /** Files that were replaced are deleted from the store. */
  | { deleted: readonly string[] }
  /** These erasures are carried out, and their proofs are written. */
  | { erased: readonly string[] };

export interface ArchiveState {
  format: 1;
  /** The last entry that is in it. */
  seq: number;
  files: readonly ArchiveFile[];
  /** By topic, how far the archive is. */
  positions: Readonly<Record<string, Positions>>;
  /** By topic, what was archived last. */
  marks: Readonly<Record<string, TopicMarks>>;
  unreadable: number;
  plan?: Plan & { seq: number };
  /** Imports that store files now, by the entry that said so. */
  importing: readonly { seq: number; time: number }[];
  /** Replaced files that are still in the store, with the time at which they were replaced, ms. */
  replaced: readonly { key: string; time: number }[];
  /** Erasures that are to be carried out. */
  erasures: readonly Erasure[];
  /** By keyed hash, until when deleted users are forgotten (`forgottenUntil`), ms: late messages of theirs are no rows. */
  tombstones: Readonly<Record<string, number>>;
  /** Messages that are no rows because of that. */
  forgotten: number;
}

export const EMPTY_STATE: ArchiveState = {
  format: 1,
  seq: 0,
  files: [],
  positions: {},
  marks: {},
  unreadable: 0,
  importing: [],
  replaced: [],
  erasures: [],
  tombstones: {},
  forgotten: 0,
};

/** When the archive read of the oldest of them, ms; infinite if there is none. */
export const oldestErasure = (erasures: readonly Erasure[]): number =>
  erasures.reduce((first, { noticed }) => Math.min(first, noticed), Number.POSITIVE_INFINITY);

/** The state after one more entry. */
export function afterEntry(state: ArchiveState, entry: ArchiveEntry, topicOf: (kind: string) => string): ArchiveState {
  const next = { ...state, seq: state.seq + 1 };
  if ('plan' in entry) return { ...next, plan: { ...entry.plan, seq: next.seq } };
  if ('importing' in entry) {
    return { ...next, importing: [...state.importing, { seq: next.seq, ...entry.importing }] };
  }
  if ('imported' in entry) return afterImport(next, entry.imported);
  if ('deleted' in entry) {
    const gone = new Set(entry.deleted);
    return { ...next, replaced: state.replaced.filter(({ key }) => !gone.has(key)) };
  }
  if ('erased' in entry) {
    const done = new Set(entry.erased);
    return { ...next, erasures: state.erasures.filter(({ id }) => !done.has(id)) };
  }
  const { add, remove, unreadable = 0, forgotten = 0, erasures = [], marks = {}, time } = entry.done;
  const { plan, ...rest } = next;
  const removed = new Set(remove);
  return {
    ...rest,
    files: [...state.files.filter(({ key }) => !removed.has(key)), ...add],
    ...(plan?.what === 'ingest' ? moved(state, topicOf(plan.kind), plan.ranges, marks) : {}),
    unreadable: state.unreadable + unreadable,
    forgotten: state.forgotten + forgotten,
    replaced: [...state.replaced, ...remove.map((key) => ({ key, time }))],
    erasures: [...state.erasures, ...erasures],
    tombstones: withTombstones(state.tombstones, erasures),
  };
}

function afterImport(
  state: ArchiveState,
  { seq, add, next }: Extract<ArchiveEntry, { imported: unknown }>['imported'],
): ArchiveState {
  const positions = { ...state.positions };
  for (const [topic, offset] of Object.entries(next)) {
    positions[topic] = { ...positions[topic], [ARCHIVE_PARTITION]: offset };
  }
  const importing = state.importing.filter((one) => one.seq !== seq);
  return { ...state, files: [...state.files, ...add], positions, importing };
}

function moved(
  { positions, marks }: ArchiveState,
  topic: string,
  ranges: IngestPlan['ranges'],
  last: TopicMarks,
): Pick<ArchiveState, 'positions' | 'marks'> {
  const ends = Object.entries(ranges).map(([partition, [, to]]) => [partition, to]);
  return {
    positions: { ...positions, [topic]: { ...positions[topic], ...Object.fromEntries(ends) } },
    marks: { ...marks, [topic]: { ...marks[topic], ...last } },
  };
}

function withTombstones(before: ArchiveState['tombstones'], erasures: readonly Erasure[]): ArchiveState['tombstones'] {
  if (erasures.length === 0) return before;
  const after: Record<string, number> = { ...before };
  for (const { user, ...wish } of erasures) {
    const until = forgottenUntil(after[user], wish);
    if (until !== undefined) after[user] = until;
  }
  return after;
}
