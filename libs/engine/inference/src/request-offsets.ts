import { type ContextReading, type FeatureSpec, SideEncoder, signalsOfInputs } from '@stars/features';
import { MomentOffset, type OffsetWeights } from '@stars/model';
import { LRUCache } from 'lru-cache';
import type { RequestMoment, RequestOffset } from './served-model.js';

/** The name of the part that hour, weekday and season have together. */
export const TIME = 'time';
/** Most regions that are kept: a request may name any. */
const KEPT_REGIONS = 1024;

/** The context offsets of a model at the moments of requests (docs/reference/model-equations.md, Offsets). */
export class RequestOffsets {
  /** Of each input: `time`, a holiday or a signal. */
  readonly #names: string[];
  /** One for each context: an encoder keeps the calendar that it has looked up. */
  readonly #sides = new WeakMap<ContextReading, SideEncoder>();
  /** The last one of each region: most requests come shortly after the one before. */
  readonly #last = new LRUCache<string, { inputs: Float32Array; offset: MomentOffset }>({ max: KEPT_REGIONS });

  /** @param weights Undefined: the model has no offsets. */
  constructor(
    private readonly weights: OffsetWeights | undefined,
    private readonly spec: FeatureSpec,
  ) {
    const timeWidth = weights?.timeWidth ?? 0;
    this.#names = [...Array.from({ length: timeWidth }, () => TIME), ...signalsOfInputs(spec)];
  }

  /** What moves users at this time; if nothing is known of it, nobody moves. */
  at(moment: RequestMoment, context: ContextReading): ModelOffset {
    const { weights } = this;
    return new ModelOffset(weights && this.#momentOffset(weights, moment, context));
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
  constructor(private readonly offset: MomentOffset | undefined) {}

  /** A copy of a stored user vector as it is searched with; without offsets, a plain copy. */
  moved(stored: Float32Array): Float32Array {
    return this.offset?.moved(stored) ?? stored.slice();
  }

  /** Empty without offsets. A signal that over-reacts has the largest part. @param stored A user, not moved. */
  signalParts(stored: Float32Array): ReadonlyMap<string, Float32Array> {
    return this.offset?.parts(stored) ?? new Map();
  }
}
