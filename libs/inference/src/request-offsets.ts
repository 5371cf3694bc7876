import { type ContextTimeline, type FeatureSpec, SideEncoder, signalNames } from '@stars/features';
import {
  innerWidth,
  movedUserVectors,
  offsetContributions,
  type Parameters,
  type RequestContext,
  type StarsConfig,
  tf,
} from '@stars/model';
import { readOnce } from './read-once.js';

/** When (ms) and where a request comes. */
export interface RequestMoment {
  time: number;
  region: string;
}

/** The context offsets of a model at the moment of a request (model.md, section 6). */
export class RequestOffsets {
  constructor(
    private readonly config: StarsConfig,
    private readonly parameters: Parameters,
    private readonly spec: FeatureSpec,
  ) {}

  /** Copies of stored user vectors, moved. Without offsets, plain copies. */
  move(vectors: readonly Float32Array[], at: RequestMoment, timeline: ContextTimeline): Float32Array[] {
    const { config, parameters } = this;
    if (config.offsetBound === 0 || vectors.length === 0) return vectors.map((vector) => vector.slice());
    const request = this.contextAt(at, timeline);
    const width = config.servingWidth;
    const users = joined(vectors, width);
    const [moved] = readOnce(() => [
      movedUserVectors(config, parameters, tf.tensor2d(users, [vectors.length, width]), request),
    ]);
    return vectors.map((_, i) => moved!.slice(i * width, (i + 1) * width));
  }

  /**
   * What each signal adds to the scores of a user's items, by name (`time` is hour, weekday and season together), for those
   * that add anything: a signal that over-reacts has the largest share. Empty without offsets.
   * @param vector A stored user, not moved. @param items As stored.
   * @returns numbers in the order of `items`
   */
  contributions(
    vector: Float32Array,
    items: readonly Float32Array[],
    at: RequestMoment,
    timeline: ContextTimeline,
  ): Map<string, Float32Array> {
    const { config, parameters } = this;
    const found = new Map<string, Float32Array>();
    if (config.offsetBound === 0 || items.length === 0) return found;
    const request = this.contextAt(at, timeline);
    const [width, s, count] = [config.servingWidth, innerWidth(config), items.length];
    const stored = joined(items, width);
    const [parts] = readOnce(() => {
      const h = tf.tensor2d(vector.slice(0, s), [1, s]);
      return [offsetContributions(config, parameters, h, tf.tensor2d(stored, [count, width]), request)];
    });
    ['time', ...signalNames(this.spec)].forEach((name, input) => {
      const added = parts!.slice(input * count, (input + 1) * count);
      if (added.some((x) => x !== 0)) found.set(name, added);
    });
    return found;
  }

  private contextAt(at: RequestMoment, timeline: ContextTimeline): RequestContext {
    const { offsetTime, signalWidth } = this.config;
    const request = { time: new Float32Array(offsetTime.width), signals: new Float32Array(signalWidth) };
    new SideEncoder(this.spec, timeline).writeRequest(request.time, request.signals, 0, at);
    return request;
  }
}

function joined(vectors: readonly Float32Array[], width: number): Float32Array {
  const all = new Float32Array(vectors.length * width);
  vectors.forEach((vector, i) => {
    all.set(vector, i * width);
  });
  return all;
}
