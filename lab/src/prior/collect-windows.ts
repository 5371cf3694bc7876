import { replayTraining } from '@stars/cli';
import type { Size } from '../curve/cut-log.js';
import { type LogsToOpen, type OpenedLog, openLogs } from '../curve/open-logs.js';
import { notEnoughData, withTraining } from '../curve/with-training.js';
import type { Work } from '../logs/log.js';
import { type PriorWindow, replayWindow, type StoredWindows } from './prior-window.js';

/** As many as the base of a shop learns from. */
const SESSIONS = 2_000;

export interface WindowsRequest extends LogsToOpen {
  sizes: readonly Size[];
  /** Whether windows that are stored are collected again. */
  anew: boolean;
  windows: StoredWindows;
}

/** The windows of the logs at the sizes that they have. Each is stored as soon as it is collected. */
export async function collectWindows(request: WindowsRequest, work: Work): Promise<PriorWindow[]> {
  const collected: PriorWindow[] = [];
  for await (const opened of openLogs(request, work)) {
    for (const size of opened.curve.sizes.filter((each) => request.sizes.includes(each))) {
      const name = { log: opened.log.name, size, copy: opened.copy };
      const stored = request.anew ? undefined : request.windows.get(name);
      const window = stored ?? { ...name, ...(await collectWindow(opened, size, work)) };
      if (!stored) request.windows.put(window);
      collected.push(window);
    }
  }
  return collected;
}

/** Trains on a cut log, without the tested sessions, and replays what the second stage learns from. It is empty if there is too little. */
async function collectWindow(
  opened: OpenedLog,
  size: Size,
  { progress, signal }: Work,
): Promise<Pick<PriorWindow, 'source' | 'evidence' | 'sessions'>> {
  const { log, copy, curve } = opened;
  const title = `${log.title}${log.copies ? ` (${copy} of ${log.copies})` : ''}, size ${size}`;
  const onProgress = (done: number, total: number): void => progress.update({ label: `Replay: ${title}`, done, total });
  const source = log.partOf ?? log.name;
  const data = { ...opened.data, log: curve.log(size) };
  const cut = { data, whole: curve.set(data.log), seed: log.seeds[0]! };
  process.stderr.write(`${title}\n`);
  try {
    const replayed = await withTraining(opened, cut, (place, bus, request) => {
      const asked = { ...request, recipe: { ...request.recipe, secondStage: { sessions: SESSIONS } } };
      return replayTraining(place, bus, asked, progress, signal, (window) => replayWindow(window, onProgress));
    });
    progress.finish();
    if (replayed) return { source, ...replayed };
  } catch (error) {
    progress.warn(notEnoughData(error).message);
  }
  return { source, evidence: false, sessions: { all: [], fresh: [], seeded: [] } };
}
