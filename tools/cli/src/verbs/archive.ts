import { StarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import type { Command } from 'commander';
import { archiveSettingsNow } from '../archive-settings.js';
import { type DataFolder, openDataFolder } from '../data-folder.js';
import { fatigueText } from '../fatigue-text.js';
import { interruptible } from '../interruption.js';
import { withBus } from '../open-bus.js';
import { positiveNumber } from '../option-values.js';
import { addVerb, type CommonOptions, printResult } from '../verb.js';

/** `./stars archive`: the long memory of the events. */
export function addArchive(program: Command): void {
  const archive = program.command('archive').description('the archive of events (STARS_ARCHIVE)');
  addVerb(archive, 'status', 'what the archive has, and what it lacks').action(status);
  addVerb(archive, 'retain', 'have Kafka keep archived topics for so long, also those that exist')
    .requiredOption('--days <days>', 'days that messages are kept', positiveNumber)
    .action(retain);
  addVerb(archive, 'fatigue', 'whether users tire of items that they see and do not choose, and which strength fits')
    .option('--days <days>', 'days that are read', positiveNumber, 90)
    .option('--tenant <id>', 'the tenant', 'default')
    .action(fatigue);
  addVerb(archive, 'erase', 'archive what is on the bus, then carry out all erasures now').action(erase);
}

async function status({ data, json }: CommonOptions): Promise<void> {
  const { ARCHIVE_KINDS } = await import('@stars/archive');
  const found = await withArchive(openDataFolder(data), async (archive, bus, signal) => {
    const { files, positions, unreadable, erasures } = await archive.refresh(signal);
    const statuses = ARCHIVE_KINDS.map(async ({ name, topic }) => {
      const own = files.filter(({ kind }) => kind === name);
      const sum = (of: 'rows' | 'bytes'): number => own.reduce((total, file) => total + file[of], 0);
      /** Messages on the bus that are not archived. */
      let behind = 0;
      for (const [partition, end] of await bus.endOffsets(topic)) {
        behind += Math.max(0, end - (positions[topic]?.[partition] ?? 0));
      }
      return { kind: name, files: own.length, rows: sum('rows'), bytes: sum('bytes'), behind };
    });
    const kinds = await Promise.all(statuses);
    const oldest = erasures.reduce((first, { noticed }) => Math.min(first, noticed), Number.POSITIVE_INFINITY);
    const since = erasures.length > 0 ? { oldest_erasure: new Date(oldest).toISOString() } : {};
    return { kinds, unreadable, erasures_waiting: erasures.length, ...since };
  });
  const { erasures_waiting: waiting, unreadable } = found;
  const lines = [
    ...found.kinds.map(({ kind, files, rows, bytes, behind }) => {
      const size = `${rows} rows in ${files} files (${Math.round(bytes / 1000)} kB)`;
      return `${kind.padEnd(14)} ${size}; ${behind} messages of the bus are not archived yet`;
    }),
    ...(unreadable > 0 ? [`${unreadable} messages could not be read.`] : []),
    waiting > 0 ? `${waiting} erasures wait, the oldest since ${found.oldest_erasure}.` : 'No erasure waits.',
  ];
  printResult({ json }, found, `${lines.join('\n')}\n`);
}

async function erase({ data, json }: CommonOptions): Promise<void> {
  const erased = await withArchive(openDataFolder(data), async (archive, _, signal) => {
    let done = 0;
    try {
      await archive.catchUp(signal);
    } finally {
      // A topic that cannot be archived holds up no erasure.
      done = await archive.erase(signal);
    }
    return done;
  });
  printResult(
    { json },
    { erased },
    `${erased} erasures were carried out. The proofs are in _erasures of the archive.\n`,
  );
}

/** Pages that are held at most: some 2 GB with ten items each. */
const MOST_PAGES = 1_000_000;

async function fatigue({ data, json, days, tenant }: CommonOptions & { days: number; tenant: string }): Promise<void> {
  const { fitFatigue } = await import('@stars/evaluation');
  const { archivedShowings } = await import('../archived-showings.js');
  const first = new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
  const surfaces = await withArchive(openDataFolder(data), async (archive, _, signal) => {
    const showings = await archivedShowings(archive, { tenant, first, mostPages: MOST_PAGES, signal });
    return Array.from(showings, ([surface, list]) => ({ surface, ...fitFatigue(list) }));
  });
  const text = surfaces.map(fatigueText).join('\n');
  printResult({ json }, { surfaces }, text || 'The archive has no confirmed impressions of these days.\n');
}

async function retain({ data, json, days }: CommonOptions & { days: number }): Promise<void> {
  const { retain: retainArchived } = await import('@stars/archive');
  const topics = await withArchive(openDataFolder(data), async (archive, bus, signal) => {
    await archive.refresh(signal);
    return retainArchived(bus, archive.state, days * 86_400_000, Date.now());
  });
  const text = topics.map((topic) => `${topic} keeps ${days} days from now on.\n`).join('');
  printResult({ json }, { days, topics }, text || 'This bus keeps everything: nothing was changed.\n');
}

type Archive = import('@stars/archive').Archive;

/** Errors: `STARS_CONFIG_INVALID` if there is no archive. */
async function withArchive<T>(
  folder: DataFolder,
  work: (archive: Archive, bus: EventBus, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { openArchive } = await import('@stars/archive');
  const settings = await archiveSettingsNow();
  if (settings.STARS_ARCHIVE === '') {
    throw new StarsError('STARS_CONFIG_INVALID', 'STARS_ARCHIVE names no archive', { field: 'STARS_ARCHIVE' });
  }
  return interruptible((signal) =>
    withBus(folder, (bus) => work(openArchive(settings, bus, folder.root), bus, signal)),
  );
}
