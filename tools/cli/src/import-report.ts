import type { FileReport, ImportReport, Reason } from '@stars/datasets';
import { printable } from '@stars/errors';
import { listed } from '@stars/platform';
import type { FolderImport } from './import-row-files.js';
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
/** Attributes and columns that are named. */
const NAMES_SHOWN = 12;

/** What an import into a data folder did, in short. */
export function renderImport(report: FolderImport, data: string): string {
  const { files, refused } = report;
  const notes = files.flatMap((file) => [...shortNotes(file), ...reasons(file)]);
  const said = refused === undefined ? ['', ...summaryOf(report, data)] : [];
  return printable(`${[renderTable(FILE_COLUMNS, files), ...notes, ...said].join('\n')}\n`);
}

/** What was understood, what was chosen, and what to do next. */
function summaryOf({ files, settings, vocabularyShare }: FolderImport, data: string): string[] {
  const sumOf = (count: (file: FileReport) => number): string =>
    number(files.reduce((sum, file) => sum + count(file), 0));
  const stored = files.map(({ kind, published, duplicates }) => `${number(published + duplicates)} ${kind}`);
  const rows = files.flatMap(({ leftOut }) => leftOut);
  const { time_zone: timeZone, country, vocabulary = 'general' } = settings;
  const share =
    vocabularyShare === undefined
      ? ''
      : ` (${Math.round(100 * vocabularyShare)}% of the products name a kind of the nearest one)`;
  return [
    `Understood: ${stored.join(', ')}.`,
    `Not stored: ${number(rows.reduce((sum, reason) => sum + reason.rows, 0))} rows left out, ${sumOf(({ rejected }) => rejected)} rejected.`,
    ...pricesOf(files),
    `Chosen: vocabulary of tags ${vocabulary}${share}; another: --vocabulary NAME.`,
    `Chosen: time zone ${timeZone}, holidays of ${country}; others: --time-zone, --country.`,
    ...(process.env['STARS_STACK'] === 'servers'
      ? [
          `Services do not read this folder. Give them STARS_TEXT_VOCABULARY=${vocabulary} STARS_TIME_ZONE=${timeZone} STARS_COUNTRY=${country}.`,
        ]
      : []),
    `Next: ./stars train --data ${data}, then ./stars up --data ${data}.`,
  ];
}

/** In which currency the prices are, in a line. */
function pricesOf(files: readonly FileReport[]): string[] {
  return files.flatMap(({ prices }) => {
    if (prices === undefined) return [];
    const { currency, leftOut } = prices;
    if (currency === undefined) return ['Prices: nothing says in which currency; they must all be in the same one.'];
    const others = leftOut.map(
      (each) => `${number(each.items)} in ${each.currency} (such as of ${each.examples.join(', ')})`,
    );
    const left = others.length === 0 ? '' : `; left out, because a catalogue has one currency: ${others.join(', ')}`;
    return [`Prices: in ${currency}${left}.`];
  });
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
  return printable(`${[...parts, ...pricesOf(files)].join('\n')}\nNothing was stored: this was a dry run.\n`);
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
  if (attributes.length > 0) said.push(`attributes: ${listed(attributes, NAMES_SHOWN)}`);
  const unread = file.columns.filter(({ as }) => as === '').map(({ column }) => column);
  if (unread.length > 0) said.push(`columns that are not read: ${listed(unread, NAMES_SHOWN)}`);
  said.push(...file.notes);
  if (file.fromEvents) {
    const { named } = file.fromEvents;
    said.push(`the catalogue is made of what the events say of their items; ${number(named)} have a title`);
  }
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
