import {
  type ContextReading,
  type FeatureSpec,
  SideEncoder,
  signalsOfInputs,
  type TrustedContext,
} from '@stars/features';
import { MomentOffset, NO_OFFSET, type OffsetWeights } from '@stars/model/definition';
import { entryOf } from '@stars/platform';
import { LRUCache } from 'lru-cache';
import type { RequestMoment, RequestOffset, ServedOffsets } from './served-model.js';

/** The name of the part that hour, weekday and season have together. */
const TIME = 'time';
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
  at(moment: RequestMoment, context: ContextReading): MomentOffset {
    const { weights } = this;
    if (!weights) return NO_OFFSET;
    const { timeWidth } = weights;
    const side = entryOf(this.#sides, context, () => new SideEncoder(this.spec, context));
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

/** The context offsets of a loaded model, from the signals that are trusted at the time. */
export const trustedOffsets = (
  offsetsAt: (moment: RequestMoment, context: ContextReading) => RequestOffset,
  contextNow: () => Promise<TrustedContext>,
): ServedOffsets => ({
  async at(moment) {
    const context = await contextNow();
    return { offset: offsetsAt(moment, context), staleSignals: context.staleSignals(moment.region, moment.time) };
  },
});
