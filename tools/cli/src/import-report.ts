import type { FileReport, ImportReport, Reason } from '@stars/datasets';
import { printable } from '@stars/errors';
import { type Column, number, renderTable } from './table.js';

const FILE_COLUMNS: Column<FileReport>[] = [
  { title: 'import', value: ({ kind }) => kind },
  { title: 'rows', value: ({ rows }) => number(rows), right: true },
  { title: 'new messages', value: ({ published }) => number(published), right: true },
  { title: 'already there', value: ({ duplicates }) => number(duplicates), right: true },
  { title: 'left out', value: ({ leftOut }) => number(leftOut.reduce((sum, { rows }) => sum + rows, 0)), right: true },
  { title: 'rejected', value: ({ rejected }) => number(rejected), right: true },
  { title: 'rejects', value: ({ rejectsFile }) => rejectsFile ?? '' },
];

/** Reasons that are listed; the file of rejects has all. */
const REASONS_SHOWN = 5;

/** What an import into a data folder did, in short. */
export function renderImport({ files }: ImportReport): string {
  const notes = files.flatMap((file) => [...shortNotes(file), ...reasons(file)]);
  return printable(`${[renderTable(FILE_COLUMNS, files), ...notes].join('\n')}\n`);
}

/** What an import would do: every column, the kinds of events, rows as they would be, and what would be left out. */
export function renderDryRun({ files }: ImportReport): string {
  const parts = files.flatMap((file) => [
    `${file.kind} (${file.file}): ${number(file.rows)} rows.`,
    '',
    ...(file.columns.length > 0 ? [renderTable(READING_COLUMNS, [...file.columns]), ''] : []),
    ...kinds(file),
    ...file.notes.map((note) => `- ${note}`),
    ...reasons(file),
    ...examples(file),
    '',
  ]);
  return printable(`${parts.join('\n')}\nNothing was stored: this was a dry run.\n`);
}

const READING_COLUMNS: Column<FileReport['columns'][number]>[] = [
  { title: 'column', value: ({ column }) => column },
  { title: 'is read as', value: ({ as }) => (as === '' ? '(left out)' : as) },
  { title: 'how', value: ({ how }) => how },
];

/** What a reader of the table would not expect of a file. */
function shortNotes(file: FileReport): string[] {
  const said: string[] = [];
  const renamed = Object.entries(file.renamed ?? {});
  if (renamed.length > 0) said.push(renamed.map(([column, name]) => `${column} is read as ${name}`).join(', '));
  const attributes = file.columns.filter(({ as }) => as.startsWith('attributes.')).map(({ column }) => column);
  if (attributes.length > 0) said.push(`attributes: ${listed(attributes)}`);
  const unread = file.columns.filter(({ as }) => as === '').map(({ column }) => column);
  if (unread.length > 0) said.push(`columns that are not read: ${listed(unread)}`);
  said.push(...file.notes);
  if (file.fromEvents) said.push('the catalogue is made of the ids that the events name, without texts or categories');
  return [...(said.length === 0 ? [] : [`${file.kind} (${file.file}): ${said.join('; ')}.`]), ...kinds(file)];
}

function kinds({ kinds: counts = {} }: FileReport): string[] {
  const parts = Object.entries(counts).map(([kind, count]) => `${number(count)} ${kind}`);
  return parts.length === 0 ? [] : [`Events by kind: ${parts.join(', ')}.`];
}

function reasons({ kind, leftOut, reasons: rejected }: FileReport): string[] {
  return [...lines(`${kind} left out`, leftOut), ...lines(`${kind} rejected`, rejected)];
}

function lines(title: string, all: readonly Reason[]): string[] {
  const shown = all.slice(0, REASONS_SHOWN).map(({ reason, rows, option }) => {
    return `  ${number(rows)}: ${reason}${option === undefined ? '' : ` (${option})`}`;
  });
  const more = all.length > REASONS_SHOWN ? [`  and ${number(all.length - REASONS_SHOWN)} other reasons`] : [];
  return shown.length === 0 ? [] : [`${title}:`, ...shown, ...more];
}

function examples({ examples: rows }: FileReport): string[] {
  return rows.length === 0
    ? []
    : ['The first rows as they would be:', ...rows.map((row) => `  ${JSON.stringify(row)}`)];
}

const listed = (names: readonly string[]): string =>
  names.length <= 12 ? names.join(', ') : `${names.slice(0, 12).join(', ')} and ${names.length - 12} others`;
