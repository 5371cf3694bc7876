import { TOPICS } from '@stars/contracts';
import type { Archive } from '../archive.js';
import { kindNamed } from '../archive-kind.js';
import type { BusRows, BusWindow } from './bus-window.js';

/** Messages arrive after they happened, but for clocks that are a little ahead. */
const CLOCKS_MS = 15 * 60_000;

/** A look at more rows takes too long. */
export const MOST_ROWS = 20_000_000;

/** Where activity is read: an archive and what the bus has beyond it, or the bus alone. */
export type ActivitySource = { archive: Pick<Archive, 'ends' | 'reader'> } | { window: BusWindow };

/** The UTC day of a moment, ms since 1970. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/**
 * Rows of kinds that happened since a moment, ms since 1970.
 * @param folder for files of the reader
 */
export async function openRows(
  source: ActivitySource,
  folder: string,
  kinds: readonly string[],
  since: number,
): Promise<BusRows> {
  if ('window' in source) return source.window.read(folder, since - CLOCKS_MS);
  const { archive } = source;
  // Whose deletion is not archived yet is not counted either.
  const ends = await archive.ends([...kinds.map((kind) => kindNamed(kind).topic), TOPICS.users]);
  return { reader: await archive.reader(folder, ends, [...kinds, 'user']), knownSince: undefined };
}
