import type { Command } from 'commander';
import { openDataFolder } from '../data-folder.js';
import { exclusively } from '../exclusive-work.js';
import { prepareFolder } from '../prepare.js';
import { type Rebuilt, rebuildFolder } from '../rebuild-folder.js';
import { type Column, renderTable } from '../table.js';
import { addVerb, type CommonOptions, printResult } from '../verb.js';

/** `./stars rebuild`: the stores again from the archive and the bus. */
export function addRebuild(program: Command): void {
  addVerb(
    program,
    'rebuild',
    'make catalogue, profiles, vectors and statistics again from the archive and the bus; others may serve meanwhile',
  ).action(async ({ data, json }: CommonOptions) => {
    const folder = openDataFolder(data);
    const rebuilt = await exclusively(folder, ['rebuild'], async (progress, signal) => {
      const counts = await rebuildFolder(folder, progress, signal);
      // The statistics are counted by an embedder.
      await prepareFolder(folder, 'everything', progress, signal);
      return counts;
    });
    printResult({ json }, rebuilt, `${renderTable(COLUMNS, rowsOf(rebuilt))}\n`);
  });
}

const COLUMNS: Column<[string, string]>[] = [
  { title: 'rebuilt', value: ([what]) => what },
  { title: 'from', value: ([, from]) => from, right: true },
];

const of = (count: number, what: string): string => `${count.toLocaleString('en')} ${what}`;

const rowsOf = (rebuilt: Rebuilt): [string, string][] => [
  ['deleted again', of(rebuilt.deletedAgain, 'users')],
  ['catalogue', of(rebuilt.items, 'changes')],
  ['features of items', of(rebuilt.features, 'messages')],
  ['features of users', of(rebuilt.users, 'changes')],
  ['histories', of(rebuilt.events, 'events')],
  ['vectors', rebuilt.versions.join(', ')],
  ['statistics', rebuilt.statistics.map(({ tenant, definition }) => `${tenant}/${definition}`).join(', ')],
  ['not readable', of(rebuilt.unreadable, 'messages')],
];
