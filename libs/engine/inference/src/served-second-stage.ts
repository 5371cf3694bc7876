import { CandidateSource, type ItemSums, typeOfKind } from '@stars/contracts';
import { type ContextReading, LocalClock } from '@stars/features';
import { priorServes } from '@stars/model/definition';
import {
  atLeast,
  type CandidateSizes,
  EvidenceClaims,
  GroupNames,
  type KnownCandidates,
  LiveItemStatistics,
  NumberedKeys,
  neverChosenPlaces,
  type OtherItems,
  type RankedCandidate,
  type RequestClaims,
  type RequestMoment,
  type RequestRanking,
  type ScoredItems,
  SecondStageRanker,
  type SecondStageRequest,
  type SecondStageServing,
  type ServedCandidates,
  secondStageTop,
  seedItems,
  type UserEvent,
} from '@stars/ranking';
import type { ColdStartBook } from './cold-start-book.js';
import { ItemLists } from './item-lists.js';
import { ItemPlaces, type NamedPlaces } from './item-places.js';
import { type EventReading, knownSessions } from './known-sessions.js';
import { LaterItems } from './later-items.js';
import { LivePrior } from './live-prior.js';
import { LiveSignalReaders } from './live-signal-readers.js';
import { NamedScores } from './named-scores.js';
import { padded, withUnlearned } from './places-beyond.js';
import type { SecondStageArtifact } from './second-stage-artifact.js';
import { networkOf, type ServedNetwork, type ServedNetworks, servedNetworks } from './served-networks.js';
import type { StarsModel } from './stars-model.js';

/** Most statistics by region and item, about 25 bytes each. */
const MOST_REGION_CELLS = 4_000_000;
/** A region without any statistics. */
const ELSEWHERE = -1;

/** What `gather` knows of a request, and `score` goes on with. */
interface ReadCandidates extends KnownCandidates {
  network: ServedNetwork;
  sizes: CandidateSizes;
  request: SecondStageRequest;
  /** It has read the user: as large as the history. */
  ranking: RequestRanking;
  items: OtherItems;
  /** Of `others` and `own`. */
  places: { others: Int32Array; own: Int32Array };
  /** Absent: signals cannot be read. They are read again for the scores, as cold-start items may have been admitted meanwhile. */
  context: ContextReading | undefined;
  time: number;
}

/**
 * The second stage of a loaded model. The statistics of all users are those of the training until live ones replace them; the
 * user's sessions and the signals are those of the request. Sessions hold learned items, and those that were met since. What it has
 * read of a user goes with the request, so a request may wait for stores while others go on.
 */
