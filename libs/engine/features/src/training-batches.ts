import type { BatchOptions } from './batch-options.js';
import type { HardNegatives } from './hard-negatives.js';
import { type Histories, targetsOf, type UserHistory } from './histories.js';
import { ItemSlots, wholeCatalogue } from './item-slots.js';
import type { LearnedItems } from './learned-items.js';
import { recentPriors } from './recent-priors.js';
import { RepeatCollector } from './repeat-collector.js';
import type { CandidateSampler } from './sampled-candidates.js';
import { SequenceWriter, type Token } from './sequence-writer.js';
import { requestColumns, type SideEncoder } from './side-features.js';
import { TargetCollector } from './target-collector.js';
import type { FeatureValue, UserFeatureEncoder } from './user-encoder-inputs.js';
import { windowTokens } from './window-tokens.js';
import { cutWindows, planSteps, type Window } from './windows.js';

const DAY_MS = 86_400_000;

/** The target of one position. */
interface NextTarget {
  history: UserHistory;
  /** The next basket with events of the target kind. */
  basket: number;
}

/** What the windows of a step gave. */
interface CollectedStep {
  next: TargetCollector;
  general: TargetCollector;
  /** Of the rows of `next`. */
  targets: NextTarget[];
}

/** Turns histories into the training steps of an epoch. The same seed gives the same steps. */
export class TrainingBatches {
  #whole: ReturnType<typeof wholeCatalogue> | undefined;

  constructor(
    private readonly histories: Histories,
    private readonly items: LearnedItems,
    private readonly users: ReadonlyMap<string, Record<string, FeatureValue>>,
    private readonly encoders: { side: SideEncoder; user: UserFeatureEncoder; userNumbers: number },
    private readonly sampler: CandidateSampler,
    private readonly options: BatchOptions,
  ) {}

  /** Windows of an epoch in steps of about equal length, in random order. */
  plan(random: () => number): Window[][] {
    const { maxLength, batchSize } = this.options;
    return planSteps(cutWindows(this.histories, maxLength, random), batchSize * maxLength, random);
  }

  /** Whether any user has a basket after another one. */
  get predictsNext(): boolean {
    const { histories } = this;
    return Array.from({ length: histories.count }).some((_, n) => histories.baskets(n).starts.length > 2);
  }

  /** The arrays of one step. */
  build(windows: readonly Window[], random: () => number) {
    const { maxLength, cuts, contextDropout, evidence, positionsPerBasket = 0 } = this.options;
    const length = windows.reduce((longest, window) => Math.max(longest, window.length), 1);
    const writer = new SequenceWriter(
      this.encoders.side,
      this.encoders.user,
      this.encoders.userNumbers,
      windows.length,
      length,
      cuts,
    );
    const next = new TargetCollector();
    const general = new TargetCollector();
    const own = evidence && {
      next: new RepeatCollector(evidence),
      general: new RepeatCollector(evidence),
    };
    const names = { items: this.items.ids, regions: this.histories.regions };
    const targets: NextTarget[] = [];
    windows.forEach((window, row) => {
      const history = this.histories.read(window.history);
      const tokens = windowTokens(history, window, names, random).slice(-maxLength);
      const baskets = writer.tokens(row, tokens);
      writer.user(row, this.users.get(history.userId) ?? {});
      for (let i = 0; i < tokens.length; i++) {
        if (contextDropout > 0 && random() < contextDropout) writer.blankContext(row, i);
        if (positionsPerBasket > 0 && baskets[i + positionsPerBasket] === baskets[i]) continue;
        const following = window.from + baskets[i]! + 1;
        const basket = history.nextTarget[following]!;
        const time = startOf(history, basket);
        if (next.add(row * length + i, targetsOf(history, basket), time)) {
          targets.push({ history, basket });
          own?.next.add(history, history.starts[following]!, time);
        }
      }
      this.#cut(writer, row, { history, window, tokens }, general, own?.general, random);
    });
    const sampled = this.sampler.draw([...next.positives, ...general.positives], random);
    const slots = this.sampler.full ? undefined : new ItemSlots(sampled.rows);
    const slot = (item: number): number => slots?.of(item) ?? item;
    const sequences = writer.arrays;
    sequences.item.forEach((item, at) => {
      sequences.item[at] = slot(item);
    });
    const nextTargets = next.pairs(slot);
    const generalTargets = general.pairs(slot);
    const had = own && { next: own.next.arrays(slot), general: own.general.arrays(slot) };
    // The whole catalogue already holds every negative.
    const hard =
      slots && this.options.hard
        ? this.#hardOf(this.options.hard, targets, next, slot, sampled.rows.length, random)
        : undefined;
    return {
      sequences,
      items: slots ? slots.arrays(this.items, this.options.deltaMinCount) : this.#catalogue(),
      candidates: sampled.rows.length,
      ...(sampled.positives === undefined ? {} : { positives: sampled.positives }),
      offset: sampled.prior,
      ...(sampled.logQ ? { logQ: sampled.logQ } : {}),
      nextRows: Int32Array.from(next.rows),
      nextTargets,
      generalRows: Int32Array.from(general.rows),
      generalTargets,
      ...(hard ? { hard } : {}),
      ...(had ? { own: had } : {}),
      ...this.#moreOf(sampled.rows, { targets, next, general }, random),
    };
  }

