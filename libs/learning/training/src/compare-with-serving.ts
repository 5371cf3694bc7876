import {
  clockFault,
  DEFAULT_TENANT,
  type EventClock,
  type ModelComparison,
  type ModelManifest,
  TOPICS,
} from '@stars/contracts';
import { isStarsError, type StarsError } from '@stars/errors';
import { type EventBus, readAnnouncements } from '@stars/event-bus';
import { LocalClock, type TrainingData } from '@stars/features';
import { type ModelRegistry, StarsModel } from '@stars/inference';
import {
  drawnSessions,
  type EvaluationSet,
  modelForEvaluation,
  type RankedSecondStage,
  StarsCandidates,
  sessionMetrics,
  starsSecondStageRanker,
} from '@stars/replay';
import { endOf } from './artifact.js';
import { daysWithTargets } from './days-with-targets.js';
import { meanOf } from './second-stage/mean-with-error.js';
import type { WindowSource } from './second-stage/second-stage-window.js';
import type { FirstFit } from './training-stages.js';

/** Most sessions that are compared, and their most share of those that a second stage could learn from. */
const SESSIONS = 2000;
const SHARE = 0.1;
/** Length of the compared lists. */
const SHOWN = 10;
const METRIC = `ndcg@${SHOWN}` as const;

/** The version that serves a tenant; undefined if none serves. */
export async function servedVersion(bus: Pick<EventBus, 'read'>, tenant: string): Promise<string | undefined> {
  let version: string | undefined;
  await readAnnouncements(bus, TOPICS.servedModels, (served) => {
    if ((served.tenantId || DEFAULT_TENANT) === tenant) version = served.version;
  });
  return version;
}

/** The model that serves, and sessions that neither it nor the one in training has seen. */
export interface Rival {
  version: string;
  model: StarsModel;
  /** The candidate's second stage must not learn from its sessions. */
  set: EvaluationSet;
  /** ms: sessions are at or after it. */
  from: number;
}

interface RivalSearch extends Pick<WindowSource, 'data' | 'first' | 'timeZone' | 'seed'> {
  recipe: { minItemCount: number };
  /** Whether the window teaches a second stage: then it needs most of the sessions. */
  learns: boolean;
  clock: EventClock;
  onWarning: (message: string) => void;
}

/**
 * Loads the serving model, and draws sessions from the days of the held-out window after the end of its data. Undefined, with a
 * warning, if there are none, or if the serving model cannot be read or uses other text embeddings. Whoever opens it disposes of
 * its model.
 */
export async function openRival(
  store: ModelRegistry,
  version: string,
  { data, first, timeZone, recipe, learns, seed, clock: now, onWarning }: RivalSearch,
): Promise<Rival | undefined> {
  const refuse = (why: string): undefined => void onWarning(`not compared with ${version}, which serves: ${why}`);
  const loading = store.load(version).then((artifact) => StarsModel.create(artifact));
  const model = await loading.catch((error: StarsError) => {
    if (!isStarsError(error)) throw error;
    return refuse(error.message);
  });
  if (!model) return undefined;
  const { spec, items } = first.plan;
  const clock = new LocalClock(timeZone);
  const wholeDays = (time: number): EvaluationSet | undefined =>
    daysWithTargets(data.log, clock, clock.day(time - 1) + 1, spec, recipe.minItemCount);
  const until = endOfData(model.manifest, now);
  const from = Math.max(first.validationFrom, until);
  const unseen = until < endOf(data.log) - 1 ? wholeDays(from) : undefined;
  // Both must know the user: what is served to others is no model's merit.
  const known = unseen?.sessions.filter(({ histLen }) => histLen > 0) ?? [];
  if (!items.ids.some((id) => model.reads(data.items.get(id)!))) refuse('it reads other text embeddings');
  else if (!model.secondStage) refuse('it has no second stage');
  else if (!unseen || known.length === 0) refuse('it has seen every session that is held out');
  else {
    const most = learns ? Math.ceil(SHARE * wholeDays(first.validationFrom)!.sessions.length) : SESSIONS;
    const sessions = drawnSessions(known, Math.min(SESSIONS, most), seed);
    return { version, model, set: { ...unseen, sessions }, from };
  }
  return undefined;
}

/** A model that learned from an event of a time to come has seen nothing that happened after its training. */
function endOfData({ dataUntil, createdTime }: ModelManifest, clock: EventClock): number {
  const until = dataUntil?.getTime() ?? Number.POSITIVE_INFINITY;
  return clockFault(until, clock) === 'ahead' ? (createdTime?.getTime() ?? until) : until;
}

/** A model in training, before its second fit. */
export interface Candidate extends Pick<FirstFit, 'artifact'> {
  secondStage: RankedSecondStage;
}

/** Compares how the two rank for requests without a mode, each session with what was known on its morning. */
export async function compareWithServing(
  { version, model: serving, set, from }: Rival,
  { artifact, secondStage }: Candidate,
  data: TrainingData,
  timeZone: string,
  signal?: AbortSignal,
): Promise<ModelComparison> {
  const clock = new LocalClock(timeZone);
  const targets = set.sessions.map(({ target }) => target);
  const measure = async (model: StarsModel, stage: Candidate['secondStage']): Promise<number> => {
    const adapted = modelForEvaluation(model, data, set);
    const ranker = starsSecondStageRanker(stage, data, clock, new StarsCandidates(adapted));
    const ranked = await ranker.rank(set, { k: SHOWN, explore: false, signal });
    return meanOf([...sessionMetrics(ranked, [...targets.keys()], targets)[METRIC]]);
  };
  const candidate = StarsModel.create(artifact());
  return {
    version,
    metric: `${METRIC} of the default answer`,
    candidate: await measure(candidate, secondStage),
    serving: await measure(serving, serving.secondStage!),
    sessions: set.sessions.length,
    from: new Date(from),
  };
}
