import { type ItemFeatures, typeOfKind } from '@stars/contracts';
import { type ContextReading, LiveItemSignalReader, type LocalClock } from '@stars/features';
import {
  type BorrowedStatistics,
  type CandidateSizes,
  type DescribedCandidates,
  type FeatureLayout,
  GroupNames,
  innerProduct,
  type ModelScores,
  modelScores,
  type NeighbourTables,
  neighbourTables,
  neverChosenPlaces,
  type RequestRanking,
  SecondStageRanker,
  type SecondStageRequest,
  type SessionLog,
  SessionLogBuilder,
  StatisticsOfLog,
} from '@stars/ranking';
import { type EvaluationSession, type EvaluationSet, knownFrom } from '../evaluation-set.js';
import type { SessionVectors } from '../stars-candidates.js';
import { type CountedEvents, countedEvents, eventsOf, sessionLogOf } from './counted-events.js';
import { neighbourLogs } from './neighbour-logs.js';
import { borrowClasses, secondStageGroupNames, secondStageLevels } from './second-stage-levels.js';
import { ownBrowsing, ownEvents } from './session-evidence.js';

/** What the second stage reads besides the log. */
export interface SecondStageData {
  items: ReadonlyMap<string, ItemFeatures>;
  /** What may be used of the moment of a session. */
  timeline: ContextReading;
}

/**
 * Replays sessions for the second stage, only with what was known on the morning of each: the user's sessions before it, all
 * users' sessions before its day, and the signals that are live in the user's last region.
 */
export class SecondStageSessions {
  readonly width: number;
  readonly #ofLog: StatisticsOfLog;
  readonly #targets: CountedEvents;
  /** One state for all sessions, which are read into it one after the other. */
  readonly #ranking: RequestRanking;
  readonly #signals: LiveItemSignalReader | undefined;
  readonly #groupNames: GroupNames;
  readonly #findNeighbours: (morning: number) => void;
  /** The morning as of which neighbours are known. */
  #neighboursOf: number;

  /**
   * @param vectors Of the sessions. @param borrowed Of cold-start items, by catalogue index.
   * @param trained The local day as of whose morning the neighbours are; absent, or after it: that of the first session.
   */
  constructor(
    private readonly set: EvaluationSet,
    data: SecondStageData,
    private readonly clock: LocalClock,
    readonly layout: FeatureLayout,
    private readonly vectors: SessionVectors,
    borrowed?: ReadonlyMap<number, BorrowedStatistics>,
    trained = Number.POSITIVE_INFINITY,
  ) {
    const size = set.catalogue.length;
    const levels = secondStageLevels(set.catalogue, data.items, layout);
    const learned = set.catalogue.map((id, item) => (borrowed?.has(item) ? '' : id));
    this.#groupNames = new GroupNames(secondStageGroupNames(learned, data.items, levels, layout) ?? []);
    if (borrowed) for (const level of levels) borrowClasses(level, borrowed);
    const { log, catalogueOf: itemOf } = set;
    const targets = countedEvents(set);
    this.#targets = targets;
    const kinds = (layout.evidence ?? []).map(({ name }) => typeOfKind(name));
    const met = countedEvents(set, kinds);
    const evidence = kinds.map((type) => sessionLogOf({ log, itemOf, counts: (row) => log.type[row] === type }, clock));
    this.#ofLog = new StatisticsOfLog(sessionLogOf(targets, clock), size, levels, evidence);
    const { statistics } = this.#ofLog;
    const known = neighboursOf(set.interactions);
    this.#neighboursOf = set.sessions.reduce(
      (first, { day }) => Math.min(first, day),
      this.#isOfAllTimes ? Number.POSITIVE_INFINITY : trained,
    );
    const tables = { neighbours: {}, together: {} } as NeighbourTables;
    this.#findNeighbours = (morning) => {
      const found = known(morning, () =>
        neighbourTables(neighbourLogs(targets, met, clock, morning, layout.browsing), size),
      );
      Object.assign(tables.neighbours, found.neighbours);
      Object.assign(tables.together, found.together);
      Object.assign(statistics, { sessions: found.sessions });
    };
    this.#findNeighbours(this.#neighboursOf);
    const ranking = new SecondStageRanker(layout, levels, Object.assign(statistics, tables), {
      ...{ borrowed, texts: vectors.model.texts },
      neverChosen: neverChosenPlaces(vectors.model.kinds, set.catalogue),
    });
    this.#ranking = ranking.newRequest();
    this.width = ranking.width;
    this.#signals =
      layout.signals.length > 0
        ? LiveItemSignalReader.ofCatalogue(data.timeline, layout.signals, set.catalogue)
        : undefined;
  }

  /** As if each session had a training before it. */
  get #isOfAllTimes(): boolean {
    return this.set.protocol === 'leave-one-out';
  }

  /** Places of the sessions, in the order in which `of` must be called. */
  get order(): Uint32Array {
    const { sessions } = this.set;
    return Uint32Array.from(sessions.keys()).sort((a, b) => sessions[a]!.day - sessions[b]!.day || a - b);
  }

  /**
   * One session's candidates, as catalogue indices, with their features.
   * @param searched Items that the model's searches found for the session. @param coldStartItems The same for searches among cold-start items.
   * @param chosen Selects some of the candidates; absent: all.
   */
  of(
    n: number,
    asked: CandidateSizes,
    searched: readonly ArrayLike<number>[],
    coldStartItems?: readonly ArrayLike<number>[],
    chosen = (candidates: Int32Array): Int32Array => candidates,
  ): DescribedCandidates {
    const session = this.set.sessions[n]!;
    this.#ofLog.advanceTo(session.day);
    // Those of the training serve until the next one.
    if (this.#isOfAllTimes && session.day >= this.#neighboursOf + DAYS_OF_NEIGHBOURS) {
      this.#neighboursOf = session.day;
      this.#findNeighbours(session.day);
    }
    const history = this.#historyOf(session);
    const own = ownEvents(this.set, session);
    const request: SecondStageRequest = {
      day: session.day,
      hour: this.clock.hour(session.time),
      region: own.region,
    };
    const browsed = this.#groupNames.touchedBy(ownBrowsing(this.set.log, session));
    const seeds = Array.from(session.seeds ?? [], (item) => ({ item, weight: 1 }));
    this.#ranking.read(history, request, { events: own.events, browsed, seeds, now: session.time });
    const live = this.#signals?.at(this.set.log.regions[request.region]!, session.time);
    const sizes = this.#ranking.sizes(request.day, asked);
    const others = this.#ranking.others(request.day, live, sizes);
    const candidates = chosen(this.#ranking.candidates({ others: others.items, searched, coldStartItems }, sizes));
    const scores = scoresOf(this.vectors, session, n, candidates, this.layout.repeats === true);
    return this.#ranking.describe(candidates, live, scores);
  }

  #historyOf(session: EvaluationSession): SessionLog {
    const builder = new SessionLogBuilder();
    const known = eventsOf(this.#targets, this.clock, session.user, knownFrom(session), session.historyTo);
    builder.addUser([...known].filter(({ item }) => item >= 0));
    return builder.build();
  }
}

