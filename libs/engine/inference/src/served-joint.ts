import { type ContextReading, LiveItemSignalReader, type LiveItemValues, LocalClock } from '@stars/features';
import {
  ALL_SIZES,
  type CandidateSizes,
  type JointlyRanked,
  JointRanking,
  type JointRequest,
  type JointServing,
  type JointVisit,
  jointTop,
  type Loan,
  modelScores,
  NEW_SIZES,
  type NewcomerWeights,
  PLAIN_NEWCOMERS,
  PLAIN_TAIL,
  type ServedCandidates,
  type ServedScores,
  type TailCoverage,
  type VisitLog,
  VisitLogBuilder,
  type VisitMoment,
  type VisitorEvent,
} from '@stars/ranking';
import type { JointArtifact } from './joint-artifact.js';
import { JointScorer } from './joint-scorer.js';
import type { NewcomerBook } from './newcomer-book.js';
import { MOST_NEWCOMERS, padded, UNLEARNED, withUnlearned } from './places-beyond.js';
import type { StarsModel } from './stars-model.js';

/** The statistics are a snapshot: its morning never changes, whatever day a request comes on. */
const MORNING = 0;
/** A region that nothing is known of. */
const ELSEWHERE = -1;

/** How one kind of answer is ranked. */
interface Kind {
  scorer: JointScorer;
  sizes: CandidateSizes;
  tail: TailCoverage;
  newcomers: NewcomerWeights;
}

/** What a request's ranking starts from. */
interface Known {
  kind: Kind;
  /** Items that are candidates beside own ones and those that are searched for. */
  others: readonly number[];
  /** Asked for anew where newcomers were taken in meanwhile. */
  live: () => LiveItemValues | undefined;
}

/** A user's visits by items that the model has learned, until the request; and where the last of them was. */
interface KnownVisits {
  log: VisitLog;
  lastRegion: string | undefined;
}

/**
 * The joint ranking of a loaded model. What the features know of all users is a snapshot of the end of the training;
 * the user's visits and the signals are those of the request. Visits are made of learned items only, as they were in
 * training: the others have no statistics to compare them by. One instance serves one request after the other, and
 * requests may wait for stores in between.
 */
export class ServedJoint implements JointServing {
  private readonly all: Kind;
  /** Of items that are new to the user. */
  private readonly fresh: Kind | undefined;
  private readonly ranking: JointRanking;
  private readonly clock: LocalClock;
  private readonly itemOf: ReadonlyMap<string, number>;
  private readonly regionOf: ReadonlyMap<string, number>;
  private signalReaders = new WeakMap<ContextReading, LiveItemSignalReader>();
  /** Place of each newcomer that was taken in, and the other way round. */
  private readonly newcomers = new Map<string, number>();
  private readonly newcomerAt: string[] = [];
  private readonly loans = new Map<number, Loan>();
  /** What is live somewhere whose newcomers were taken in, or are being so. */
  private readonly tookIn = new WeakSet<LiveItemValues>();
  private readonly levels: Int32Array[];
  /** The request whose visits the ranking has read last. */
  private reading: object | undefined;

  constructor(
    private readonly model: Pick<StarsModel, 'learnedItems' | 'timeZone'>,
    private readonly joint: JointArtifact,
    private readonly contextNow: () => Promise<ContextReading>,
    /** Absent where the model has nothing to lend. */
    private readonly book?: Pick<NewcomerBook, 'has' | 'of'>,
  ) {
    const { all, fresh } = joint.newcomers ?? { all: PLAIN_NEWCOMERS, fresh: PLAIN_NEWCOMERS };
    this.all = { scorer: new JointScorer(joint.all, 'all'), sizes: ALL_SIZES, tail: joint.tail, newcomers: all };
    // What is new is told apart by score alone, as it was measured.
    this.fresh = joint.fresh && {
      scorer: new JointScorer(joint.fresh, 'fresh'),
      sizes: NEW_SIZES,
      tail: PLAIN_TAIL,
      newcomers: fresh,
    };
    this.levels = joint.levels.map((level) => padded(level, -1));
    this.ranking = new JointRanking(joint.layout, this.levels, withUnlearned(joint.statistics), this.loans);
    this.clock = new LocalClock(model.timeZone);
    this.itemOf = new Map(model.learnedItems.map((id, item) => [id, item]));
    this.regionOf = new Map(joint.regions.map((name, region) => [name, region]));
    // Sorted here and now, so that no request waits for it.
    Array.from(this.popularItems(undefined, ALL_SIZES));
  }

  get ranksNew(): boolean {
    return this.fresh !== undefined;
  }

  async visit(history: readonly VisitorEvent[], { time, region: asked, onlyNew }: VisitMoment): Promise<JointVisit> {
    const kind = (onlyNew ? this.fresh : undefined) ?? this.all;
    const { sizes } = kind;
    const context = await this.contextNow();
    const { log, lastRegion } = this.visitsOf(history, time);
    const region = asked || (lastRegion ?? '');
    const live = (): LiveItemValues | undefined => this.readerOf(context)?.at(region, time);
    const liveNow = live();
    if (sizes.liveNewcomers > 0) this.takeInLive(liveNow);
    const request: JointRequest = {
      day: this.clock.day(time),
      hour: this.clock.hour(time),
      region: this.regionOf.get(region) ?? ELSEWHERE,
    };
    const key = {};
    const read = (): void => {
      if (this.reading === key) return;
      this.ranking.read(log, request);
      this.reading = key;
    };
    read();
    const { own } = this.ranking;
    const similar = this.ranking.similarItems(sizes);
    const popular = [...new Set(this.popularItems(liveNow, sizes))].filter((item) => own.count[item] === 0);
    const known: Known = { kind, others: [...popular, ...similar], live };
    const idsOf = (items: readonly number[]): string[] => items.map((item) => this.idOf(item)!);
    return {
      depth: { own: sizes.own, searched: sizes.searched, newcomers: this.book ? sizes.newcomers : 0 },
      region,
      own: idsOf(own.inOrder()),
      popular: idsOf(popular),
      similar: idsOf(similar),
      admit: (itemIds) => this.admit(itemIds),
      rank: (candidates, scores, k, pool = k) => {
        read();
        return this.rank(known, candidates, scores, k, pool);
      },
    };
  }

