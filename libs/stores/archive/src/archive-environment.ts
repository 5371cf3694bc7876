import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventBus } from '@stars/event-bus';
import { openObjectStore } from '@stars/object-store';
import { Secret, secret } from '@stars/platform';
import { z } from 'zod';
import { Archive } from './archive.js';
import { LongLog, type TopicLog } from './long-log.js';

/** Of who erases deleted users, with an archive or without. */
export const erasing = {
  STARS_ARCHIVE_ERASE_DAYS: z.coerce
    .number()
    .positive()
    .max(30)
    .default(7)
    .describe(
      'Days within which rows of a deleted user leave the archive, and messages about the deletion the bus. It begins after half of them, so that one rewrite serves many users and a failure leaves time.',
    ),
} as const;

/** Settings of who writes an archive: the shape of a zod object. */
export const archiveSettings = {
  STARS_ARCHIVE_MINUTES: z.coerce
    .number()
    .positive()
    .max(1440)
    .default(10)
    .describe('Minutes between two looks at the bus: how long the archive lags behind, and how large its files are.'),
  ...erasing,
  STARS_ARCHIVE_KEY: secret()
    .optional()
    .describe(
      'Secret of at least 16 characters for hashes of deleted users, the same in all processes. Never change it: these hashes need the key that made them. Default: made at the first start, in `archive.key` of STARS_DATA.',
    ),
} as const;

const settingsSchema = z.object(archiveSettings);
/** With the place, which is a setting of the stack: every process knows it. */
export type ArchiveSettings = z.infer<typeof settingsSchema> & { STARS_ARCHIVE: string };

const DAY_MS = 86_400_000;

export const eraseMsOf = ({
  STARS_ARCHIVE_ERASE_DAYS: days,
}: Pick<ArchiveSettings, 'STARS_ARCHIVE_ERASE_DAYS'>): number => days * DAY_MS;

/** Of a process that only reads it, beside the place. */
export const archiveReading = { STARS_ARCHIVE_KEY: archiveSettings.STARS_ARCHIVE_KEY };

type ArchivePlace = Pick<ArchiveSettings, 'STARS_ARCHIVE' | 'STARS_ARCHIVE_KEY'>;

/** Undefined where the settings name none. Errors: `STARS_CONFIG_INVALID`. */
export const openArchiveIfAny = (settings: ArchivePlace, bus: EventBus, dataDir: string): Archive | undefined =>
  settings.STARS_ARCHIVE === '' ? undefined : openArchive(settings, bus, dataDir);

/** The archive that the settings name. Errors: `STARS_CONFIG_INVALID`. */
export function openArchive(settings: ArchivePlace, bus: EventBus, dataDir: string): Archive {
  return new Archive({
    bus,
    store: openObjectStore(settings.STARS_ARCHIVE, { field: 'STARS_ARCHIVE' }),
    key: (settings.STARS_ARCHIVE_KEY ?? keyOf(dataDir)).read(),
    now: Date.now,
  });
}

/**
 * What reads topics from their beginning: the archive and the bus, or the bus alone where the settings name no archive.
 * Errors: `STARS_CONFIG_INVALID`.
 */
export function openLongLog(settings: ArchivePlace, bus: EventBus, dataDir: string): TopicLog {
  const archive = openArchiveIfAny(settings, bus, dataDir);
  return archive ? new LongLog(bus, archive) : bus;
}

/** The key in the data folder, made where there is none. */
function keyOf(dataDir: string): Secret {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, 'archive.key');
  try {
    // Only its owner may read it.
    writeFileSync(path, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return Secret.of(readFileSync(path, 'utf8'));
}
