import { type EvaluatedModel, modelRankers, type Prepared, type Watch } from '@stars/cli';
import { rankAndMeasure } from '@stars/evaluation';
import { type ContextReading, type LocalClock, SignalRules, TrustedContext } from '@stars/features';
import type { StarsModel } from '@stars/inference';
import { MOST_SEARCHED } from '@stars/ranking';
import {
  identifiedBy,
  modelForEvaluation,
  type ReplayModel,
  SERVED_RANKING,
  type SecondStageData,
  type SessionRanker,
  StarsCandidates,
} from '@stars/replay';
import type { Absent } from './absent.js';
import { signalSwitches } from './signal-switches.js';
import { type SignalTable, signalTable } from './signal-table.js';

/** The transformer alone. */
const ALONE = 'STARS RR';
const BOOTSTRAP = { resamples: 500, seed: 0 };

/** What each signal is worth at the request: the transformer and the served ranking, with every signal and without. */
export async function signalSection(
  { data, set, clock, kept }: Pick<Prepared, 'data' | 'set' | 'clock' | 'kept'>,
  { artifact, loaded }: Pick<EvaluatedModel, 'artifact' | 'loaded'>,
  { progress, signal }: Pick<Watch, 'progress' | 'signal'>,
): Promise<SignalTable | Absent> {
  const switches = signalSwitches(artifact);
  if (switches.length === 0) return { absent: 'nothing acts at the moment of a request to this model' };
  const everything = { signal: 'all', names: ['*'] };
  const ranked = async (name: string, context: ContextReading) => {
    const model = modelForEvaluation(loaded, data, set, context);
    const rankers = await rankersOf(model, loaded, { items: data.items, timeline: context }, clock);
    const without = name === '' ? '' : ` without ${name}`;
    return await rankAndMeasure({
      set,
      rankers: identifiedBy(`${loaded.version}${without}`, rankers),
      kept,
      resamples: 1,
      onProgress: ({ ranker, done, total }) =>
        progress.update({ label: `Signals: ${ranker}${without}`, done, total, detail: 'sessions' }),
      signal,
    });
  };
  const full = await ranked('', data.timeline);
  const without: Parameters<typeof signalTable>[1][number][] = [];
  for (const { signal, names } of switches.length > 1 ? [...switches, everything] : switches) {
    const rules = new SignalRules(Object.fromEntries(names.map((name) => [name, { on: false }])));
    without.push({ signal, passes: await ranked(signal, new TrustedContext(data.timeline, rules)) });
  }
  progress.finish();
  return signalTable(full, without, BOOTSTRAP);
}

/** The rankings that signals can change. */
async function rankersOf(
  model: ReplayModel,
  loaded: StarsModel,
  data: SecondStageData,
  clock: LocalClock,
): Promise<SessionRanker[]> {
  const candidates = new StarsCandidates(model, MOST_SEARCHED);
  const [manifest, secondStage] = [loaded.manifest, loaded.secondStage!];
  const rankers = modelRankers(model, { manifest, secondStage, data, clock, candidates });
  return rankers.filter(({ name }) => name === SERVED_RANKING || (loaded.hasOffsets && name === ALONE));
}
