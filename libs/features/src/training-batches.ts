import type { CandidateSampler } from './candidate-slice.js';
import type { InteractionLog } from './interaction-log.js';
import type { LearnedItems } from './learned-items.js';
import { SequenceWriter, type Token } from './sequence-writer.js';
import type { SideEncoder } from './side-features.js';
import type { FeatureValue, UserFeatureEncoder } from './user-encoder-inputs.js';
import { type Baskets, cutWindows, type Window } from './windows.js';

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

/** Turns a log into the training steps of an epoch. The same seed gives the same steps. */
export class TrainingBatches {
  constructor(
    private readonly log: InteractionLog,
    private readonly histories: readonly Baskets[],
    /** [log items] learned row, or -1. */
    private readonly itemRow: Int32Array,
    private readonly items: LearnedItems,
    private readonly users: ReadonlyMap<string, Record<string, FeatureValue>>,
    private readonly encoders: { side: SideEncoder; user: UserFeatureEncoder; userNumbers: number },
    private readonly sampler: CandidateSampler,
    private readonly options: BatchOptions,
  ) {}

  /** Windows of an epoch in steps of about equal length, in random order. */
  plan(random: () => number): Window[][] {
    const windows = cutWindows(this.histories, this.options.maxLength, random);
    const keyed = windows.map((window) => ({ window, key: window.length + random() * 8 }));
    keyed.sort((a, b) => a.key - b.key);
    const steps: Window[][] = [];
    // As many tokens a step, whatever the length: short windows come in larger batches.
    const tokens = this.options.batchSize * this.options.maxLength;
    for (let at = 0; at < keyed.length; ) {
      let end = at;
      let longest = 0;
      for (; end < keyed.length; end++) {
        longest = Math.max(longest, keyed[end]!.window.length);
        if ((end - at + 1) * longest > tokens) break;
      }
      end = Math.max(end, at + 1);
      steps.push(keyed.slice(at, end).map(({ window }) => window));
      at = end;
    }
    for (let i = steps.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [steps[i], steps[j]] = [steps[j]!, steps[i]!];
    }
    return steps;
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
      const tokens = this.tokens(window, random).slice(-maxLength);
      const baskets = writer.tokens(row, tokens);
      writer.user(row, this.users.get(this.log.users[window.baskets.user]!) ?? {});
      for (let i = 0; i < tokens.length; i++) {
        if (contextDropout > 0 && random() < contextDropout) writer.blankContext(row, i);
        next.add(row * length + i, this.basketItems(window.baskets, window.from + baskets[i]! + 1));
      }
      for (let k = 0; k < cuts; k++) {
        const cut = Math.floor(random() * (window.until - window.from + 1));
        const { starts, rows } = window.baskets;
        const reference = this.log.time[rows[starts[window.from + Math.max(0, cut - 1)]!]!]!;
        writer.cut(row, k, cut, (reference - tokens[0]!.time) / 3_600_000);
        general.add(row * cuts + k, this.horizon(window.baskets, window.from + cut, reference));
      }
    });
    return this.assemble(writer, next, general, random);
  }

  /** A window's tokens; the order within a basket is drawn anew, or the model would learn the file's. */
  private tokens(window: Window, random: () => number): Token[] {
    const { log } = this;
    const { rows, starts } = window.baskets;
    const tokens: Token[] = [];
    for (let b = window.from; b < window.until; b++) {
      const basket = Array.from(rows.subarray(starts[b]!, starts[b + 1]!));
      for (let i = basket.length - 1; i > 0; i--) {
        const j = Math.floor(random() * (i + 1));
        [basket[i], basket[j]] = [basket[j]!, basket[i]!];
      }
      for (const row of basket) {
        tokens.push({
          itemRow: this.itemRow[log.item[row]!]!,
          itemId: log.items[log.item[row]!]!,
          type: log.type[row]!,
          time: log.time[row]!,
          region: log.regions[log.region[row]!]!,
        });
      }
    }
    return tokens;
  }

  private basketItems(baskets: Baskets, basket: number): number[] {
    if (basket >= baskets.starts.length - 1) return [];
    return Array.from(
      baskets.rows.subarray(baskets.starts[basket]!, baskets.starts[basket + 1]!),
      (row) => this.itemRow[this.log.item[row]!]!,
    );
  }

  private horizon(baskets: Baskets, from: number, reference: number): number[] {
    const items: number[] = [];
    for (let b = from; b < baskets.starts.length - 1; b++) {
      if (this.log.time[baskets.rows[baskets.starts[b]!]!]! > reference + this.options.horizonDays * DAY_MS) break;
      items.push(...this.basketItems(baskets, b));
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
