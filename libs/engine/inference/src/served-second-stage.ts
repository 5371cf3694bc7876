import type { ItemSums } from '@stars/contracts';
import {
  type ContextReading,
  LiveItemSignalReader,
  type LiveItemValues,
  LocalClock,
  typeOfKind,
} from '@stars/features';
import {
  ALL_SIZES,
  atLeast,
  type CandidateSizes,
  type ColdStartWeights,
  ExplainableScore,
  LiveItemStatistics,
  NEW_SIZES,
  NumberedKeys,
  type OpenedRequest,
  type OtherItems,
  PLAIN_COLD_START,
  type RankedCandidate,
  type RequestMoment,
  type RequestRanking,
  SecondStageRanker,
  type SecondStageServing,
  type SecondStageWeights,
  type ServedCandidates,
  secondStageColumns,
  secondStageTop,
  type UserEvent,
} from '@stars/ranking';
import type { ColdStartBook } from './cold-start-book.js';
import { ItemPlaces } from './item-places.js';
import { type EventReading, learnedSessions } from './learned-sessions.js';
import { NamedScores } from './named-scores.js';
import { NetworkExplainer } from './network-explainer.js';
import { MOST_COLD_START_ITEMS, padded, UNLEARNED, withUnlearned } from './places-beyond.js';
import { RequestStates } from './request-states.js';
import type { SecondStageArtifact } from './second-stage-artifact.js';
import { SecondStageNetwork } from './second-stage-network.js';
import type { StarsModel } from './stars-model.js';

/** Most statistics by region and item, about 25 bytes each. */
export const MOST_REGION_CELLS = 4_000_000;
/** A region without any statistics. */
const ELSEWHERE = -1;
/** How many requests have a state in memory at the same time: some hundred kilobytes each, by the user's history. */
const MOST_STATES = 16;

/** How one kind of answer is ranked. */
interface Kind {
  scorer: SecondStageNetwork;
  explainer: NetworkExplainer;
  sizes: CandidateSizes;
  coldStart: ColdStartWeights;
}

/** What a request's ranking starts from. */
interface Known {
  kind: Kind;
  others: OtherItems;
  /** Other items, each once, then the user's own: ids and places. */
  ids: readonly string[];
  places: readonly number[];
  /** Read again for each ranking: cold-start items may have been admitted meanwhile. */
  live: () => LiveItemValues | undefined;
  /** ρ by place, of what the user had; absent: the model's scores are without the repeat head. */
  rhoOf: Parameters<NamedScores['of']>[2];
}

/**
 * The second stage of a loaded model. The statistics of all users are those of the training until live ones replace them; the
 * user's sessions and the signals are those of the request. Sessions hold learned items only, as in training: other items have no
 * statistics. Each request has a state of its own, so a request may wait for stores while others go on.
 */
export class ServedSecondStage implements SecondStageServing {
  readonly #all: Kind;
  /** For unseen items alone. */
  readonly #fresh: Kind | undefined;
  /** Of all users. */
  readonly statistics: LiveItemStatistics;
  readonly #states: RequestStates<RequestRanking>;
  readonly #places: ItemPlaces;
  readonly #events: EventReading;
  #signalReaders = new WeakMap<ContextReading, LiveItemSignalReader>();
  /** Features of one request at a time, for as long as it takes to score them. */
  #features = new Float32Array(0);
  /** Live items whose cold-start items were admitted, or are being admitted. */
  readonly #admittedLive = new WeakSet<LiveItemValues>();