  /** Cuts a sequence at random, and collects what its copies of [USER] predict. */
  #cut(
    writer: SequenceWriter,
    row: number,
    { history, window, tokens }: { history: UserHistory; window: Window; tokens: readonly Token[] },
    general: TargetCollector,
    own: RepeatCollector | undefined,
    random: () => number,
  ): void {
    const { cuts, horizonDays } = this.options;
    for (let k = 0; k < cuts; k++) {
      const cut = Math.floor(random() * (window.until - window.from + 1));
      const reference = history.time[history.starts[window.from + Math.max(0, cut - 1)]!]!;
      writer.cut(row, k, cut, (reference - tokens[0]!.time) / 3_600_000);
      const after = window.from + cut;
      // Of the first request after the cut.
      const time = startOf(history, after);
      if (general.add(row * cuts + k, horizon(history, after, reference, horizonDays), time)) {
        own?.add(history, history.starts[after]!, time);
      }
    }
  }

  /** What only some losses need. */
  #moreOf(candidates: Int32Array, { targets, next, general }: CollectedStep, random: () => number) {
    const { requests, recent } = this.options;
    return {
      ...(recent ? { recent: recentPriors(recent, candidates, next.times, general.times) } : {}),
      ...(requests ? { request: this.#requestsOf(targets, random) } : {}),
    };
  }

  /** Cached between steps: the model keeps its tensors as long as the arrays are the same. */
  #catalogue() {
    this.#whole ??= wholeCatalogue(this.items, this.options.deltaMinCount);
    return this.#whole;
  }

  /** Hard negatives of every position: drawn once for all positions that predict the same basket. */
  #hardOf(
    hard: HardNegatives,
    targets: readonly NextTarget[],
    next: TargetCollector,
    slot: (item: number) => number,
    candidates: number,
    random: () => number,
  ) {
    const rows = new Int32Array(targets.length * hard.width).fill(-1);
    const prior = new Float32Array(rows.length);
    let drawn: number[] = [];
    targets.forEach(({ history, basket }, n) => {
      const before = targets[n - 1];
      if (before?.history !== history || before.basket !== basket) {
        drawn = hard.of(history, basket, next.lists[n]!, random);
      }
      const no = new Set(next.lists[n]);
      const recent = this.options.recent?.of(this.options.recent.numberAt(next.times[n]!));
      let at = n * hard.width;
      for (const item of drawn) {
        // A sampled candidate already is this row's negative.
        if (no.has(item) || slot(item) < candidates) continue;
        prior[at] = this.sampler.priorOf(item) + (recent?.[item] ?? 0);
        rows[at++] = slot(item);
      }
    });
    return { width: hard.width, rows, prior };
  }

  /** The context of the baskets to predict. Some are blank, so that the model learns to work without it. */
  #requestsOf(targets: readonly NextTarget[], random: () => number) {
    const { side } = this.encoders;
    const time = new Float32Array(targets.length * requestColumns(side.layout).time.width);
    const signals = new Float32Array(targets.length * side.signalWidth);
    targets.forEach(({ history, basket }, row) => {
      if (random() < this.options.contextDropout) return;
      const event = history.starts[basket]!;
      side.writeRequest(time, signals, row, {
        time: history.time[event]!,
        region: this.histories.regions[history.region[event]!]!,
      });
    });
    return { time, signals };
  }
}

const startOf = ({ time, starts }: UserHistory, basket: number): number => time[starts[basket]!]!;

/** The targets of the baskets from `from` on that begin within `days` of `reference` (ms). */
function horizon(history: UserHistory, from: number, reference: number, days: number): number[] {
  const items: number[] = [];
  for (let b = from; b < history.starts.length - 1; b++) {
    if (history.time[history.starts[b]!]! > reference + days * DAY_MS) break;
    items.push(...targetsOf(history, b));
  }
  return items;
}
