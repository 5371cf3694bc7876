import { CONTROL_CHARACTERS } from '@stars/errors';

const CONTROL_BUT_SPACES = new RegExp(`(?![\\t\\n\\r])[${CONTROL_CHARACTERS}]`, 'g');
const CONTROL = new RegExp(`[${CONTROL_CHARACTERS}]+`, 'g');
/** Texts of one line. */
const LINES = ['title', 'brand', 'category'];
/** Texts that may have several. */
const TEXTS = ['description', 'attributes'];

/**
 * A row of an item, its texts without characters that the catalogue refuses: exports of shops have some, and an item is not lost for
 * them. Ids stay as they are: another id is another item.
 */
export function withCleanTexts(row: unknown): unknown {
  if (typeof row !== 'object' || row === null) return row;
  const cleaned: Record<string, unknown> = { ...row };
  for (const name of LINES) cleaned[name] = mapTexts(cleaned[name], (text) => text.replace(CONTROL, ' ').trim());
  for (const name of TEXTS) cleaned[name] = mapTexts(cleaned[name], (text) => text.replace(CONTROL_BUT_SPACES, ' '));
  return cleaned;
}

/** The value with each text in it changed; names of an object stay. */
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value).toWellFormed();
  if (Array.isArray(value)) return value.map((part) => mapTexts(part, change));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, mapTexts(part, change)]));
}
