import { type ContextReading, type FeatureSpec, SideEncoder, signalsOfInputs } from '@stars/features';
import { MomentOffset, type OffsetWeights } from '@stars/model';

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

  /** @param weights Undefined: the model has no offsets. */
  constructor(
    private readonly weights: OffsetWeights | undefined,
    private readonly spec: FeatureSpec,
  ) {
    const timeWidth = weights?.timeWidth ?? 0;
    this.names = [...Array.from({ length: timeWidth }, () => TIME), ...signalsOfInputs(spec)];
  }

  /** What moves users at this moment; a moment that nothing is known of moves nobody. */
  at(moment: RequestMoment, context: ContextReading): RequestOffset {
    return new RequestOffset(this.weights && this.momentOffset(this.weights, moment, context), this.names);
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
  ) {}

  /** A copy of a stored user vector as it is searched with; without offsets, a plain copy. */
  moved(stored: Float32Array): Float32Array {
    return this.offset?.moved(stored) ?? stored.slice();
  }

  /**
   * What each signal that is live adds to the score of an item, by name (`time` is hour, weekday and season together): one that
   * over-reacts has the largest. Empty without offsets.
   * @param stored A user, not moved. @param item As stored.
   */
  contributions(stored: Float32Array, item: Float32Array): Map<string, number> {
    const byName = new Map<string, number>();
    for (const [input, added] of this.offset?.contributions(stored, item) ?? []) {
      const name = this.names[input]!;
      byName.set(name, (byName.get(name) ?? 0) + added);
    }
    return byName;
  }
}
