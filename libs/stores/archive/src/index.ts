export { type Activity, activityWindow, readActivity } from './activity/read-activity.js';
export { readShownItems, type ShownItems, shownWindow } from './activity/read-shown-items.js';
export { type SampledAnswer, sampleAnswers } from './activity/sample-answers.js';
export { Archive, type ArchiveOptions } from './archive.js';
export {
  type ArchiveSettings,
  archiveReading,
  archiveSettings,
  eraseMsOf,
  erasing,
  openArchive,
  openArchiveIfAny,
  openLongLog,
} from './archive-environment.js';
export { ArchiveImport, BULK_TOPICS } from './archive-import.js';
export { ArchiveKeeper, type ArchiveKeeperOptions } from './archive-keeper.js';
export { ARCHIVE_KINDS } from './archive-kind.js';
export { ArchiveLog, STATE_KEY } from './archive-log.js';
export type { ArchiveFile, ArchiveState, Erasure } from './archive-state.js';
export type { ArchiveEnds } from './bus-ranges.js';
export { ColumnReader } from './column-reader.js';
export type { ErasureProof } from './erase.js';
export { LongLog, type LongReadOptions, type TopicLog } from './long-log.js';
export { retain } from './retain.js';
export { Tombstones } from './tombstones.js';
export { UserHash } from './user-hash.js';
export { watchArchive } from './watch-archive.js';
