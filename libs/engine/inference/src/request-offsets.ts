import { type ContextReading, type FeatureSpec, SideEncoder, signalsOfInputs } from '@stars/features';
import { MomentOffset, type OffsetWeights } from '@stars/model';
import { LRUCache } from 'lru-cache';
import { type BonusParts, type ItemSignalWeight, type LiveBonuses, LiveItemBonuses } from './live-item-bonuses.js';
import type { RequestMoment, RequestOffset, SignalParts } from './served-model.js';

/** The name of the part that hour, weekday and season have together. */
export const TIME = 'time';
/** Most regions that are kept: a request may name any. */
const KEPT_REGIONS = 1024;
const NO_PARTS: BonusParts = [];

/** The context offsets of a model at the moments of requests (docs/reference/model-equations.md, Offsets). */
export class RequestOffsets {
  /** Of each input: `time`, a holiday or a signal. */
  readonly #names: string[];
  /** One for each context: an encoder keeps the calendar that it has looked up. */
  readonly #sides = new WeakMap<ContextReading, SideEncoder>();

  readonly #bonuses: LiveItemBonuses;
  /** The last one of each region: most requests come shortly after the one before. */
  readonly #last = new LRUCache<string, { inputs: Float32Array; offset: MomentOffset }>({ max: KEPT_REGIONS });

  /** @param weights Undefined: the model has no offsets. @param itemSignals Of signals of single items. */
  constructor(
    private readonly weights: OffsetWeights | undefined,
    private readonly spec: FeatureSpec,
    itemSignals: readonly ItemSignalWeight[] = [],
  ) {
    this.#bonuses = new LiveItemBonuses(weights ? itemSignals : []);
    const timeWidth = weights?.timeWidth ?? 0;
    this.#names = [...Array.from({ length: timeWidth }, () => TIME), ...signalsOfInputs(spec)];
  }

  /** What moves users at this time; if nothing is known of it, nobody moves. */
  at(moment: RequestMoment, context: ContextReading): ModelOffset {
    const { weights } = this;
    const liveNow = (): LiveBonuses => this.#bonuses.at(context, moment.region, moment.time);
    return new ModelOffset(weights && this.#momentOffset(weights, moment, context), liveNow, weights?.bound ?? 0);
  }

  #momentOffset(weights: OffsetWeights, moment: RequestMoment, context: ContextReading): MomentOffset {
    const { timeWidth } = weights;
    const side = this.#sides.get(context) ?? new SideEncoder(this.spec, context);
    this.#sides.set(context, side);
    const inputs = new Float32Array(timeWidth + side.signalWidth);
    const request = { time: inputs.subarray(0, timeWidth), signals: inputs.subarray(timeWidth) };
    side.writeRequest(request.time, request.signals, 0, moment);
    if (context.allows && !context.allows(TIME)) request.time.fill(0);
    request.signals.forEach((x, i) => {
      if (x !== 0 && context.allows && !context.allows(this.#names[timeWidth + i]!)) request.signals[i] = 0;
    });
    const known = this.#last.get(moment.region);
    if (known && inputs.every((x, i) => x === known.inputs[i])) return known.offset;
    const offset = new MomentOffset(weights, request, this.#names);
    this.#last.set(moment.region, { inputs, offset });
    return offset;
  }
}

/** The offsets of one request. */
export class ModelOffset implements RequestOffset {
  #live: LiveBonuses | undefined;

  /** @param liveNow Not asked by who only moves users: a region can have thousands of items. */
  constructor(
    private readonly offset: MomentOffset | undefined,
    private readonly liveNow: () => LiveBonuses,
    private readonly bound: number,
  ) {}

  /** Items with a live signal of their own that adds to their score, before its bound. */
  get live(): LiveBonuses {
    this.#live ??= this.liveNow();
    return this.#live;
  }

  /** A copy of a stored user vector as it is searched with; without offsets, a plain copy. */
  moved(stored: Float32Array): Float32Array {
    return this.offset?.moved(stored) ?? stored.slice();
  }

  /**
   * What an item's own signals add to its score for a user: at most ρ·‖h‖·‖v_j‖, which is what Δ could.
   * @param user As it is searched with.
   * @returns for a stored item: 0 without a live signal
   */
  bonusFor(user: Float32Array): (itemId: string, item: Float32Array) => number {
    const most = this.bound * length(user);
    return (itemId, item) => {
      const bonus = this.live.get(itemId);
      return bonus ? Math.min(bonus.total, most * length(item)) : 0;
    };
  }

  /**
   * What each live signal adds to the scores of a user's items, by name. A signal that over-reacts has the largest part. Empty
   * without offsets.
   * @param stored A user, not moved.
   */
  signalParts(stored: Float32Array): SignalParts {
    let most: number | undefined;
    return {
      byName: this.offset?.parts(stored) ?? new Map(),
      ownOf: (itemId, itemLength) => {
        const bonus = this.live.get(itemId);
        if (!bonus) return NO_PARTS;
        most ??= this.bound * length(this.moved(stored));
        const held = Math.min(bonus.total, most * itemLength) / bonus.total;
        return bonus.parts.map(([name, added]) => [name, held * added] as const);
      },
    };
  }
}

function length(x: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * x[i]!;
  return Math.sqrt(sum);
}