  constructor(
    private readonly model: Pick<StarsModel, 'learnedItems' | 'timeZone'> & Partial<StarsModel>,
    private readonly artifact: SecondStageArtifact,
    private readonly contextNow: () => Promise<ContextReading>,
    /** Absent if the model has no statistics to borrow. */
    private readonly book?: Pick<ColdStartBook, 'has' | 'of'>,
    mostRegionCells = MOST_REGION_CELLS,
  ) {
    const { all, fresh } = artifact.coldStart ?? { all: PLAIN_COLD_START, fresh: PLAIN_COLD_START };
    const groups = secondStageColumns(artifact.layout).map(({ group }) => group);
    const scoring = (weights: SecondStageWeights) => ({
      scorer: new SecondStageNetwork(weights),
      explainer: new NetworkExplainer(weights, groups),
    });
    this.#all = { ...scoring(artifact.all), sizes: ALL_SIZES, coldStart: all };
    this.#fresh = artifact.fresh && { ...scoring(artifact.fresh), sizes: NEW_SIZES, coldStart: fresh };
    const levels = artifact.levels.map((level) => padded(level, -1));
    this.#places = new ItemPlaces(model.learnedItems, levels, book);
    const { layout } = artifact;
    const regionOf = new Map(artifact.regions.map((name, region) => [name, region]));
    const numbers = { regions: regionOf, kinds: (layout.evidence ?? []).map(({ name }) => typeOfKind(name)) };
    this.statistics = new LiveItemStatistics(withUnlearned(artifact.statistics), levels, numbers, mostRegionCells);
    const ranking = new SecondStageRanker(layout, levels, this.statistics, this.#places.borrowed);
    this.#states = new RequestStates(MOST_STATES, () => ranking.newRequest());
    this.#events = {
      clock: new LocalClock(model.timeZone),
      itemOf: (itemId) => this.#places.learnedPlaceOf(itemId),
      regionOf,
      kinds: model.kinds,
    };
    this.#findPopular();
  }

  get ranksNew(): boolean {
    return this.#fresh !== undefined;
  }

  /** Replaces what is known of an item, if the model has learned it. Answers follow once it is `settled`. */
  put(sums: ItemSums): void {
    const place = this.#places.learnedPlaceOf(sums.itemId);
    if (place !== undefined) this.statistics.put(place, sums);
  }

  /** Brings popular items, and sums of groups, in line with what is known of the items. */
  settle(): void {
    this.statistics.settle();
    this.#findPopular();
  }

