import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { browsingRows } from '@stars/baselines';
import { makeDataFolder } from '@stars/cli';
import { DEFAULT_TENANT } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { type CaseLists, type MeasuredCase, measureCases, type Split } from '@stars/replay';
import type { Work } from '../logs/log.js';
import { askCases, compareTracked, SERVED_ROWS, type UnlikeLists } from './ask-cases.js';
import type { BrowsingLog } from './browsing-log.js';
import { itemSequence, publishedLists, simpleLists } from './compared-lists.js';
import { type CutSessions, cutSessions } from './cut-sessions.js';
import { importSessions, openShop, trainSessions } from './open-shop.js';

/** What is asked of a measurement. */
export interface BrowsingRequest {
  split: Split;
  seed: number;
  /** Whether the model is trained anew; else the one of the run before is asked. */
  train: boolean;
  /** Whether the lists after `/v1/track` are compared. */
  track: boolean;
}

/** What a measurement found. */
export interface BrowsingReport {
  split: Split;
  learned: { sessions: number; events: number; items: number };
  /** Version that answered; undefined: none passed the gates. */
  model: string | undefined;
  /** What the training says of itself, where there was one. */
  training: string[];
  measured: MeasuredCase[];
  /** Requests of each served row whose answer was less than it could be. */
  degraded: Record<string, number>;
  tracked?: { cases: number; unlike: UnlikeLists[] };
  /** Seconds of each step. */
  seconds: Record<string, number>;
}

/** Runs the protocol of browsing on a log, in folders below `root`. Errors: `STARS_NOT_FOUND` without a model that could be asked. */
export async function measureBrowsing(
  log: BrowsingLog,
  root: string,
  { split, seed, train, track }: BrowsingRequest,
  work: Work,
): Promise<BrowsingReport> {
  const cut = cutSessions(log, split);
  const seconds: Record<string, number> = {};
  const timed = async <T>(step: string, does: () => T | Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await does();
    seconds[step] = (performance.now() - started) / 1000;
    return result;
  };
  const served = join(root, 'served');
  const imported = await timed('import', () => importSessions(root, cut, work));
  if (!train && !existsSync(served)) {
    throw new StarsError('STARS_NOT_FOUND', `${served} has no model yet: run it once without --no-train`);
  }
  const report = train ? await timed('train', () => trainSessions(root, imported, seed, work)) : undefined;
  const { simple, published } = await timed('simple rankings', () => simpleRows(log, cut));
  const { rows, model } = await timed('ask', () => servedRows(served, cut, work));
  const tracked = track ? await timed('track', () => trackedLists(root, cut, work)) : undefined;
  return {
    split,
    learned: {
      sessions: cut.learned.length,
      events: cut.learned.reduce((sum, { events }) => sum + events.length, 0),
      items: cut.learnedItems,
    },
    model,
    training: report ? [report.why, report.againstSimple].filter(Boolean) : [],
    measured: await timed('measure', () =>
      measureCases(cut.cases, [...rows, ...simple, ...published], cut.learnedItems),
    ),
    degraded: Object.fromEntries(rows.map(({ name, degraded }) => [name, degraded])),
    ...(tracked ? { tracked: { cases: cut.cases.length, unlike: tracked } } : {}),
    seconds,
  };
}

function simpleRows({ published = [] }: BrowsingLog, cut: CutSessions): Record<'simple' | 'published', CaseLists[]> {
  const sessions = cut.learned.map(({ events }) => itemSequence(events));
  const { learnedItems: items, categories } = cut;
  const rows = browsingRows({ items, sessions, ...(categories ? { categories } : {}) });
  const numbers = numbersOf(cut);
  return {
    simple: rows.map((row) => simpleLists(row, cut.cases)),
    published: published.map((row) => publishedLists(row, cut.cases, numbers)),
  };
}

const numbersOf = ({ items }: CutSessions): Map<string, number> => new Map(items.map((id, n) => [id, n]));

/** After the last request. */
const latest = ({ cases }: CutSessions): number =>
  cases.reduce((last, { events }) => Math.max(last, events.at(-1)!.time), 0) + 60_000;

async function servedRows(folder: string, cut: CutSessions, work: Work) {
  const shop = await openShop(makeDataFolder(folder), latest(cut), work);
  try {
    const numbers = numbersOf(cut);
    const rows: Awaited<ReturnType<typeof askCases>>[] = [];
    for (const row of SERVED_ROWS) {
      work.progress.update({ label: `Ask: ${row.name}`, done: rows.length, total: SERVED_ROWS.length });
      rows.push(await askCases(shop, cut.cases, numbers, row, work.signal));
    }
    work.progress.finish();
    return { rows, model: shop.standalone.servedVersion(DEFAULT_TENANT) };
  } finally {
    await shop.close();
  }
}

async function trackedLists(root: string, cut: CutSessions, work: Work): Promise<UnlikeLists[]> {
  const path = join(root, 'tracked');
  rmSync(path, { recursive: true, force: true });
  cpSync(join(root, 'served'), path, { recursive: true });
  const shop = await openShop(makeDataFolder(path), latest(cut), work);
  try {
    return await compareTracked(shop, cut.cases, work.signal);
  } finally {
    await shop.close();
    rmSync(path, { recursive: true, force: true });
  }
}
