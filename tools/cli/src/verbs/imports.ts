import { isDeepStrictEqual } from 'node:util';
import type { Archive } from '@stars/archive';
import { TOPICS } from '@stars/contracts';
import type { ImportLog, ImportRecord, TakenBackImport } from '@stars/datasets';
import { StarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import { tenantNow } from '@stars/stack';
import type { Command } from 'commander';
import { archiveIfAny } from '../archive-settings.js';
import { type DataFolder, openDataFolder } from '../data-folder.js';
import { exclusively } from '../exclusive-work.js';
import { itemsHandled } from '../items-handled.js';
import { modelRegistry } from '../model-registry.js';
import { withBus } from '../open-bus.js';
import { readSettings, type Settings, writeSettings } from '../settings.js';
import { type Column, number, renderTable } from '../table.js';
import { addVerb, type CommonOptions, printJson } from '../verb.js';

/** Lists imports, shows one, and takes one back. */
export function addImports(program: Command): void {
  const imports = program.command('imports').description('list imports of files, take one back');
  addVerb(imports, 'list', 'all imports, the latest first').action(list);
  addVerb(imports, 'show', 'one import, file by file').argument('<id>', 'id of an import').action(show);
  addVerb(imports, 'undo', 'take an import back: its events are erased, its items are as they were before')
    .argument('<id>', 'id of an import')
    .action(undo);
}

async function recordsIn(folder: DataFolder): Promise<ImportRecord[]> {
  const { readRecords } = await import('@stars/datasets');
  return withBus(folder, readRecords);
}

async function list(options: CommonOptions): Promise<void> {
  const records = await recordsIn(openDataFolder(options.data));
  if (options.json) return printJson(records);
  process.stdout.write(`${records.length === 0 ? 'There is no import yet.' : renderTable(COLUMNS, records)}\n`);
}

async function show(id: string, options: CommonOptions): Promise<void> {
  const { recordOf } = await import('@stars/datasets');
  const record = recordOf(await recordsIn(openDataFolder(options.data)), id);
  if (options.json) return printJson(record);
  process.stdout.write(`${id}, ${minute(record.time)}: ${stateOf(record)}.\n\n${renderTable(FILES, record.files)}\n`);
}

async function undo(id: string, options: CommonOptions): Promise<void> {
  const folder = openDataFolder(options.data);
  const result = await exclusively(folder, ['import'], (progress, signal) => {
    progress.update({ label: `Take back import ${id}` });
    return withBus(folder, (bus) => takeBack(folder, bus, id, signal));
  });
  if (options.json) printJson(result);
  else process.stdout.write(renderUndo(id, result));
}

interface Undone extends TakenBackImport {
  /** Versions of models that were trained since the import, so that they know what was taken back. */
  models: string[];
  /** Later imports whose files may have rows that are gone now. */
  repeat: string[];
}

async function takeBack(folder: DataFolder, bus: EventBus, id: string, signal: AbortSignal): Promise<Undone> {
  const { importsToRepeat, laterVersions, readRecords, recordOf, undoImport, writeRecord } = await import(
    '@stars/datasets'
  );
  const records = await readRecords(bus);
  const record = recordOf(records, id);
  if (record.state === 'undone') {
    throw new StarsError('STARS_USAGE', `import ${id} was taken back at ${minute(record.undoneTime ?? '')}`);
  }
  let { restored } = record;
  const archive = await archiveIfAny(folder, bus);
  if (record.archived && archive === undefined) {
    const message = `import ${id} is in an archive, and STARS_ARCHIVE names none`;
    throw new StarsError('STARS_CONFIG_INVALID', message, { field: 'STARS_ARCHIVE' });
  }
  const done = await undoImport(await importLog(bus, archive, id), id, {
    signal,
    onRestoring: (versions) => {
      restored = laterVersions(restored, versions);
      return writeRecord(bus, { ...record, state: 'undoing', restored });
    },
    settle: () => itemsHandled(bus, signal),
  });
  const { before, after } = (record.settings ?? {}) as { before?: Settings; after?: Settings };
  await archive?.eraseImport(id, signal);
  // Settings that were changed since stay.
  if (before && isDeepStrictEqual(readSettings(folder), after)) writeSettings(folder, before);
  // Last: what broke off before can be done again.
  await writeRecord(bus, {
    ...record,
    state: 'undone',
    undoneTime: new Date().toISOString(),
    ...(restored && { restored }),
  });
  return {
    ...done,
    models: await modelsSince(folder, bus, new Date(record.time)),
    repeat: importsToRepeat(records, record),
  };
}

/** The bus, with what the archive has of the import: it may never have been on the bus, or have left it. */
async function importLog(bus: EventBus, archive: Archive | undefined, takenBack: string): Promise<ImportLog> {
  if (archive === undefined) return bus;
  const { LongLog } = await import('@stars/archive');
  const log = new LongLog(bus, archive);
  return {
    publish: (...given) => bus.publish(...given),
    eraseImport: (...given) => bus.eraseImport(...given),
    eraseKey: (...given) => bus.eraseKey(...given),
    read: ({ topic }) =>
      topic === TOPICS.users ? log.read({ topic, everyVersion: true, takenBack }) : bus.read({ topic }),
    readImport: (topic, importId) => log.read({ topic, imports: [importId], takenBack }),
  };
}

async function modelsSince(folder: DataFolder, bus: EventBus, time: Date): Promise<string[]> {
  const { readModelVersions } = await import('@stars/training');
  const { versions } = await readModelVersions(bus, await modelRegistry(folder), tenantNow());
  return versions.flatMap(({ version, manifest }) => {
    const trained = manifest?.createdTime;
    return trained !== undefined && trained >= time ? [version] : [];
  });
}

const minute = (time: string): string => time.slice(0, 16).replace('T', ' ');
const STATES = {
  running: 'not finished',
  stored: 'stored',
  undoing: 'not wholly taken back',
  undone: 'taken back',
} as const;
const stateOf = ({ state, undoneTime }: ImportRecord): string =>
  undoneTime === undefined ? STATES[state] : `${STATES[state]} ${minute(undoneTime)}`;

function renderUndo(id: string, { events, users, itemsRestored, itemsGone, models, repeat }: Undone): string {
  const said = [
    `Import ${id} is taken back: ${number(events)} events and the features of ${number(users)} users are erased,`,
    `${number(itemsRestored)} items are as they were before, ${number(itemsGone)} items are gone.`,
  ].join(' ');
  const learned =
    models.length === 0
      ? ''
      : `These models were trained since the import, and know its data: ${models.join(', ')}. Train again: ./stars train\n`;
  const again =
    repeat.length === 0
      ? ''
      : `These later imports found rows that were there already, maybe of this import: ${repeat.join(', ')}. Import their files again, so that nothing of them is missing.\n`;
  return `${said}\n${learned}${again}`;
}

const COLUMNS: Column<ImportRecord>[] = [
  { title: 'import', value: ({ id }) => id },
  { title: 'time', value: ({ time }) => minute(time) },
  { title: 'state', value: stateOf },
  {
    title: 'new messages',
    value: ({ files }) => number(files.reduce((sum, { published }) => sum + published, 0)),
    right: true,
  },
  { title: 'files', value: ({ files }) => files.map(({ file }) => file).join(', ') },
];

const FILES: Column<ImportRecord['files'][number]>[] = [
  { title: 'kind', value: ({ kind }) => kind },
  { title: 'rows', value: ({ rows }) => number(rows), right: true },
  { title: 'new messages', value: ({ published }) => number(published), right: true },
  { title: 'already there', value: ({ duplicates }) => number(duplicates), right: true },
  { title: 'rejected', value: ({ rejected }) => number(rejected), right: true },
  { title: 'file', value: ({ file }) => file },
];
