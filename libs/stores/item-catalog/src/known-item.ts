import {
  type CatalogItem,
  type CatalogItemPatch,
  type FieldPatches,
  fieldPatches,
  mergedPatches,
  patchesFrom,
} from '@stars/contracts';
import { type ChangeRecord, type ChangeTime, recordAfter } from './recent-changes.js';

/** What a catalogue knows of an item when a change of it comes. */
export interface KnownItem {
  version: number;
  /** As SQLite has it, too: it is gone, or not there yet. */
  deleted: boolean | number;
  /** JSON of `FieldPatches`, if there are any. */
  patches?: string | null;
  /** JSON of a `ChangeRecord`, if there is one. */
  changes?: string | null;
}

/** An item that only has patches so far: every version of it is later. */
export const UNSEEN = { version: -1, deleted: true };

const read = ({ patches }: KnownItem): FieldPatches => (patches ? (JSON.parse(patches) as FieldPatches) : {});

/** As they are kept. */
export const keptPatches = (patches: FieldPatches): string | null =>
  Object.keys(patches).length === 0 ? null : JSON.stringify(patches);

/** Whether an upsert of this version comes too late. */
export const isLater = (known: KnownItem, version: number): boolean =>
  version < known.version || (version === known.version && Boolean(known.deleted));

/** The patches that count beside an upsert of this version. */
export const patchesBeside = (known: KnownItem | undefined, version: number): FieldPatches =>
  known ? patchesFrom(read(known), version) : {};

/** The patches that are left after a deletion of this version. */
export const patchesAfter = (known: KnownItem | undefined, version: number): FieldPatches =>
  patchesBeside(known, version + 1);

/** All patches with those of one more; undefined if it changes none. */
export function withPatch(known: KnownItem, patch: CatalogItemPatch): FieldPatches | undefined {
  const before = read(known);
  const first = known.deleted ? known.version + 1 : known.version;
  const after = mergedPatches(before, patchesFrom(fieldPatches(patch), first));
  return keptPatches(after) === keptPatches(before) ? undefined : after;
}

/** Where nobody says when a change was made. */
const NO_TIME: ChangeTime = { time: 0, isBackfill: true };

export const readChanges = ({ changes }: Pick<KnownItem, 'changes'>): ChangeRecord | undefined =>
  changes ? (JSON.parse(changes) as ChangeRecord) : undefined;

/** As it is kept. */
export const keptChanges = (changes: ChangeRecord | undefined): string | null =>
  changes === undefined ? null : JSON.stringify(changes);

/** The record of changes once an item is `after`. @param before Undefined: it was not there */
export const changesWith = (
  known: KnownItem | undefined,
  before: CatalogItem | undefined,
  after: CatalogItem,
  made = NO_TIME,
): ChangeRecord | undefined => recordAfter(known && readChanges(known), before, after, made);