export class ServedSecondStage implements SecondStageServing {
  readonly #networks: ServedNetworks;
  /** Of all users. */
  readonly statistics: LiveItemStatistics;
  /** By these statistics. */
  readonly lists: ItemLists;
  /** By these statistics; absent if the model has no recent popularity prior. */
  readonly prior: LivePrior | undefined;
  readonly #ranker: SecondStageRanker;
  readonly #places: ItemPlaces;
  readonly #claims: EvidenceClaims;
  readonly #events: EventReading;
  readonly #groupNames: GroupNames;
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
    private readonly book?: Pick<ColdStartBook, 'has' | 'get'>,
  ) {
    this.#networks = servedNetworks(artifact);
    const levels = artifact.levels.map((level) => padded(level, -1));
    this.#trainedDay = artifact.statistics.day;
    this.#places = new ItemPlaces(model, levels, book);
    const { layout } = artifact;
    const regionOf = new Map(artifact.regions.map((name, region) => [name, region]));
    const numbers = { regions: regionOf, kinds: (layout.evidence ?? []).map(({ name }) => typeOfKind(name)) };
    this.statistics = new LiveItemStatistics(withUnlearned(artifact.statistics), levels, numbers, MOST_REGION_CELLS);
    this.lists = new ItemLists(this.statistics.state, this.#places, regionOf);
    const neverChosen = neverChosenPlaces(model.kinds, model.learnedItems);
    const known = { borrowed: this.#places.borrowed, texts: model.texts, neverChosen };
    this.#ranker = new SecondStageRanker(layout, levels, this.statistics.state, known);
    this.#claims = new EvidenceClaims(this.#ranker, layout, (item) => this.#places.idOf(item));
    this.#groupNames = new GroupNames(artifact.groupNames ?? []);
    this.#signals = new LiveSignalReaders(layout.signals, model.learnedItems.length, this.#places);
    this.#later = new LaterItems(this.#places, this.#signals, book, (sums) => this.put(sums));
    this.#events = {
      clock: new LocalClock(model.timeZone),
      itemOf: (itemId) => this.#places.placeOf(itemId),
      regionOf,
      kinds: model.kinds,
    };
    const { config } = model;
    const hasPrior = config !== undefined && config.priorDays > 0 && priorServes(config);
    this.prior = hasPrior ? new LivePrior(this.statistics.state, model, config) : undefined;
    this.#ranker.sortPopular(this.statistics.state.changes);
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
    return this.#later.admitMet();
  }

  /** Brings popular items, sums of groups, and the prior, in line with what is known of the items, so that no request waits for it. */
  settle(): void {
    this.statistics.settle();
    this.prior?.settle();
    this.#ranker.sortPopular(this.statistics.state.changes);
  }

  async gather(
    history: readonly UserEvent[],
    { time, region: asked, browsing = [], onlyNew, withoutSignals, only, seeds: asSeeds = [] }: RequestMoment,
  ): Promise<ReadCandidates> {
    const seeds = seedItems(asSeeds, (itemId) => this.#places.placeOf(itemId));
    const network = networkOf(this.#networks, { onlyNew }, seeds.length > 0);
    const { clock, regionOf } = this.#events;
    const context = withoutSignals ? undefined : await this.contextNow();
    const { log, lastRegion, events } = knownSessions(history, time, this.#events);
    const region = asked || (lastRegion ?? '');
    const live = context && this.#signals.read(context, region, time);
    if (network.sizes.liveColdStartItems > 0) this.#later.admitLive(live);
    const request = { day: clock.day(time), hour: clock.hour(time), region: regionOf.get(region) ?? ELSEWHERE };
    const ranking = this.#ranker.newRequest();
    const browsed = this.#groupNames.touchedBy(browsing.filter((event) => event.time <= time));
    ranking.read(log, request, { events, browsed, seeds, now: time });
    const { history: had, order } = ranking;
    const found = ranking.sizes(this.statistics.state.changes, network.sizes);
    const sizes = only ? { ...found, own: order.length } : found;
    const items = only ? this.#asCandidates(only) : ranking.others(this.statistics.state.changes, live, sizes);
    const distinct = new NumberedKeys();
    const sources: CandidateSource[] = [];
    items.items.forEach((item, n) => {
      if (!had.has(item) && !ranking.isSeed(item) && distinct.add(item) > sources.length)
        sources.push(items.sources[n]!);
    });
    const others = distinct.keys.subarray(1, distinct.size + 1);
    const own = ranking.ownItems();
    return {
      ...{ network, sizes, request, ranking, items, context, time, region, sources },
      depth: { own: sizes.own, searched: sizes.searched, coldStartItems: this.book ? sizes.coldStartItems : 0 },
      simple: network.simple,
      repeats: this.artifact.layout.repeats ? this.model.repeats?.score(history, time) : undefined,
      own: this.#idsOf(own),
      others: this.#idsOf(others),
      places: { others, own },
    };
  }

  #asCandidates(itemIds: readonly string[]): OtherItems {
    const items = itemIds.flatMap((itemId) => this.#places.placeOf(itemId) ?? []);
    return { items, sources: items.map(() => CandidateSource.CANDIDATE_SOURCE_UNSPECIFIED) };
  }

  #idsOf(items: Int32Array): string[] {
    const ids: string[] = [];
    for (let n = 0; n < items.length; n++) ids.push(this.#places.idOf(items[n]!)!);
    return ids;
  }

  admit(itemIds: readonly string[]): Promise<string[]> {
    return this.#later.admit(itemIds);
  }

  score(
    known: ReadCandidates,
    { eligible, found, general, next, coldStartItems = [], best }: ServedCandidates,
    count: number,
  ): RankedCandidate[] {
    const { network, ranking, sizes, request, context, repeats } = known;
    const { scorer, explainer, coldStart: weights } = network;
    const hasScores = best !== undefined;
    const read = { request, user: ranking, hasScores };
    const claims: RequestClaims = { claimsOf: (rows) => this.#claims.claimsOf(read, rows, network) };
    const places = this.#places.withUnlearned();
    const named = this.#nameScores(known, eligible, places);
    const { size: eligibleItems } = named.items;
    named.add(found, places.placeOf);
    const searched = [general, next].map((ids) => ids.slice(0, sizes.searched).map(places.placeOf));
    const coldStart = coldStartItems.map((ids) => ids.flatMap((id) => this.#places.admittedPlaceOf(id) ?? []));
    const mayServe = (item: number): boolean => {
      const number = named.items.numberOf(item);
      return number > 0 && number <= eligibleItems;
    };
    const { items: others } = known.items;
    const lists = { others, searched, coldStartItems: coldStart, eligible: mayServe };
    const candidates = ranking.candidates(lists, sizes);
    const rhoOf = repeats && ((item: number) => repeats.get(this.#places.idOf(item)!));
    const scores = best ? named.of(candidates, best, rhoOf) : undefined;
    this.#features = atLeast(this.#features, candidates.length * ranking.width);
    const live = context && this.#signals.read(context, known.region, known.time);
    const described = ranking.describe(candidates, live, scores, this.#features);
    return secondStageTop(scorer, described, count, weights).map(({ place, item, score, ofColdStart, above }) => {
      const logPopularity = ranking.logPopularityOf(item);
      // A copy: the next request writes into the same features.
      const row = described.features.slice(place * ranking.width, (place + 1) * ranking.width);
      return {
        itemId: places.idOf(item),
        score,
        own: ranking.history.has(item),
        ...(logPopularity === undefined ? {} : { logPopularity }),
        explainable: {
          scored: { item, row, above },
          request: claims,
          shares: () => ({ ...explainer.sharesOf(row), ...(ofColdStart === 0 ? {} : { 'cold start': ofColdStart }) }),
        },
      };
    });
  }

  /** The model's scores of the known candidates that are eligible. */
  #nameScores({ own, others, places: read }: ReadCandidates, eligible: ScoredItems, places: NamedPlaces): NamedScores {
    const named = new NamedScores();
    let at = 0;
    named.add(eligible, (itemId) => {
      // They are the same strings in the same order: to find one again costs less than to look it up.
      while (at < others.length && others[at] !== itemId) at++;
      if (at < others.length) return read.others[at]!;
      while (at < others.length + own.length && own[at - others.length] !== itemId) at++;
      return read.own[at - others.length] ?? places.placeOf(itemId);
    });
    return named;
  }
}
