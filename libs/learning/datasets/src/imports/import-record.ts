import { type EncodedMessage, IMPORT_TOPICS } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { FileReport } from '../files/file-report.js';
import type { ImportSink } from '../import-sink.js';

/** An import, as the bus remembers it. */
export interface ImportRecord {
  id: string;
  /** ISO 8601. */
  time: string;
  /** `running` and `undoing` also of an import or an undo that broke off: it can be taken back, too. */
  state: 'running' | 'stored' | 'undoing' | 'undone';
  files: Pick<FileReport, 'kind' | 'file' | 'rows' | 'published' | 'duplicates' | 'rejected' | 'kinds'>[];
  /** The data folder's settings before and after it. */
  settings?: { before: unknown; after: unknown };
  /** Whether it has rows in an archive that never were on the bus. */
  archived?: boolean;
  undoneTime?: string;
  /** The highest versions of items that taking it back gave, apart for items that come of events: later imports begin above. */
  restored?: RestoredVersions;
}

export interface RestoredVersions {
  items: number;
  fromEvents: number;
}

/** A name for a new import, which tells its second. @param time ms since 1970 @param random in [0, 1) */
export function newImportId(time: number, random: number): string {
  const stamp = new Date(time).toISOString().replaceAll(/[-:T]/g, '').slice(0, 14);
  return `${stamp}-${Math.floor(random * 36 ** 4)
    .toString(36)
    .padStart(4, '0')}`;
}

/** Stores the record; its last state counts. */
export async function writeRecord(sink: ImportSink, record: ImportRecord): Promise<void> {
  const message: EncodedMessage = {
    key: record.id,
    id: `${record.id}@${record.state}`,
    value: Buffer.from(JSON.stringify(record)),
    headers: {},
  };
  await sink.publish(IMPORT_TOPICS.records, [message]);
}

/** All imports, the latest first. */
export async function readRecords(log: Pick<ImportSink, 'read'>): Promise<ImportRecord[]> {
  const records = new Map<string, ImportRecord>();
  for await (const messages of log.read?.({ topic: IMPORT_TOPICS.records }) ?? []) {
    for (const { value } of messages) {
      const record = JSON.parse(Buffer.from(value).toString('utf8')) as ImportRecord;
      records.set(record.id, record);
    }
  }
  // By the time, not by the id: two imports of one second have ids in any order.
  return [...records.values()].sort((a, b) => (a.time < b.time ? 1 : -1));
}

/** Errors: `STARS_NOT_FOUND`. */
export function recordOf(records: readonly ImportRecord[], id: string): ImportRecord {
  const found = records.find((record) => record.id === id);
  if (found === undefined)
    throw new StarsError('STARS_NOT_FOUND', `there is no import ${id}; ./stars imports list has all`);
  return found;
}

/**
 * Later imports that found rows on the bus already. If rows were of the import that is taken back, they are gone although a
 * later file has them, too: the file must be imported again.
 */
export const importsToRepeat = (records: readonly ImportRecord[], { id, time }: ImportRecord): string[] =>
  records.flatMap((later) => {
    const leans = later.id !== id && later.time >= time && later.files.some(({ duplicates }) => duplicates > 0);
    return leans && later.state === 'stored' ? [later.id] : [];
  });

/** The higher ones of both. */
export const laterVersions = (a: RestoredVersions | undefined, b: RestoredVersions): RestoredVersions => ({
  items: Math.max(a?.items ?? -1, b.items),
  fromEvents: Math.max(a?.fromEvents ?? -1, b.fromEvents),
});

/** The lowest versions that win over what earlier imports restored when they were taken back. */
export function versionsAbove(records: readonly ImportRecord[]): RestoredVersions {
  const highest = (of: keyof RestoredVersions): number =>
    records.reduce((most, { restored }) => Math.max(most, (restored?.[of] ?? -1) + 1), 0);
  return { items: highest('items'), fromEvents: highest('fromEvents') };
}
