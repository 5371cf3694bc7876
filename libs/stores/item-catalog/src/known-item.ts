import { type CatalogItemPatch, type FieldPatches, fieldPatches, mergedPatches, patchesFrom } from '@stars/contracts';

/** What a catalogue knows of an item when a change of it comes. */
export interface KnownItem {
  version: number;
  /** As SQLite has it, too: it is gone, or not there yet. */
  deleted: boolean | number;
  /** JSON of `FieldPatches`, if there are any. */
  patches?: string | null;
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
