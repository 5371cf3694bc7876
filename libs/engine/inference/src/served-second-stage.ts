import type { CandidateSource, ItemSums } from '@stars/contracts';
import { type ContextReading, type LiveItemValues, LocalClock, typeOfKind } from '@stars/features';
import {
  ALL_SIZES,
  atLeast,
  type CandidateSizes,
  EvidenceClaims,
  ExplainableScore,
  LiveItemStatistics,
  NumberedKeys,
  neverChosenPlaces,
  type OpenedRequest,
  type OtherItems,
  type RankedCandidate,
  type ReadRequest,
  RequestClaims,
  type RequestMoment,
  type RequestRanking,
  SecondStageRanker,
  type SecondStageServing,
  type ServedCandidates,
  secondStageTop,
  type UserEvent,
} from '@stars/ranking';
import type { ColdStartBook } from './cold-start-book.js';
import { ItemPlaces } from './item-places.js';
import { type EventReading, knownSessions } from './known-sessions.js';
import { LaterItems } from './later-items.js';
import { LiveSignalReaders } from './live-signal-readers.js';
import { NamedScores } from './named-scores.js';
import { padded, withUnlearned } from './places-beyond.js';
import { RequestStates } from './request-states.js';
import type { SecondStageArtifact } from './second-stage-artifact.js';
import { type ServedNetwork, servedNetworks } from './served-networks.js';
import type { StarsModel } from './stars-model.js';

/** Most statistics by region and item, about 25 bytes each. */
export const MOST_REGION_CELLS = 4_000_000;
/** A region without any statistics. */
const ELSEWHERE = -1;
/** How many requests have a state in memory at the same time: some hundred kilobytes each, by the user's history. */
const MOST_STATES = 16;

/** What a request's ranking starts from. */
interface Known {
  network: ServedNetwork;
  sizes: CandidateSizes;
  user: Omit<ReadRequest, 'hasScores'>;
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
 * user's sessions and the signals are those of the request. Sessions hold learned items, and those that were met since. Each request
 * has a state of its own, so a request may wait for stores while others go on.
 */
export class ServedSecondStage implements SecondStageServing {
  readonly #all: ServedNetwork;
  /** For unseen items alone. */
  readonly #fresh: ServedNetwork | undefined;
  /** Of all users. */
  readonly statistics: LiveItemStatistics;
  readonly #states: RequestStates<RequestRanking>;
  readonly #places: ItemPlaces;
  readonly #claims: EvidenceClaims;
  readonly #events: EventReading;
  readonly #signals: LiveSignalReaders;
  /** Features of one request at a time, for as long as it takes to score them. */
  #features = new Float32Array(0);
  readonly #later: LaterItems;
  /** The day of the training's latest event. */
  readonly #trainedDay: number;

  constructor(
    private readonly model: Pick<StarsModel, 'learnedItems' | 'rowOf' | 'timeZone'> & Partial<StarsModel>,
    private readonly artifact: SecondStageArtifact,
    private readonly contextNow: () => Promise<ContextReading>,
    /** Absent if the model knows nothing of the content of its items: then only learned items have places. */
    private readonly book?: Pick<ColdStartBook, 'has' | 'of'>,
    mostRegionCells = MOST_REGION_CELLS,
  ) {
    const { all, fresh } = servedNetworks(artifact);
    this.#all = all;
    this.#fresh = fresh;
    const levels = artifact.levels.map((level) => padded(level, -1));
    this.#trainedDay = artifact.statistics.day;
    this.#places = new ItemPlaces(model, levels, book);
    const { layout } = artifact;
    const regionOf = new Map(artifact.regions.map((name, region) => [name, region]));
    const numbers = { regions: regionOf, kinds: (layout.evidence ?? []).map(({ name }) => typeOfKind(name)) };
    this.statistics = new LiveItemStatistics(withUnlearned(artifact.statistics), levels, numbers, mostRegionCells);
    const neverChosen = neverChosenPlaces(model.kinds, model.learnedItems);
    const known = { borrowed: this.#places.borrowed, texts: model.texts, neverChosen };
    const ranking = new SecondStageRanker(layout, levels, this.statistics, known);
    this.#states = new RequestStates(MOST_STATES, () => ranking.newRequest());
    this.#claims = new EvidenceClaims(ranking, layout, (item) => this.#places.idOf(item));
    this.#signals = new LiveSignalReaders(layout.signals, model.learnedItems.length, this.#places);
    this.#later = new LaterItems(this.#places, this.#signals, book);
    this.#events = {
      clock: new LocalClock(model.timeZone),
      itemOf: (itemId) => this.#places.placeOf(itemId),
      regionOf,
      kinds: model.kinds,
    };
    this.#findPopular();
  }