  async open(history: readonly UserEvent[], { time, region: asked, onlyNew }: RequestMoment): Promise<OpenedRequest> {
    const kind = (onlyNew ? this.#fresh : undefined) ?? this.#all;
    const { sizes } = kind;
    const { clock, regionOf } = this.#events;
    const context = await this.contextNow();
    const { log, lastRegion, events } = learnedSessions(history, time, this.#events);
    const region = asked || (lastRegion ?? '');
    const live = (): LiveItemValues | undefined => this.#readerOf(context)?.at(region, time);
    const liveNow = live();
    if (sizes.liveColdStartItems > 0) this.#admitLive(liveNow);
    const request = { day: clock.day(time), hour: clock.hour(time), region: regionOf.get(region) ?? ELSEWHERE };
    const key = {};
    const read = (): RequestRanking => this.#states.of(key, (state) => state.read(log, request, { events, now: time }));
    const ranking = read();
    const { history: own, order } = ranking;
    const others = ranking.others(this.statistics.changes, liveNow, sizes);
    const distinct = new NumberedKeys();
    const [browsed, popular, similar] = [others.browsed, others.popular, others.similar].map((items) => {
      for (const item of items) if (!own.has(item)) distinct.add(item);
      return distinct.size;
    }) as [number, number, number];
    const places: number[] = [];
    for (let n = 1; n <= similar; n++) places.push(distinct.keys[n]!);
    for (let o = 0; o < order.length; o++) places.push(own.items.keys[order[o]!]!);
    const ids = places.map((item) => this.#places.idOf(item)!);
    const had = this.artifact.layout.repeats ? this.model.repeats?.of(history, time) : undefined;
    const rhoOf = had && ((item: number) => had.get(this.#places.idOf(item)!));
    const known: Known = { kind, others, live, ids, places, rhoOf };
    return {
      depth: { own: sizes.own, searched: sizes.searched, coldStartItems: this.book ? sizes.coldStartItems : 0 },
      region,
      own: ids.slice(similar),
      browsed: ids.slice(0, browsed),
      popular: ids.slice(browsed, popular),
      others: ids.slice(0, similar),
      numbers: { space: this.#places, others: places.slice(0, similar), own: places.slice(similar) },
      admit: (itemIds) => this.#admit(itemIds),
      rank: (candidates, pool) => this.#rank(read(), known, candidates, pool),
      close: () => this.#states.release(key),
    };
  }

  /** So that no request waits for it. */
  #findPopular(): void {
    const state = this.#states.of(this, () => undefined);
    state.others(this.statistics.changes, undefined, ALL_SIZES);
    this.#states.release(this);
  }

  async #admit(itemIds: readonly string[]): Promise<void> {
    // Their signals were not read before.
    if (await this.#places.admit(itemIds)) this.#signalReaders = new WeakMap();
  }

  /**
   * Cold-start items with a live signal become candidates once their neighbours are known. This request does not wait for it:
   * later requests have them.
   */
  #admitLive(live: LiveItemValues | undefined): void {
    const { book } = this;
    if (!live || !book || this.#admittedLive.has(live)) return;
    this.#admittedLive.add(live);
    const ids = live.others.filter((id) => book.has(id)).slice(0, NEW_SIZES.liveColdStartItems);
    // If the catalogue is away, a later request tries again.
    this.#admit(ids).catch(() => this.#admittedLive.delete(live));
  }

  #rank(
    ranking: RequestRanking,
    { kind: { scorer, explainer, sizes, coldStart: weights }, others, live, ids, places: placesOf, rhoOf }: Known,
    { eligible, found, general, next, coldStartItems = [], best }: ServedCandidates,
    pool: number,
  ): RankedCandidate[] {
    const places = this.#places.withUnlearned();
    const named = new NamedScores();
    let at = 0;
    named.add(eligible, (itemId) => {
      // They are the same strings in the same order: to find one again costs less than to look it up.
      while (at < ids.length && ids[at] !== itemId) at++;
      return placesOf[at] ?? places.placeOf(itemId);
    });
    const { size: eligibleItems } = named.items;
    named.add(found, places.placeOf);
    const searched = [general, next].map((ids) => ids.slice(0, sizes.searched).map(places.placeOf));
    const coldStart = coldStartItems.map((ids) => ids.flatMap((id) => this.#places.admittedPlaceOf(id) ?? []));
    const mayServe = (item: number): boolean => {
      const number = named.items.numberOf(item);
      return number > 0 && number <= eligibleItems;
    };
    const candidates = ranking.candidates(others, searched, sizes, mayServe, coldStart);
    const scores = best ? named.of(candidates, best, rhoOf) : undefined;
    this.#features = atLeast(this.#features, candidates.length * ranking.width);
    const described = ranking.describe(candidates, live(), scores, this.#features);
    return secondStageTop(scorer, described, pool, weights).map(({ place, item, score, ofColdStart }) => {
      const logPopularity = ranking.logPopularityOf(item);
      // A copy: the next request writes into the same features.
      const row = described.features.slice(place * ranking.width, (place + 1) * ranking.width);
      return {
        itemId: places.idOf(item),
        score,
        own: ranking.history.has(item),
        ...(logPopularity === undefined ? {} : { logPopularity }),
        explainable: new ExplainableScore(explainer, row, ofColdStart),
      };
    });
  }

  #readerOf(context: ContextReading): LiveItemSignalReader | undefined {
    const { signals } = this.artifact.layout;
    if (signals.length === 0) return undefined;
    const known = this.#signalReaders.get(context);
    if (known) return known;
    const size = this.model.learnedItems.length + MOST_COLD_START_ITEMS + UNLEARNED;
    const reader = new LiveItemSignalReader(context, signals, size, (item) => this.#places.placeOf(context.idOf(item)));
    this.#signalReaders.set(context, reader);
    return reader;
  }
}
