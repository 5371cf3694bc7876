import { dirname, join } from 'node:path';
import { Objection, TOPICS } from '@stars/contracts';
import { type DuckDb, sqlText } from '@stars/duckdb';
import type { ObjectStore } from '@stars/object-store';
import { openWorkFolder } from '@stars/platform';
import { kindNamed } from './archive-kind.js';
import type { ArchiveEntry, ArchiveFile, ArchiveState, Erasure, RewritePlan } from './archive-state.js';
import { partName, put } from './ingest.js';
import { onlyOnce, openDuckDb, PARQUET, rowsOfFiles } from './row-writer.js';
import type { UserHash } from './user-hash.js';

export interface RewriteParts {
  store: ObjectStore;
  hash: UserHash;
}

/** Files below this are merged; a merged file is not much larger than twice as much. */
export const SMALL_BYTES = 32 * 1024 * 1024;
/** So many small files of one day are one too many. */
const MOST_SMALL = 8;
/** Files that one plan merges or rewrites at most: what a crash repeats. */
const MOST_FILES = 32;

/** Which small files become one: those of a tenant, kind and day, once there are `MOST_SMALL`. */
export function planMerge({ files }: ArchiveState, now: number): RewritePlan | undefined {
  const small = Map.groupBy(
    files.filter(({ bytes }) => bytes < SMALL_BYTES),
    ({ key }) => key.slice(0, key.lastIndexOf('/')),
  );
  const groups: string[][] = [];
  let left = MOST_FILES;
  for (const group of small.values()) {
    if (group.length < MOST_SMALL || left < MOST_SMALL) continue;
    const inputs: string[] = [];
    let bytes = 0;
    for (const file of group.slice(0, left)) {
      if (bytes >= SMALL_BYTES) break;
      inputs.push(file.key);
      bytes += file.bytes;
    }
    groups.push(inputs);
    left -= inputs.length;
  }
  return groups.length > 0 ? { what: 'rewrite', groups, erasures: [], time: now } : undefined;
}

type Done = Extract<ArchiveEntry, { done: unknown }>['done'];

/**
 * Writes the files of each group as one. Like an ingest it may be done again; undefined if its inputs are gone, because another
 * writer has done it.
 */
export async function rewrite(
  { store, hash }: RewriteParts,
  plan: RewritePlan & { seq: number },
  state: ArchiveState,
  now: () => number,
  signal?: AbortSignal,
): Promise<Done | undefined> {
  const meant = new Set(plan.erasures);
  const erasures = state.erasures.filter(({ id }) => meant.has(id));
  const add: ArchiveFile[] = [];
  for (const [part, keys] of plan.groups.entries()) {
    const files = state.files.filter(({ key }) => keys.includes(key));
    using folder = openWorkFolder();
    const paths = await fetchFiles(store, files, folder.path, signal);
    if (files.length < keys.length || !paths) return undefined;
    const path = join(folder.path, 'new.parquet');
    const rows = await writeAsOne(paths, path, files[0]!, erasures, hash);
    if (rows === 0) continue;
    const [{ tenant, kind, day, key: oldKey }] = files as [ArchiveFile];
    const key = `${oldKey.slice(0, oldKey.lastIndexOf('/'))}/${partName(plan.seq, part)}`;
    add.push({ key, kind, tenant, day, ...(await put(store, key, { path, rows }, signal)) });
  }
  return { add, remove: plan.groups.flat(), time: now() };
}

/** Undefined if one is gone. Errors: `STARS_DIGEST_MISMATCH` for a file that is not what was written. */
export async function fetchFiles(
  store: ObjectStore,
  files: readonly ArchiveFile[],
  folder: string,
  signal?: AbortSignal,
): Promise<string[] | undefined> {
  const paths: string[] = [];
  for (const [i, { key, sha256 }] of files.entries()) {
    const path = join(folder, `${i}.parquet`);
    if (!(await store.getFile(key, path, { sha256, signal }))) return undefined;
    paths.push(path);
  }
  return paths;
}

async function writeAsOne(
  paths: readonly string[],
  to: string,
  { tenant, kind: name }: ArchiveFile,
  erasures: readonly Erasure[],
  hash: UserHash,
): Promise<number> {
  const kind = kindNamed(name);
  await using db = await openDuckDb(dirname(paths[0]!));
  const from = rowsOfFiles(paths);
  let kept = '';
  if (erasures.length > 0) {
    await prepareErasures(db, from, { tenant, topic: kind.topic }, erasures, hash);
    kept = `WHERE NOT ${CONCERNED}`;
  }
  const sorted = `SELECT * FROM ${from} r ${kept} ${onlyOnce(kind)} ORDER BY ${kind.order}`;
  const [file] = await db.rows(`COPY (${sorted}) TO ${sqlText(to)} (${PARQUET}, RETURN_STATS)`);
  return Number(file!['count']);
}

/** Whether the row `r` must go, once `prepareErasures` has filled its table. */
export const CONCERNED = `EXISTS (
    SELECT 1 FROM gone_user g WHERE g.user_id = r.user_id AND g.bus_partition = r.bus_partition AND r.bus_offset < g.before
      AND (g.any_time OR epoch_ms(r.time) <= g.time OR epoch_ms(r.time) > g.noticed)
  )`;

/** Rows of the files that the erasures concern. */
export async function countConcerned(
  paths: readonly string[],
  { tenant, kind }: Pick<ArchiveFile, 'tenant' | 'kind'>,
  erasures: readonly Erasure[],
  hash: UserHash,
): Promise<number> {
  await using db = await openDuckDb(dirname(paths[0]!));
  const from = rowsOfFiles(paths);
  const anyone = await prepareErasures(db, from, { tenant, topic: kindNamed(kind).topic }, erasures, hash);
  if (!anyone) return 0;
  const [row] = await db.rows(`SELECT count(*)::DOUBLE AS n FROM ${from} r WHERE ${CONCERNED}`);
  return Number(row!['n']);
}

/** Fills the table with whom of these rows the erasures mean: hashes are of ids that are in the files. False if nobody is. */
export async function prepareErasures(
  db: DuckDb,
  from: string,
  { tenant, topic }: { tenant: string; topic: string },
  erasures: readonly Erasure[],
  hash: UserHash,
): Promise<boolean> {
  await db.run(`CREATE TABLE gone_user
    (user_id VARCHAR, bus_partition BIGINT, before BIGINT, time BIGINT, noticed BIGINT, any_time BOOLEAN)`);
  const ofTenant = erasures.filter((erasure) => erasure.tenant === tenant);
  const byUser = Map.groupBy(ofTenant, ({ user }) => user);
  const users: (readonly [string, bigint, bigint, bigint, bigint, boolean])[] = [];
  for await (const [ids] of db.streamColumns<[string[]]>(`SELECT DISTINCT user_id FROM ${from}`)) {
    for (const id of ids) {
      for (const { ends, time, noticed, objection } of byUser.get(hash.of(tenant, id)) ?? []) {
        for (const [partition, before] of Object.entries(ends[topic] ?? {})) {
          // What came before the deletion on the topic of deletions is known without looking at times. Of who objects, nothing stays.
          const anyTime = topic === TOPICS.users || objection === Objection.OBJECTION_MADE;
          users.push([id, BigInt(partition), BigInt(before), BigInt(time), BigInt(noticed), anyTime]);
        }
      }
    }
  }
  const types = ['text', 'bigint', 'bigint', 'bigint', 'bigint', 'boolean'] as const;
  const columns = types.map((_, i) => users.map((row) => row[i]!));
  await db.append('gone_user', types, columns);
  return users.length > 0;
}