const DAYS_OF_NEIGHBOURS = 7;

/** Most places in the tables of neighbours that are kept: 480 MB, half a year of mornings for 25,000 items. */
const MOST_PLACES = 60_000_000;

type Neighbourhoods = (morning: number, find: () => NeighbourTables) => NeighbourTables;

const neighbourhoods = new WeakMap<EvaluationSet['interactions'], Neighbourhoods>();

/** The tables of these interactions: every replay of them needs the same ones, and they take seconds. */
function neighboursOf(interactions: EvaluationSet['interactions']): Neighbourhoods {
  const before = neighbourhoods.get(interactions);
  if (before) return before;
  const kept = new Map<number, NeighbourTables>();
  let places = 0;
  const of: Neighbourhoods = (morning, find) => {
    const found = kept.get(morning) ?? find();
    const size = found.neighbours.items.length + found.together.items.length;
    if (kept.has(morning) || places + size > MOST_PLACES) return found;
    places += size;
    kept.set(morning, found);
    return found;
  };
  neighbourhoods.set(interactions, of);
  return of;
}

/** Undefined if serving would have no vectors of the user. */
function scoresOf(
  vectors: SessionVectors,
  session: EvaluationSession,
  n: number,
  candidates: Int32Array,
  withRepeats: boolean,
): ModelScores | undefined {
  if (vectors.known[n] === 0) return undefined;
  const { model } = vectors;
  const { width, itemVectors: items } = model;
  const shift = model.dayShift?.(session);
  const rowOf = (table: Float32Array, row: number): Float32Array => table.subarray(row * width, (row + 1) * width);
  const scores = (user: Float32Array): Float32Array =>
    Float32Array.from(candidates, (item) => innerProduct(user, rowOf(items, item)) + (shift?.[item] ?? 0));
  const best = { general: vectors.bestGeneral[n]!, next: vectors.bestNext[n]! };
  const rhos = withRepeats ? model.repeats?.(session) : undefined;
  const rhoOf = rhos && ((place: number) => rhos.get(candidates[place]!));
  return modelScores(scores(rowOf(vectors.general, n)), scores(rowOf(vectors.next, n)), best, rhoOf);
}
