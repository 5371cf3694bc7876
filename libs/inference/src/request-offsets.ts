import { type ContextReading, type FeatureSpec, SideEncoder, signalsOfInputs } from '@stars/features';
import { MomentOffset, type OffsetWeights } from '@stars/model';
import { type ItemSignalWeight, type LiveBonuses, LiveItemBonuses } from './live-item-bonuses.js';

/** When (ms) and where a request comes. */
export interface RequestMoment {
  time: number;
  region: string;
}

/** The name of what hour, weekday and season do together. */
const TIME = 'time';

/** The context offsets of a model at the moments of requests (model.md, "Offsets"). */
export class RequestOffsets {
  /** Of each input: `time`, a holiday or a signal. */
  private readonly names: string[];
  /** One a context: an encoder keeps the calendar that it has looked up. */
  private readonly sides = new WeakMap<ContextReading, SideEncoder>();

  private readonly bonuses: LiveItemBonuses;

  /** @param weights Undefined: the model has no offsets. @param itemSignals Of signals of single items. */
  constructor(
    private readonly weights: OffsetWeights | undefined,
    private readonly spec: FeatureSpec,
    itemSignals: readonly ItemSignalWeight[] = [],
  ) {
    this.bonuses = new LiveItemBonuses(weights ? itemSignals : []);
    const timeWidth = weights?.timeWidth ?? 0;
    this.names = [...Array.from({ length: timeWidth }, () => TIME), ...signalsOfInputs(spec)];
  }

  /** What moves users at this moment; a moment that nothing is known of moves nobody. */
  at(moment: RequestMoment, context: ContextReading): RequestOffset {
    const { weights } = this;
    const live = this.bonuses.at(context, moment.region, moment.time);
    return new RequestOffset(
      weights && this.momentOffset(weights, moment, context),
      this.names,
      live,
      weights?.bound ?? 0,
    );
  }

  private momentOffset(weights: OffsetWeights, moment: RequestMoment, context: ContextReading): MomentOffset {
    const { timeWidth } = weights;
    const side = this.sides.get(context) ?? new SideEncoder(this.spec, context);
    this.sides.set(context, side);
    const request = { time: new Float32Array(timeWidth), signals: new Float32Array(side.signalWidth) };
    side.writeRequest(request.time, request.signals, 0, moment);
    if (context.allows && !context.allows(TIME)) request.time.fill(0);
    request.signals.forEach((x, i) => {
      if (x !== 0 && context.allows && !context.allows(this.names[timeWidth + i]!)) request.signals[i] = 0;
    });
    return new MomentOffset(weights, request);
  }
}

/** The offsets of one request. */
export class RequestOffset {
  constructor(
    private readonly offset: MomentOffset | undefined,
    private readonly names: readonly string[],
    /** Items with a live signal of their own that adds to their score, before its bound. */
    readonly live: LiveBonuses,
    private readonly bound: number,
  ) {}

  /** A copy of a stored user vector as it is searched with; without offsets, a plain copy. */
  moved(stored: Float32Array): Float32Array {
    return this.offset?.moved(stored) ?? stored.slice();
  }

  /**
   * What an item's own signals add to its score for a user: at most ρ·‖h‖·‖v_j‖, which is what Δ could.
   * @param user As it is searched with.
   * @returns of an item, as stored: 0 where it has no live signal
   */
  bonusFor(user: Float32Array): (itemId: string, item: Float32Array) => number {
    const most = this.bound * length(user);
    return (itemId, item) => {
      const bonus = this.live.get(itemId);
      return bonus ? Math.min(bonus.total, most * length(item)) : 0;
    };
  }

  /**
   * What each signal that is live adds to the score of an item, by name (`time` is hour, weekday and season together): one that
   * over-reacts has the largest. Empty without offsets.
   * @param stored A user, not moved. @param item As stored. @param itemId Its own signals are counted too.
   */
  contributions(stored: Float32Array, item: Float32Array, itemId: string): Map<string, number> {
    const byName = new Map<string, number>();
    for (const [input, added] of this.offset?.contributions(stored, item) ?? []) {
      if (added === 0) continue;
      const name = this.names[input]!;
      byName.set(name, (byName.get(name) ?? 0) + added);
    }
    const bonus = this.live.get(itemId);
    if (bonus) {
      const held = this.bonusFor(this.moved(stored))(itemId, item) / bonus.total;
      for (const [name, added] of bonus.parts) byName.set(name, (byName.get(name) ?? 0) + held * added);
    }
    return byName;
  }
}

function length(x: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * x[i]!;
  return Math.sqrt(sum);
}