  get ranksNew(): boolean {
    return this.#fresh !== undefined;
  }

  /** Replaces what is known of an item that was learned, or was met since. Answers follow once it is `settled`. */
  put(sums: ItemSums): void {
    const place = this.#places.placeOf(sums.itemId);
    if (place !== undefined) {
      this.#later.settled(sums.itemId);
      this.statistics.put(place, sums);
    } else if (sums.day >= this.#trainedDay) this.#later.meet(sums);
  }

  /** Gives places to items that were met since the training. Errors: those of the catalogue. @returns whether any got one */
  admitMet(): Promise<boolean> {
    return this.#later.admitMet((sums) => this.put(sums));
  }

  /** Brings popular items, and sums of groups, in line with what is known of the items. */
  settle(): void {
    this.statistics.settle();
    this.#findPopular();
  }

  async open(
    history: readonly UserEvent[],
    { time, region: asked, onlyNew, withoutSignals }: RequestMoment,
  ): Promise<OpenedRequest> {
    const network = (onlyNew ? this.#fresh : undefined) ?? this.#all;
    const { clock, regionOf } = this.#events;
    const context = withoutSignals ? undefined : await this.contextNow();
    const { log, lastRegion, events } = knownSessions(history, time, this.#events);
    const region = asked || (lastRegion ?? '');
    const live = (): LiveItemValues | undefined => context && this.#signals.read(context, region, time);
    const liveNow = live();
    if (network.sizes.liveColdStartItems > 0) this.#later.admitLive(liveNow);
    const request = { day: clock.day(time), hour: clock.hour(time), region: regionOf.get(region) ?? ELSEWHERE };
    const key = {};
    const read = (state: RequestRanking): void => state.read(log, request, { events, now: time });
    const ranking = this.#states.of(key, read);
    const { history: own, order } = ranking;
    const sizes = ranking.sizes(this.statistics.changes, network.sizes);
    const others = ranking.others(this.statistics.changes, liveNow, sizes);
    const distinct = new NumberedKeys();
    const sources: CandidateSource[] = [];
    others.items.forEach((item, n) => {
      if (!own.has(item) && distinct.add(item) > sources.length) sources.push(others.sources[n]!);
    });
    const { length: found } = sources;
    const places = Array.from({ length: found }, (_, n) => distinct.keys[n + 1]!);
    for (let o = 0; o < order.length; o++) places.push(own.items.keys[order[o]!]!);
    const ids = places.map((item) => this.#places.idOf(item)!);
    const had = this.artifact.layout.repeats ? this.model.repeats?.of(history, time) : undefined;
    const rhoOf = had && ((item: number) => had.get(this.#places.idOf(item)!));
    const withUser: ReadRequest['withUser'] = (use) => this.#states.use(key, read, use);
    const known: Known = { network, sizes, user: { request, withUser }, others, live, ids, places, rhoOf };
    return {
      depth: { own: sizes.own, searched: sizes.searched, coldStartItems: this.book ? sizes.coldStartItems : 0 },
      simple: network.simple,
      repeats: had,
      region,
      own: ids.slice(found),
      others: ids.slice(0, found),
      sources,
      admit: (itemIds) => this.#later.admit(itemIds),
      rank: (candidates, pool) => this.#rank(this.#states.of(key, read), known, candidates, pool),
      close: () => this.#states.release(key),
    };
  }

  /** So that no request waits for it. */
  #findPopular(): void {
    const state = this.#states.of(this, () => undefined);
    state.others(this.statistics.changes, undefined, ALL_SIZES);
    this.#states.release(this);
  }

  #rank(
    ranking: RequestRanking,
    { network, sizes, user, others, live, ids, places: placesOf, rhoOf }: Known,
    { eligible, found, general, next, coldStartItems = [], best }: ServedCandidates,
    pool: number,
  ): RankedCandidate[] {
    const { scorer, explainer, coldStart: weights } = network;
    const claims = new RequestClaims(this.#claims, { ...user, hasScores: best !== undefined }, network);
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
    return secondStageTop(scorer, described, pool, weights).map(({ place, item, score, ofColdStart, above }) => {
      const logPopularity = ranking.logPopularityOf(item);
      // A copy: the next request writes into the same features.
      const row = described.features.slice(place * ranking.width, (place + 1) * ranking.width);
      return {
        itemId: places.idOf(item),
        score,
        own: ranking.history.has(item),
        ...(logPopularity === undefined ? {} : { logPopularity }),
        explainable: new ExplainableScore(explainer, claims, { item, row, above }, ofColdStart),
      };
    });
  }
}
