import { TOPICS_OF_USERS } from '@stars/contracts';
import type { ObjectStore } from '@stars/object-store';
import { openWorkFolder } from '@stars/platform';
import { kindNamed } from './archive-kind.js';
import type { ArchiveFile, ArchiveState, Erasure, Plan } from './archive-state.js';
import { countConcerned, fetchFiles, type RewriteParts } from './rewrite.js';

/** What is written beside the data once an erasure is carried out: `_erasures/ID.json`. */
export interface ErasureProof {
  /** Keyed hash of the user. */
  user: string;
  tenant: string;
  /** ISO times: of the deletion, of when the archive read of it, and of when nothing was left. */
  deleted: string;
  noticed: string;
  erased: string;
  /** Files that were read to the end and had no row of it, and the entry of the log as of which they were all files. */
  files_checked: number;
  as_of_entry: number;
  /** Of the pass that this erasure was part of. */
  files_rewritten: number;
  rows_removed: number;
}

export const proofKey = (id: string): string => `_erasures/${id}.json`;

/** Writes a proof of each erasure that a pass has carried out. */
export async function writeProofs(
  store: ObjectStore,
  erasures: readonly Erasure[],
  { now, seq, ...pass }: ErasurePass & { now: number; seq: number },
  signal?: AbortSignal,
): Promise<void> {
  for (const { id, tenant, user, time, noticed } of erasures) {
    const proof: ErasureProof = {
      ...{ user, tenant, deleted: new Date(time).toISOString() },
      noticed: new Date(noticed).toISOString(),
      erased: new Date(now).toISOString(),
      files_checked: pass.filesChecked,
      as_of_entry: seq,
      files_rewritten: pass.filesRewritten,
      rows_removed: pass.rowsRemoved,
    };
    await store.put(proofKey(id), JSON.stringify(proof, null, 2), { signal });
  }
}

/** Erasures whose last concerned row is archived: from then on no file can come that has one. */
export function readyErasures({ erasures, positions }: ArchiveState): Erasure[] {
  return erasures.filter(({ ends }) =>
    TOPICS_OF_USERS.every((topic) =>
      Object.entries(ends[topic] ?? {}).every(([partition, end]) => (positions[topic]?.[partition] ?? 0) >= end),
    ),
  );
}

export interface ErasurePass {
  filesChecked: number;
  filesRewritten: number;
  rowsRemoved: number;
}

export interface ErasureParts extends RewriteParts {
  now: () => number;
  state: () => ArchiveState;
  /** Plans and does a change of the archive; false if another writer was faster. */
  carryOut: (plan: Plan) => Promise<boolean>;
  /** Reads what other writers did. */
  refresh: () => Promise<unknown>;
}

/** Rewrites every file that has a row of these erasures, and reads all files until none has one. */
export async function erasePass(
  parts: ErasureParts,
  erasures: readonly Erasure[],
  signal?: AbortSignal,
): Promise<ErasurePass> {
  const { now, carryOut, refresh } = parts;
  const clean = new Set<string>();
  const pass: ErasurePass = { filesChecked: 0, filesRewritten: 0, rowsRemoved: 0 };
  const ids = erasures.map(({ id }) => id);
  const tenants = new Set(erasures.map(({ tenant }) => tenant));
  const toCheck = (): ArchiveFile | undefined =>
    parts
      .state()
      .files.find(({ key, kind, tenant }) => kindNamed(kind).holdsUsers && tenants.has(tenant) && !clean.has(key));
  for (let file = toCheck(); file; file = toCheck()) {
    signal?.throwIfAborted();
    const rows = await concernedRows(parts, file, erasures, signal);
    if (rows === 0) clean.add(file.key);
    // Another writer has replaced the file.
    if (rows === undefined) await refresh();
    if (!rows) continue;
    const done = await carryOut({ what: 'rewrite', groups: [[file.key]], erasures: ids, time: now() });
    if (!done) continue;
    pass.filesRewritten++;
    pass.rowsRemoved += rows;
  }
  pass.filesChecked = clean.size;
  return pass;
}

/** Undefined for a file that is gone. */
async function concernedRows(
  { store, hash }: RewriteParts,
  file: ArchiveFile,
  erasures: readonly Erasure[],
  signal?: AbortSignal,
): Promise<number | undefined> {
  using folder = openWorkFolder();
  const paths = await fetchFiles(store, [file], folder.path, signal);
  return paths && (await countConcerned(paths, file, erasures, hash));
}
