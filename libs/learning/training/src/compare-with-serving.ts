import {
  clockFault,
  DEFAULT_TENANT,
  type EventClock,
  type ModelComparison,
  type ModelManifest,
  TOPICS,
} from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import { LocalClock, type TrainingData } from '@stars/features';
import { type ModelRegistry, StarsModel } from '@stars/inference';
import {
  drawnSessions,
  type EvaluationSet,
  modelForEvaluation,
  type RankedSecondStage,
  type RankedSessions,
  servedRanker,
  sessionMetrics,
} from '@stars/replay';
import { daysWithTargets } from './days-with-targets.js';
import { readAnnouncements } from './read-announcements.js';
import type { FirstFit } from './training-stages.js';

/** Most sessions that are compared, and their most share of those that a second stage could learn from. */
const SESSIONS = 2000;
const SHARE = 0.1;
/** Length of the compared lists. */
const SHOWN = 10;
const METRIC = `ndcg@${SHOWN} of the default answer`;

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

interface RivalSearch {
  /** Only what may be used. */
  data: TrainingData;
  first: FirstFit;
  timeZone: string;
  minItemCount: number;
  /** Whether the window teaches a second stage: then it needs most of the sessions. */
  learns: boolean;
  seed: number;
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
  { data, first, timeZone, minItemCount, learns, seed, clock: now, onWarning }: RivalSearch,
): Promise<Rival | undefined> {
  const refuse = (why: string): undefined => void onWarning(`not compared with ${version}, which serves: ${why}`);
  const model = await loaded(store, version, refuse);
  if (!model) return undefined;
  const { spec, items } = first.plan;
  const clock = new LocalClock(timeZone);
  const wholeDays = (time: number): EvaluationSet | undefined =>
    daysWithTargets(data.log, clock, clock.day(time - 1) + 1, spec, minItemCount);
  const until = endOfData(model.manifest, now);
  const from = Math.max(first.validationFrom, until);
  const unseen = until < endOf(data) ? wholeDays(from) : undefined;
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
  model.dispose();
  return undefined;
}

/** A model that learned from an event of a time to come has seen nothing that happened after its training. */
function endOfData({ dataUntil, createdTime }: ModelManifest, clock: EventClock): number {
  const until = dataUntil?.getTime() ?? Number.POSITIVE_INFINITY;
  return clockFault(until, clock) === 'ahead' ? (createdTime?.getTime() ?? until) : until;
}

const endOf = ({ log }: TrainingData): number =>
  log.time.reduce((end, time) => Math.max(end, time), Number.NEGATIVE_INFINITY);

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
  const measure = async (model: StarsModel, stage: Candidate['secondStage']): Promise<number> => {
    const adapted = modelForEvaluation(model, data, set);
    try {
      const options = { k: SHOWN, explore: false, ...(signal ? { signal } : {}) };
      return meanNdcg(set, await servedRanker(adapted, stage, data, clock).rank(set, options));
    } finally {
      adapted.dispose();
    }
  };
  const candidate = await StarsModel.create(artifact());
  try {
    return {
      version,
      metric: METRIC,
      candidate: await measure(candidate, secondStage),
      serving: await measure(serving, serving.secondStage!),
      sessions: set.sessions.length,
      from: new Date(from),
    };
  } finally {
    candidate.dispose();
  }
}

function meanNdcg({ sessions }: EvaluationSet, ranked: RankedSessions): number {
  const targets = sessions.map(({ target }) => target);
  const { [`ndcg@${SHOWN}` as const]: values } = sessionMetrics(ranked, [...sessions.keys()], targets);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function loaded(
  store: ModelRegistry,
  version: string,
  refuse: (why: string) => undefined,
): Promise<StarsModel | undefined> {
  try {
    return await StarsModel.create(await store.load(version));
  } catch (error) {
    if (!isStarsError(error)) throw error;
    return refuse(error.message);
  }
}
