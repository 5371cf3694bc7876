import type { CandidateSampler } from './candidate-slice.js';
import type { HistoryStore, UserHistory } from './histories.js';
import type { LearnedItems } from './learned-items.js';
import { SequenceWriter, type Token } from './sequence-writer.js';
import type { SideEncoder } from './side-features.js';
import type { FeatureValue, UserFeatureEncoder } from './user-encoder-inputs.js';
import { cutWindows, type EpochSteps, planSteps, type Window } from './windows.js';

const DAY_MS = 86_400_000;

export interface BatchOptions {
  maxLength: number;
  /** Sequences a step. */
  batchSize: number;
  /** Read-only copies of [USER] a sequence. */
  cuts: number;
  /** h_gen's targets are the baskets of this many days after the cut. */
  horizonDays: number;
  /** Share of tokens whose context is blanked. */
  contextDropout: number;
  /** Below this many positives an item's δ stays zero: it is its content. */
  deltaMinCount: number;
}

/** What a pair of (output row, candidate) weighs; see the model's Targets. */
interface TargetPairs {
  rows: number;
  pairs: Int32Array;
  weights: Float32Array;
}

/** Collects the positives of one head's output rows. */
class TargetCollector {
  readonly rows: number[] = [];
  private readonly lists: number[][] = [];

  add(row: number, positives: readonly number[]): void {
    if (positives.length === 0) return;
    this.rows.push(row);
    this.lists.push([...new Set(positives)]);
  }

  get positives(): number[] {
    return this.lists.flat();
  }

  pairs(slot: ReadonlyMap<number, number>): TargetPairs {
    const total = this.lists.reduce((sum, list) => sum + list.length, 0);
    const pairs = new Int32Array(total * 2);
    const weights = new Float32Array(total);
    let at = 0;
    this.lists.forEach((list, row) => {
      for (const item of list) {
        pairs[2 * at] = row;
        pairs[2 * at + 1] = slot.get(item)!;
        weights[at++] = 1 / list.length;
      }
    });
    return { rows: this.lists.length, pairs, weights };
  }
}

/** Turns histories into the training steps of an epoch. The same seed gives the same steps. */
export class TrainingBatches {
  constructor(
    private readonly histories: HistoryStore,
    private readonly items: LearnedItems,
    private readonly users: ReadonlyMap<string, Record<string, FeatureValue>>,
    private readonly encoders: { side: SideEncoder; user: UserFeatureEncoder; userNumbers: number },
    private readonly sampler: CandidateSampler,
    private readonly options: BatchOptions,
  ) {}

  /** Windows of an epoch in steps of about equal length, in random order. */
  plan(random: () => number): EpochSteps {
    const { maxLength, batchSize } = this.options;
    return planSteps(cutWindows(this.histories, maxLength, random), batchSize * maxLength, random);
  }

  /** The arrays of one step. */
  build(windows: readonly Window[], random: () => number) {
    const { maxLength, cuts, contextDropout } = this.options;
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
    windows.forEach((window, row) => {
      const history = this.histories.read(window.history);
      const tokens = this.tokens(history, window, random).slice(-maxLength);
      const baskets = writer.tokens(row, tokens);
      writer.user(row, this.users.get(history.userId) ?? {});
      for (let i = 0; i < tokens.length; i++) {
        if (contextDropout > 0 && random() < contextDropout) writer.blankContext(row, i);
        next.add(row * length + i, basketItems(history, window.from + baskets[i]! + 1));
      }
      for (let k = 0; k < cuts; k++) {
        const cut = Math.floor(random() * (window.until - window.from + 1));
        const reference = history.time[history.starts[window.from + Math.max(0, cut - 1)]!]!;
        writer.cut(row, k, cut, (reference - tokens[0]!.time) / 3_600_000);
        general.add(row * cuts + k, this.horizon(history, window.from + cut, reference));
      }
    });
    return this.assemble(writer, next, general, random);
  }

  /** A window's tokens; the order within a basket is drawn anew, or the model would learn the file's. */
  private tokens(history: UserHistory, window: Window, random: () => number): Token[] {
    const { starts, item, type, time, region } = history;
    const tokens: Token[] = [];
    for (let b = window.from; b < window.until; b++) {
      const basket = Array.from({ length: starts[b + 1]! - starts[b]! }, (_, i) => starts[b]! + i);
      for (let i = basket.length - 1; i > 0; i--) {
        const j = Math.floor(random() * (i + 1));
        [basket[i], basket[j]] = [basket[j]!, basket[i]!];
      }
      for (const at of basket) {
        tokens.push({
          itemRow: item[at]!,
          itemId: this.items.ids[item[at]!]!,
          type: type[at]!,
          time: time[at]!,
          region: this.histories.regions[region[at]!]!,
        });
      }
    }
    return tokens;
  }

  private horizon(history: UserHistory, from: number, reference: number): number[] {
    const items: number[] = [];
    for (let b = from; b < history.starts.length - 1; b++) {
      if (history.time[history.starts[b]!]! > reference + this.options.horizonDays * DAY_MS) break;
      items.push(...basketItems(history, b));
    }
    return items;
  }

  private assemble(writer: SequenceWriter, next: TargetCollector, general: TargetCollector, random: () => number) {
    const { items, options } = this;
    const slice = this.sampler.draw([...next.positives, ...general.positives], random);
    const slot = new Map<number, number>();
    for (const item of slice.rows) slot.set(item, slot.size);
    const sequences = writer.arrays;
    for (let at = 0; at < sequences.item.length; at++) {
      const item = sequences.item[at]!;
      if (!slot.has(item)) slot.set(item, slot.size);
      sequences.item[at] = slot.get(item)!;
    }
    const rows = [...slot.keys()];
    const width = items.reduction.width;
    const tagCount = items.tags.length / items.ids.length;
    const embedding = new Float32Array(rows.length * width);
    const tags = new Float32Array(rows.length * tagCount);
    rows.forEach((item, i) => {
      embedding.set(items.embedding.subarray(item * width, (item + 1) * width), i * width);
      tags.set(items.tags.subarray(item * tagCount, (item + 1) * tagCount), i * tagCount);
    });
    return {
      sequences,
      items: {
        count: rows.length,
        embedding,
        tags,
        deltaRow: Int32Array.from(rows, (item) => (items.counts[item]! >= options.deltaMinCount ? item : -1)),
      },
      candidates: slice.rows.length,
      offset: slice.offset,
      nextRows: Int32Array.from(next.rows),
      nextTargets: next.pairs(slot),
      generalRows: Int32Array.from(general.rows),
      generalTargets: general.pairs(slot),
    };
  }
}

/** Learned rows of basket `basket`; none where the history has ended. */
function basketItems({ starts, item }: UserHistory, basket: number): number[] {
  if (basket >= starts.length - 1) return [];
  return Array.from(item.subarray(starts[basket]!, starts[basket + 1]!));
}
