import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type DataFolder,
  makeDataFolder,
  prepareFolder,
  readSettings,
  readStored,
  storeText,
  trainModel,
  withBus,
} from '@stars/cli';
import { type EventClient, eventClient, type RecommendationClient, recommendationClient } from '@stars/contracts';
import { createLogger } from '@stars/platform';
import type { Standalone } from '@stars/service-standalone';
import type { TrainReport } from '@stars/training';
import { csv } from '../logs/csv.js';
import { importRows } from '../logs/import-rows.js';
import type { Work } from '../logs/log.js';
import type { CutSessions } from './cut-sessions.js';

/** A shop that knows the learned sessions, and answers. */
export interface BrowsingShop {
  standalone: Standalone;
  events: EventClient;
  recommendations: RecommendationClient;
  close(): Promise<void>;
}

/**
 * Imports the learned sessions into `ROOT/imported`, each as a user of its own, unless they are there. The catalogue has the items that
 * are asked for, too, as a shop's has.
 */
export async function importSessions(root: string, cut: CutSessions, work: Work): Promise<DataFolder> {
  const path = join(root, 'imported');
  const mark = join(root, 'imported.json');
  const says = JSON.stringify({ sessions: cut.learned.length, items: cut.items.length, events: eventsIn(cut) });
  if (readStored<unknown>(mark) === undefined || JSON.stringify(readStored(mark)) !== says) {
    rmSync(mark, { force: true });
    rmSync(path, { recursive: true, force: true });
    await importRows(makeDataFolder(path), work, async (scratch) => writeRows(cut, scratch));
    storeText(mark, says);
  }
  const folder = makeDataFolder(path);
  await prepareFolder(folder, 'features', work.progress, work.signal);
  return folder;
}

const eventsIn = ({ learned }: CutSessions): number => learned.reduce((sum, { events }) => sum + events.length, 0);

function writeRows({ learned, items, categoryOf }: CutSessions, scratch: string): { items: string; events: string } {
  const files = { items: join(scratch, 'items.csv'), events: join(scratch, 'events.csv') };
  const products = items.map((item) => [item, categoryOf.get(item) ?? '']);
  writeFileSync(files.items, csv(['item_id', 'category'], products));
  const rows = learned.flatMap(({ id, events }) =>
    events.map(({ name, kind, time }) => [id, name, kind, new Date(time).toISOString(), id]),
  );
  writeFileSync(files.events, csv(['user_id', 'item_id', 'type', 'time', 'session_id'], rows));
  return files;
}

/** Trains the default anew in `ROOT/served`, a copy of what was imported: the model of other code is never found. */
export async function trainSessions(
  root: string,
  imported: DataFolder,
  seed: number,
  { progress, signal }: Work,
): Promise<TrainReport> {
  const path = join(root, 'served');
  rmSync(path, { recursive: true, force: true });
  cpSync(imported.root, path, { recursive: true });
  const folder = makeDataFolder(path);
  return withBus(folder, (bus) => trainModel(folder, bus, { size: 'small', seed }, progress, signal));
}

/** Starts the whole system on a data folder, with its settings. @param now The time for requests that name none, ms. */
export async function openShop(folder: DataFolder, now: number, { signal }: Work): Promise<BrowsingShop> {
  const { startStandalone } = await import('@stars/service-standalone');
  const { time_zone: timeZone, surfaces, kinds, vocabulary } = readSettings(folder);
  const standalone = await startStandalone({
    ...{ dataDir: folder.root, timeZone, surfaces, kinds, vocabulary },
    listen: { host: '127.0.0.1', grpcPort: 0, httpPort: 0 },
    logger: createLogger('browsing', { level: 'warn' }),
    clock: () => now,
  });
  const { address, settings } = standalone.own!;
  const events = eventClient(address, settings);
  const recommendations = recommendationClient(address, settings);
  const close = async (): Promise<void> => {
    events.close();
    recommendations.close();
    await standalone.close();
  };
  try {
    await standalone.drain({ signal });
  } catch (error) {
    await close();
    throw error;
  }
  return { standalone, events, recommendations, close };
}
