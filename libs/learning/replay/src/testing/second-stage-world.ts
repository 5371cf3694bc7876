import { ContextSignal, ItemFeatures } from '@stars/contracts';
import { ContextTimeline, InteractionLogBuilder, LocalClock } from '@stars/features';
import { type FeatureLayout, seededRandom } from '@stars/ranking';
import type { EvaluationSet } from '../evaluation-set.js';
import type { ReplayModel } from '../stars-candidates.js';

export interface Row {
  user: string;
  item: string;
  /** From 2017-01-01, with a fraction for the time of day. */
  day: number;
  region?: string;
}

const DAY = 86_400_000;
export const clock = new LocalClock('UTC');
export const timeOf = (day: number): number => Date.UTC(2017, 0, 1) + day * DAY;
export const dateOf = (day: number): string => new Date(timeOf(day)).toISOString().slice(0, 10);
/** A log of purchases at those days. */
export const logOf = (rows: readonly Row[]) => {
  const builder = new InteractionLogBuilder();
  for (const { user, item, day, region = '' } of rows) {
    builder.add({ userId: user, itemId: item, type: 3, time: timeOf(day), region, sessionId: '' });
  }
  return builder.build();
};

const WIDTH = 3;
/** Vectors that depend on ids alone: lists can only differ by what the replay saw. */
export function idModel(set: EvaluationSet, known: (user: string) => boolean = () => true): ReplayModel {
  const vectorOf = (text: string, seed: number): number[] => {
    const random = seededRandom([...text].reduce((sum, c) => (Math.imul(sum, 31) + c.charCodeAt(0)) | 0, seed));
    return Array.from({ length: WIDTH }, () => random() - 0.5);
  };
  return {
    width: WIDTH,
    itemVectors: Float32Array.from(set.catalogue.flatMap((id) => vectorOf(id, 1))),
    encode: async (sessions) => ({
      general: Float32Array.from(sessions.flatMap(({ userId }) => vectorOf(userId, 2))),
      next: Float32Array.from(sessions.flatMap(({ userId }) => vectorOf(userId, 3))),
      known: Uint8Array.from(sessions, ({ userId }) => (known(userId) ? 1 : 0)),
    }),
    scores: (queries, items, shape) =>
      Float32Array.from({ length: shape.queries * shape.items }, (_, cell) => {
        const [q, i] = [Math.floor(cell / shape.items), cell % shape.items];
        let sum = 0;
        for (let s = 0; s < WIDTH; s++) sum += queries[q * WIDTH + s]! * items[i * WIDTH + s]!;
        return sum;
      }),
  };
}

/** No item has features, and nothing is live. */
export const NOTHING = { items: new Map<string, ItemFeatures>(), timeline: new ContextTimeline() };
const SIGNALS = [{ name: 'display', values: [1, 2] }];
/** Features of the log alone; and of everything that `world` has. */
export const PLAIN: FeatureLayout = { levels: 0, signals: [], regions: false };
export const RICH: FeatureLayout = { levels: 2, signals: SIGNALS, regions: true, texts: true };

/** Categories of two levels, and displays that change by week and region. */
export function world(items: readonly string[]) {
  const timeline = new ContextTimeline();
  for (let week = 0; week < 60; week++) {
    for (const region of ['n', 's']) {
      timeline.add(
        ContextSignal.fromPartial({
          ...{ eventId: `${week} ${region}`, region },
          validFrom: new Date(timeOf(week * 7)),
          validUntil: new Date(timeOf(week * 7 + 7)),
          itemSignals: [1, 2].map((value) => ({
            ...{ name: 'display', value },
            itemIds: items.filter((_, i) => (i + week + value + (region === 'n' ? 0 : 1)) % 5 === 0),
          })),
        }),
      );
    }
  }
  const features = items.map((itemId, i) =>
    ItemFeatures.fromPartial({
      itemId,
      category: [`department ${i % 2}`, `aisle ${i % 6}`],
      textHash: `text ${i % 30}`,
    }),
  );
  return { items: new Map(features.map((feature) => [feature.itemId, feature])), timeline };
}