  dispose(): void {
    this.all.scorer.dispose();
    this.fresh?.scorer.dispose();
  }

  private async admit(itemIds: readonly string[]): Promise<void> {
    const found = (await this.book?.of(itemIds)) ?? [];
    let added = false;
    itemIds.forEach((id, n) => {
      const newcomer = found[n];
      let place = this.newcomers.get(id);
      if (place === undefined) {
        if (!newcomer || this.newcomerAt.length >= MOST_NEWCOMERS) return;
        place = this.model.learnedItems.length + this.newcomerAt.push(id) - 1;
        this.newcomers.set(id, place);
        added = true;
      }
      if (newcomer) this.loans.set(place, newcomer.loan);
      else this.loans.delete(place);
      this.levels.forEach((level, l) => {
        level[place] = newcomer?.classes[l] ?? -1;
      });
    });
    // Their signals were not looked for before.
    if (added) this.signalReaders = new WeakMap();
  }

  /** The name of a learned item or of a newcomer that was taken in. */
  private idOf(item: number): string | undefined {
    const { learnedItems } = this.model;
    return learnedItems[item] ?? this.newcomerAt[item - learnedItems.length];
  }

  /**
   * Newcomers that have a live signal are candidates once it is known what lends to them: of the requests that come after this
   * one, which does not wait.
   */
  private takeInLive(live: LiveItemValues | undefined): void {
    const { book } = this;
    if (!live || !book || this.tookIn.has(live)) return;
    this.tookIn.add(live);
    const ids = live.others.filter((id) => book.has(id)).slice(0, NEW_SIZES.liveNewcomers);
    // Where the catalogue is away, a request that comes later tries again.
    this.admit(ids).catch(() => this.tookIn.delete(live));
  }

  private popularItems(live: LiveItemValues | undefined, sizes: CandidateSizes): Iterable<number> {
    return this.ranking.popularItems(MORNING, live, { ...sizes, similar: 0 });
  }

  /** Of the visits that were read last. */
  private rank(
    { kind: { scorer, sizes, tail, newcomers: weights }, others, live }: Known,
    { eligible, general, next, newcomers = [] }: ServedCandidates,
    scores: ServedScores | undefined,
    k: number,
    pool: number,
  ): JointlyRanked[] {
    const { ranking, joint } = this;
    const { learnedItems } = this.model;
    const unlearned: string[] = [];
    const first = learnedItems.length + MOST_NEWCOMERS;
    const idOf = (item: number): string => this.idOf(item) ?? unlearned[item - first]!;
    const places = new Map<string, number>();
    const placeOf = (id: string): number => {
      const known = this.itemOf.get(id) ?? this.newcomers.get(id) ?? places.get(id);
      if (known !== undefined) return known;
      const place = first + unlearned.push(id) - 1;
      places.set(id, place);
      return place;
    };
    const searched = [general, next].map((ids) => ids.slice(0, sizes.searched).map(placeOf));
    const found = newcomers.map((ids) => ids.flatMap((id) => this.newcomers.get(id) ?? []));
    const candidates = ranking.candidates(others, searched, sizes, (item) => eligible.has(idOf(item)), found);
    const told =
      scores && joint.layout.scores
        ? modelScores(candidates, scores, (item) => scores.vectorOf(idOf(item)))
        : undefined;
    const top = jointTop(scorer, ranking.describe(candidates, live(), told), tail, k, pool, weights);
    return top.map(({ item, score }) => ({ itemId: idOf(item), score, own: ranking.own.count[item]! > 0 }));
  }

  private visitsOf(history: readonly VisitorEvent[], until: number): KnownVisits {
    const { clock, itemOf, regionOf } = this;
    let lastRegion: string | undefined;
    function* events() {
      for (const { itemId, time, region } of history) {
        const item = itemOf.get(itemId);
        if (item === undefined || time > until) continue;
        lastRegion = region;
        yield { item, day: clock.day(time), hour: clock.hour(time), region: regionOf.get(region) ?? 0 };
      }
    }
    const builder = new VisitLogBuilder();
    builder.addUser(events());
    return { log: builder.build(), lastRegion };
  }

  private readerOf(context: ContextReading): LiveItemSignalReader | undefined {
    const { signals } = this.joint.layout;
    if (signals.length === 0) return undefined;
    const known = this.signalReaders.get(context);
    if (known) return known;
    const size = this.model.learnedItems.length + MOST_NEWCOMERS + UNLEARNED;
    const placeOf = (id: string): number | undefined => this.itemOf.get(id) ?? this.newcomers.get(id);
    const reader = new LiveItemSignalReader(context, signals, size, placeOf);
    this.signalReaders.set(context, reader);
    return reader;
  }
}
