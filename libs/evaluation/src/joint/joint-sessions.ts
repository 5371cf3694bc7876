import type { ItemFeatures } from '@stars/contracts';
import { type ContextTimeline, categoryLevels, LiveItemSignalReader, type LocalClock } from '@stars/features';
import {
  type CandidateSizes,
  type DescribedCandidates,
  type ItemNeighbours,
  ItemStatistics,
  itemNeighbours,
  itemsTakenTogether,
  type JointLayout,
  JointRanking,
  type JointRequest,
  type Loan,
  type ModelScores,
  modelScores,
  type VisitLog,
  VisitLogBuilder,
} from '@stars/ranking';
import type { EvaluationSession, EvaluationSet } from '../evaluation-set.js';
import type { SessionVectors } from '../stars-candidates.js';

/** Levels of categories that are told apart: the finest ones. */
const LEVELS = 2;

/** Items' neighbours are found anew after so many days: as old as those of a model that is trained once a month. */
const NEIGHBOUR_DAYS = 28;

/** Number of levels of categories that the joint ranking is told apart of these items. */
export const jointLevelCount = (ids: readonly string[], items: ReadonlyMap<string, ItemFeatures>): number =>
  Math.min(LEVELS, categoryLevels(pathsOf(ids, items)).length);

/** [I] group of each item, finest level first; a level that the items do not have is -1 throughout. */
export function jointLevels(
  ids: readonly string[],
  items: ReadonlyMap<string, ItemFeatures>,
  { levels: count, texts = false }: Pick<JointLayout, 'levels' | 'texts'>,
): Int32Array[] {
  const found = categoryLevels(pathsOf(ids, items)).slice(-count).reverse();
  const levels = Array.from({ length: count }, (_, level) =>
    found[level] ? Int32Array.from(found[level].classes) : new Int32Array(ids.length).fill(-1),
  );
  return texts ? [...levels, textGroups(ids, items)] : levels;
}

/** Whether some of the items have one text. */
export function shareTexts(ids: readonly string[], items: ReadonlyMap<string, ItemFeatures>): boolean {
  const texts = ids.flatMap((id) => items.get(id)?.textHash || []);
  return new Set(texts).size < texts.length;
}

/** [I] items of one text are of one group; -1 without a text. */
function textGroups(ids: readonly string[], items: ReadonlyMap<string, ItemFeatures>): Int32Array {
  const texts = new Map<string, number>();
  return Int32Array.from(ids, (id) => {
    const text = items.get(id)?.textHash;
    if (!text) return -1;
    if (!texts.has(text)) texts.set(text, texts.size);
    return texts.get(text)!;
  });
}

const pathsOf = (ids: readonly string[], items: ReadonlyMap<string, ItemFeatures>): string[][] =>
  ids.map((id) => items.get(id)?.category ?? []);

/**
 * Replays sessions for the joint ranking, with nothing but what was known on the morning of each: the user's visits
 * before it, everybody's before its day, and the signals live where the user last was.
 */
export class JointSessions {
  readonly width: number;
  private readonly statistics: ItemStatistics;
  private readonly ranking: JointRanking;
  private readonly signals: LiveItemSignalReader | undefined;
  private readonly findNeighbours: (morning: number) => void;
  private neighboursFrom: number;

  /** @param vectors Of the sessions, where the layout has the model's scores. @param loans Of newcomers, by catalogue index. */
  constructor(
    private readonly set: EvaluationSet,
    data: { items: ReadonlyMap<string, ItemFeatures>; timeline: ContextTimeline },
    private readonly clock: LocalClock,
    readonly layout: JointLayout,
    private readonly vectors?: SessionVectors,
    loans?: ReadonlyMap<number, Loan>,
  ) {
    const size = set.catalogue.length;
    const levels = jointLevels(set.catalogue, data.items, layout);
    if (loans) for (const level of levels) lendClasses(level, loans);
    const visits = visitsOf(set, clock);
    this.statistics = new ItemStatistics(visits, size, levels, layout.novelty);
    const known = neighboursOf(set.interactions);
    const neighboursOn = (morning: number) => ({
      ...(layout.neighbours
        ? { neighbours: known(`users ${morning}`, () => itemNeighbours(visits, morning, size)) }
        : {}),
      ...(layout.together
        ? { together: known(`visits ${morning}`, () => itemsTakenTogether(visits, morning, size)) }
        : {}),
    });
    // As of the first session, as a model that serves knows them as of its training.
    this.neighboursFrom = set.sessions.reduce((first, { day }) => Math.min(first, day), Number.POSITIVE_INFINITY);
    Object.assign(this.statistics, structuredClone(neighboursOn(this.neighboursFrom)));
    this.findNeighbours = (morning) => {
      const { neighbours, together } = neighboursOn(morning);
      if (neighbours) overwrite(this.statistics.neighbours!, neighbours);
      if (together) overwrite(this.statistics.together!, together);
    };
    this.ranking = new JointRanking(layout, levels, this.statistics, loans);
    this.width = this.ranking.width;
    const indexOf = new Map(set.catalogue.map((id, index) => [id, index]));
    this.signals =
      layout.signals.length > 0
        ? new LiveItemSignalReader(data.timeline, layout.signals, size, (id) => indexOf.get(id))
        : undefined;
  }

