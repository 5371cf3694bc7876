import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { ownKindsFromJson } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { TARGET_KINDS, type TargetKind } from '@stars/features';
import type { DataFolder } from './data-folder.js';

/** Where the shop is: the clock by which its days begin, and the calendar of its holidays. */
export interface Settings {
  /** IANA name. */
  time_zone: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** Whether the catalogue consists of the ids in events, because no file of items was imported. */
  items_from_events?: boolean;
  /** The kind of event that the shop wants more of; absent: the strongest that the log has in number. */
  target?: TargetKind;
  /** Mode and rules of lists by the surface that a request names; the server checks them when it starts. */
  surfaces?: unknown;
  /** Own kinds of events and the type that each counts as: `{"wishlist": "add_to_cart"}`. */
  kinds?: Record<string, string>;
}

const DEFAULTS: Settings = { time_zone: 'UTC', country: 'US' };
const NAMES: readonly string[] = [
  'time_zone',
  'country',
  'items_from_events',
  'target',
  'surfaces',
  'kinds',
] satisfies (keyof Settings)[];

/** The data folder's settings, or the defaults (UTC, US). Errors: `STARS_CONFIG_INVALID`. */
export function readSettings(folder: DataFolder): Settings {
  if (!existsSync(folder.settings)) return DEFAULTS;
  let stored: unknown;
  try {
    stored = JSON.parse(readFileSync(folder.settings, 'utf8'));
  } catch (cause) {
    throw invalid(`${folder.settings} is not JSON: ${(cause as Error).message}`, 'settings', cause);
  }
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) {
    throw invalid(`${folder.settings} is not a JSON object`, 'settings');
  }
  // People write this file: a mistyped name would change nothing, without a word.
  const unknown = Object.keys(stored).filter((name) => !NAMES.includes(name));
  if (unknown.length > 0) {
    throw invalid(`${folder.settings} knows no ${unknown.join(', ')}, only ${NAMES.join(', ')}`, unknown.join(', '));
  }
  return checkSettings({ ...DEFAULTS, ...stored });
}

const invalid = (message: string, field: string, cause?: unknown): StarsError =>
  new StarsError('STARS_CONFIG_INVALID', message, { field, ...(cause === undefined ? {} : { cause }) });

/** Stores settings, checked, by an atomic rename. Errors: `STARS_CONFIG_INVALID`. */
export function writeSettings(folder: DataFolder, settings: Settings): void {
  const part = `${folder.settings}.${process.pid}.part`;
  writeFileSync(part, `${JSON.stringify(checkSettings(settings), null, 2)}\n`);
  renameSync(part, folder.settings);
}

export function checkSettings(settings: Settings): Settings {
  try {
    new Intl.DateTimeFormat('en', { timeZone: settings.time_zone });
  } catch (cause) {
    throw invalid(`"${settings.time_zone}" is not a time zone such as Europe/Berlin`, 'time_zone', cause);
  }
  if (!/^[A-Z]{2}$/.test(settings.country)) {
    throw invalid(`"${settings.country}" is not a country code such as DE`, 'country');
  }
  if (settings.target !== undefined && !TARGET_KINDS.includes(settings.target)) {
    throw invalid(`"${settings.target}" is no target: ${TARGET_KINDS.join(', ')}`, 'target');
  }
  ownKindsFromJson(settings.kinds);
  return settings;
}
