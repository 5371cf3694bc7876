import { existsSync, readFileSync } from 'node:fs';
import { ownKindsFromJson } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { TARGET_KINDS } from '@stars/features';
import { z } from 'zod';
import type { DataFolder } from './data-folder.js';
import { store } from './stored.js';

/** Where the shop is, and what it wants. */
const settingsSchema = z.strictObject({
  /** The clock by which its days begin: IANA name. */
  time_zone: z.string().refine(isTimeZone, 'is not a time zone such as Europe/Berlin').default('UTC'),
  /** The calendar of its holidays: ISO 3166-1 alpha-2. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'is not a country code such as DE')
    .default('US'),
  /** The vocabulary of its products' tags: one that ships, or the path of a file; absent: the general one. */
  vocabulary: z.string().min(1).optional(),
  /** Whether the catalogue consists of the ids in events, because no file of items was imported. */
  items_from_events: z.boolean().optional(),
  /** The kind of event that the shop wants more of; absent: the strongest that the log has in number. */
  target: z.enum(TARGET_KINDS).optional(),
  /** Mode and rules of lists by the surface that a request names; the server checks them when it starts. */
  surfaces: z.unknown().optional(),
  /** Own kinds of events and the type that each counts as: `{"wishlist": "add_to_cart"}`. */
  kinds: z.record(z.string(), z.string()).optional(),
});

export type Settings = z.infer<typeof settingsSchema>;

function isTimeZone(timeZone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone }));
  } catch {
    return false;
  }
}

/** The data folder's settings, or the defaults (UTC, US). Errors: `STARS_CONFIG_INVALID`. */
export function readSettings(folder: DataFolder): Settings {
  if (!existsSync(folder.settings)) return checkSettings({});
  try {
    return checkSettings(JSON.parse(readFileSync(folder.settings, 'utf8')));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw invalid('settings', `${folder.settings} is not JSON: ${cause.message}`);
  }
}

/** The vocabulary of tags that the environment names, else that of the folder; undefined: the general one. */
export const vocabularyOf = (folder: DataFolder): string | undefined =>
  process.env['STARS_TEXT_VOCABULARY'] || readSettings(folder).vocabulary;

/** Stores settings, checked. Errors: `STARS_CONFIG_INVALID`. */
export const writeSettings = (folder: DataFolder, settings: Settings): void =>
  store(folder.settings, checkSettings(settings));

/** Errors: `STARS_CONFIG_INVALID`, also for a name that is none: people write them, and a mistyped one would change nothing. */
export function checkSettings(settings: unknown): Settings {
  const { success, data, error } = settingsSchema.safeParse(settings);
  if (!success) {
    const [issue] = error.issues;
    const field = issue!.code === 'unrecognized_keys' ? issue!.keys.join(', ') : issue!.path.join('.');
    const names = Object.keys(settingsSchema.shape).join(', ');
    throw invalid(field || 'settings', `${field}: ${issue!.message} (the settings of a data folder are ${names})`);
  }
  ownKindsFromJson(data.kinds);
  return data;
}

const invalid = (field: string, message: string): StarsError =>
  new StarsError('STARS_CONFIG_INVALID', message, { field });
