import type { ItemFeatures } from '@stars/contracts';
import { type ContextTimeline, categoryLevels, LiveItemSignalReader, type LocalClock } from '@stars/features';
import {
  type CandidateSizes,
  ItemStatistics,
  JointFeatures,
  type JointLayout,
  type JointRequest,
  jointCandidates,
  type ModelScores,
  OwnItems,
  PopularItems,
  type VisitLog,
  VisitLogBuilder,
} from '@stars/ranking';
import type { EvaluationSession, EvaluationSet } from '../evaluation-set.js';
import type { SessionVectors } from '../stars-candidates.js';

/** One session's candidates with what the joint ranking is told of them; valid until the next is asked for. */
export interface JointSession {
  /** [n] catalogue indices. */
  candidates: Int32Array;
  /** [n, F], row-major. */
  features: Float32Array;
  /** [n] ln(1 + purchases of the item by anybody before the session's day). */
  logPopularity: Float32Array;
}

/** Levels of categories that are told apart: the finest ones. */
const LEVELS = 2;

/** Number of levels of categories that the joint ranking is told apart of these items. */
export const jointLevelCount = (ids: readonly string[], items: ReadonlyMap<string, ItemFeatures>): number =>
  Math.min(LEVELS, categoryLevels(pathsOf(ids, items)).length);

/** [I] group of each item, finest level first; a level that the items do not have is -1 throughout. */
export function jointLevels(
  ids: readonly string[],
  items: ReadonlyMap<string, ItemFeatures>,
  count: number,
): Int32Array[] {
  const found = categoryLevels(pathsOf(ids, items)).slice(-count).reverse();
  return Array.from({ length: count }, (_, level) =>
    found[level] ? Int32Array.from(found[level].classes) : new Int32Array(ids.length).fill(-1),
  );
}

const pathsOf = (ids: readonly string[], items: ReadonlyMap<string, ItemFeatures>): string[][] =>
  ids.map((id) => items.get(id)?.category ?? []);

/**
 * Replays sessions for the joint ranking, with nothing but what was known on the morning of each: the user's visits
 * before it, everybody's before its day, and the signals live where the user last was.
 */
export class JointSessions {
  readonly width: number;
  private readonly levels: Int32Array[];
  private readonly statistics: ItemStatistics;
  private readonly popular: PopularItems;
  private readonly own: OwnItems;
  private readonly writer: JointFeatures;
  private readonly signals: LiveItemSignalReader | undefined;

  /** @param vectors Of the sessions, where the layout has the model's scores. */
  constructor(
    private readonly set: EvaluationSet,
    data: { items: ReadonlyMap<string, ItemFeatures>; timeline: ContextTimeline },
    private readonly clock: LocalClock,
    readonly layout: JointLayout,
    private readonly vectors?: SessionVectors,
  ) {
    const size = set.catalogue.length;
    this.levels = jointLevels(set.catalogue, data.items, layout.levels);
    this.statistics = new ItemStatistics(visitsOf(set, clock), size, this.levels);
    this.popular = new PopularItems(this.statistics, this.levels[0]);
    this.own = new OwnItems(size, this.levels);
    this.writer = new JointFeatures(layout, this.levels);
    this.width = this.writer.width;
    const indexOf = new Map(set.catalogue.map((id, index) => [id, index]));
    this.signals =
      layout.signals.length > 0
        ? new LiveItemSignalReader(data.timeline, layout.signals, size, (id) => indexOf.get(id))
        : undefined;
  }

  /** Places of the sessions in the order in which they must be asked for. */
  get order(): number[] {
    const { sessions } = this.set;
    return sessions.map((_, n) => n).sort((a, b) => sessions[a]!.day - sessions[b]!.day || a - b);
  }

  /** @param searched Items that the model's searches found for the session. */
  of(n: number, sizes: CandidateSizes, searched: readonly ArrayLike<number>[]): JointSession {
    const session = this.set.sessions[n]!;
    this.statistics.advanceTo(session.day);
    const history = this.historyOf(session);
    const request: JointRequest = {
      day: session.day,
      hour: this.clock.hour(session.time),
      region: history.region.at(-1) ?? 0,
    };
    this.own.read(history, 0, history.day.length, request.day, request.hour);
    const live = this.signals?.at(this.set.log.regions[request.region]!, session.time);
    const popular = this.popular.of(request.day, request.region, this.own, live, sizes);
    const candidates = jointCandidates(this.own, popular, searched, sizes);
    const features = new Float32Array(candidates.length * this.width);
    const scores = this.vectors && modelScores(this.vectors, n, candidates);
    this.writer.write(candidates, this.own, this.statistics, request, live, scores, features, 0);
    const logPopularity = Float32Array.from(candidates, (item) => Math.log1p(this.statistics.all[item]!));
    return { candidates, features, logPopularity };
  }

  private historyOf({ interactionsFrom, interactionsTo }: EvaluationSession): VisitLog {
    const builder = new VisitLogBuilder();
    builder.addUser(events(this.set, this.clock, interactionsFrom, interactionsTo));
    return builder.build();
  }
}

function* events(set: EvaluationSet, clock: LocalClock, from: number, to: number) {
  const { interactions, log } = set;
  for (let a = from; a < to; a++) {
    const row = interactions.row[a]!;
    yield {
      item: interactions.item[a]!,
      day: interactions.day[a]!,
      hour: clock.hour(log.time[row]!),
      region: log.region[row]!,
    };
  }
}

function visitsOf(set: EvaluationSet, clock: LocalClock): VisitLog {
  const builder = new VisitLogBuilder();
  const { userOffsets } = set.interactions;
  for (let user = 0; user + 1 < userOffsets.length; user++) {
    builder.addUser(events(set, clock, userOffsets[user]!, userOffsets[user + 1]!));
  }
  return builder.build();
}

/** Undefined where serving would have no vectors of the user. */
function modelScores(vectors: SessionVectors, n: number, candidates: Int32Array): ModelScores | undefined {
  if (vectors.known[n] === 0) return undefined;
  const { width, items } = vectors;
  const dot = (user: Float32Array, item: number): number => {
    let sum = 0;
    for (let s = 0; s < width; s++) sum += user[n * width + s]! * items[item * width + s]!;
    // An item without a vector is as far away as one can be told.
    return Number.isNaN(sum) ? Number.NEGATIVE_INFINITY : sum;
  };
  const scoresOf = (user: Float32Array, best: number): Float32Array =>
    Float32Array.from(candidates, (item) => Math.max(dot(user, item), best - FARTHEST));
  return {
    general: scoresOf(vectors.general, vectors.bestGeneral[n]!),
    next: scoresOf(vectors.next, vectors.bestNext[n]!),
    bestGeneral: vectors.bestGeneral[n]!,
    bestNext: vectors.bestNext[n]!,
  };
}

/** Scores below the best that are told apart. */
const FARTHEST = 30;