  /** Places of the sessions in the order in which they must be asked for. */
  get order(): Uint32Array {
    const { sessions } = this.set;
    return Uint32Array.from(sessions.keys()).sort((a, b) => sessions[a]!.day - sessions[b]!.day || a - b);
  }

  /**
   * One session's candidates, catalogue indices, with what is known of them.
   * @param searched Items that the model's searches found for the session. @param newcomers The same of those among newcomers.
   * @param chosen Those of the candidates that are wanted; absent: all.
   */
  of(
    n: number,
    sizes: CandidateSizes,
    searched: readonly ArrayLike<number>[],
    newcomers?: readonly ArrayLike<number>[],
    chosen = (candidates: Int32Array): Int32Array => candidates,
  ): DescribedCandidates {
    const session = this.set.sessions[n]!;
    this.statistics.advanceTo(session.day);
    if (session.day >= this.neighboursFrom + NEIGHBOUR_DAYS) {
      this.neighboursFrom = session.day;
      this.findNeighbours(session.day);
    }
    const history = this.historyOf(session);
    const request: JointRequest = {
      day: session.day,
      hour: this.clock.hour(session.time),
      region: history.region.at(-1) ?? 0,
    };
    this.ranking.read(history, request);
    const live = this.signals?.at(this.set.log.regions[request.region]!, session.time);
    const popular = this.ranking.popularItems(request.day, live, sizes);
    const candidates = chosen(this.ranking.candidates(popular, searched, sizes, undefined, newcomers));
    return this.ranking.describe(candidates, live, this.vectors && scoresOf(this.vectors, n, candidates));
  }

  private historyOf({ interactionsFrom, interactionsTo }: EvaluationSession): VisitLog {
    const builder = new VisitLogBuilder();
    builder.addUser(events(this.set, this.clock, interactionsFrom, interactionsTo));
    return builder.build();
  }
}

/** Places in tables of neighbours that are kept, at most: 160 MB. */
const MOST_PLACES = 20_000_000;

type Neighbourhoods = (name: string, find: () => ItemNeighbours) => ItemNeighbours;

const neighbourhoods = new WeakMap<EvaluationSet['interactions'], Neighbourhoods>();

/** Tables that were found for these interactions before: all that is replayed of them needs the same, and each takes seconds. */
function neighboursOf(interactions: EvaluationSet['interactions']): Neighbourhoods {
  const before = neighbourhoods.get(interactions);
  if (before) return before;
  const tables = new Map<string, ItemNeighbours>();
  let places = 0;
  const of: Neighbourhoods = (name, find) => {
    const found = tables.get(name) ?? find();
    if (tables.has(name) || places + found.items.length > MOST_PLACES) return found;
    places += found.items.length;
    tables.set(name, found);
    return found;
  };
  neighbourhoods.set(interactions, of);
  return of;
}

/** The ranking holds the tables themselves. */
function overwrite(table: ItemNeighbours, { items, likeness }: ItemNeighbours): void {
  table.items.set(items);
  table.likeness.set(likeness);
}

/** Newcomers of a class that nothing learned is of are of that of their first lender. */
function lendClasses(level: Int32Array, loans: ReadonlyMap<number, Loan>): void {
  const known = new Set(level.filter((_, item) => !loans.has(item)));
  for (const [item, { items }] of loans) if (!known.has(level[item]!)) level[item] = level[items[0] ?? -1] ?? -1;
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
function scoresOf(vectors: SessionVectors, n: number, candidates: Int32Array): ModelScores | undefined {
  if (vectors.known[n] === 0) return undefined;
  const { width, items } = vectors;
  const rowOf = (table: Float32Array, row: number): Float32Array => table.subarray(row * width, (row + 1) * width);
  const user = {
    general: rowOf(vectors.general, n),
    next: rowOf(vectors.next, n),
    bestGeneral: vectors.bestGeneral[n]!,
    bestNext: vectors.bestNext[n]!,
  };
  return modelScores(candidates, user, (item) => rowOf(items, item));
}
