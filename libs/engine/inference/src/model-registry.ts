import type { ModelManifest } from '@stars/contracts';
import type { ModelArtifact } from './model-artifact.js';
import type { OffsetRevision } from './offset-revision.js';

/**
 * Where all models lie, for every process: a folder (`ModelStore`) or object storage (`RemoteModels`). A version never changes.
 * Its manifest, which has the digest of every file, is written last: without it, the version is not there.
 * Errors of all calls: `STARS_UNAVAILABLE` if the place is away.
 */
export interface ModelRegistry {
  /** Where a version lies, for people. */
  pathOf(version: string): string;
  /** Stores a model, in place of a damaged one of that version. Errors: `STARS_DISK_FULL`. */
  save(
    artifact: Omit<ModelArtifact, 'manifest'>,
    manifest: Omit<ModelManifest, 'files' | 'config'>,
  ): Promise<ModelManifest>;
  /**
   * The model with the current revision of its offsets; with its own, if the revision cannot be read and is not needed.
   * Errors: `STARS_NOT_FOUND`, `STARS_MODEL_CORRUPT` (a file is missing, truncated or altered, or they do not agree),
   * `STARS_MODEL_OUTDATED` (an older version of STARS wrote it).
   */
  load(version: string, options?: { needsOffsets?: boolean }): Promise<ModelArtifact>;
  /** Errors: `STARS_NOT_FOUND`, `STARS_MODEL_CORRUPT`. */
  manifest(version: string): Promise<ModelManifest>;
  /** Reads back what others will read, past every cache: the files are there and have their digests. Errors: as `manifest`. */
  verify(version: string): Promise<void>;
  /** Versions with a manifest, by name. */
  versions(): Promise<string[]>;
  /** Deletes a version; none of that name is no error. */
  remove(version: string): Promise<void>;
  /** Removes what a killed save left behind. Call it only while nobody saves. */
  removeDrafts(): Promise<void>;
  /** Stores a revision of a model's offsets, and makes it the current one. Returns its name. Errors: `STARS_DISK_FULL`. */
  saveOffsets(version: string, offsets: OffsetRevision): Promise<string>;
  /** Makes a stored revision the current one; undefined: the model's own offsets. Errors: `STARS_NOT_FOUND`. */
  chooseOffsets(version: string, revision: string | undefined): Promise<void>;
  /** Name of the current revision of a model's offsets; undefined: they are its own. */
  currentOffsets(version: string): Promise<string | undefined>;
}
