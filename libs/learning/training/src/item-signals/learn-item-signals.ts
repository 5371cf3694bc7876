import { type ItemSignalValues, LiveItemSignalReader, LocalClock, type TrainingData } from '@stars/features';
import { type ItemSignalWeight, type ModelArtifact, StarsModel } from '@stars/inference';
import { createRandom, shuffle } from '@stars/model';
import { type EvaluationSession, type EvaluationSet, modelForEvaluation, momentOf } from '@stars/replay';
import { daysWithTargets } from '../days-with-targets.js';
import type { FirstFit } from '../training-stages.js';
import { fitSignalWeights, type SignalGroup } from './fit-signal-weights.js';

/** Most sessions used: a handful of weights learns nothing from more. */
const SESSIONS = 4000;
/** Fewer sessions than this are too few. */
const FEWEST_SESSIONS = 50;
/** Sessions scored at once: their scores over all items are the largest array. */
const SESSIONS_A_PASS = 64;

/**
 * What signals of single items add to their scores, learned on the held-out window with the model that has not seen it.
 * Undefined if the model has no offsets, the data no such signals, or the window too few sessions.
 * @param data Its log holds only rows that may be used.
 */
export async function itemSignalsOf(
  first: FirstFit,
  data: TrainingData,
  timeZone: string,
  minItemCount: number,
  seed: number,
): Promise<ItemSignalWeight[] | undefined> {
  const { config, spec } = first.plan;
  if (config.offsetBound === 0 || spec.itemSignals.length === 0) return undefined;
  const clock = new LocalClock(timeZone);
  // A window may begin within a day: its first whole day is the next.
  const set = daysWithTargets(data.log, clock, clock.day(first.validationFrom) + 1, spec, minItemCount);
  return set && learnItemSignals(first.artifact(), spec.itemSignals, data, set, seed);
}

/** Learns the weights of these signals with any model on sessions of a set. Undefined if they are too few. */
export async function learnItemSignals(
  artifact: ModelArtifact,
  itemSignals: readonly ItemSignalValues[],
  data: Pick<TrainingData, 'items' | 'users' | 'timeline'>,
  set: EvaluationSet,
  seed: number,
): Promise<ItemSignalWeight[] | undefined> {
  const known = set.sessions.filter(({ histLen }) => histLen > 0);
  const sessions = [...shuffle(createRandom(seed), [...known.keys()])].slice(0, SESSIONS).map((n) => known[n]!);
  if (sessions.length < FEWEST_SESSIONS) return undefined;
  const model = await StarsModel.create(artifact);
  const adapted = modelForEvaluation(model, data, set);
  try {
    const grouping = new SignalGrouping(data, set, itemSignals);
    const groups: SignalGroup[][] = [];
    for (let from = 0; from < sessions.length; from += SESSIONS_A_PASS) {
      const part = sessions.slice(from, from + SESSIONS_A_PASS);
      const { next } = await adapted.encode(part);
      const items = set.catalogue.length;
      const scores = await adapted.scores(next, adapted.itemVectors, {
        queries: part.length,
        items,
        width: adapted.width,
      });
      part.forEach((session, i) => {
        groups.push(grouping.of(session, scores.subarray(i * items, (i + 1) * items)));
      });
    }
    const weights = fitSignalWeights(groups, grouping.count);
    return grouping.named(weights);
  } finally {
    adapted.dispose();
    model.dispose();
  }
}

/** Groups the items of a session that have the same live signals. */
class SignalGrouping {
  readonly count: number;
  readonly #reader: LiveItemSignalReader;
  /** Index of the first weight of each signal. */
  readonly #first: number[] = [];

  constructor(
    data: Pick<TrainingData, 'timeline'>,
    private readonly set: EvaluationSet,
    private readonly signals: readonly ItemSignalValues[],
  ) {
    this.#reader = LiveItemSignalReader.ofCatalogue(data.timeline, signals, set.catalogue);
    this.count = signals.reduce((count, { values }) => {
      this.#first.push(count);
      return count + values.length;
    }, 0);
  }

  /** @param scores [I] */
  of(session: EvaluationSession, scores: Float32Array): SignalGroup[] {
    const { region, time } = momentOf(this.set, session);
    const live = this.#reader.at(region, time);
    const weightsOf = (item: number): number[] =>
      live.values.flatMap((values, s) => (values[item]! > 0 ? [this.#first[s]! + values[item]! - 1] : []));
    let top = Number.NEGATIVE_INFINITY;
    for (const score of scores) if (score > top) top = score;
    let rest = 0;
    for (const score of scores) if (!Number.isNaN(score)) rest += Math.exp(score - top);
    const groups = new Map<string, { weights: number[]; mass: number; targets: number }>();
    const targets = new Set(session.target);
    const share = 1 / targets.size;
    let others = 1;
    for (const item of live.items) {
      const weights = weightsOf(item);
      if (weights.length === 0 || Number.isNaN(scores[item])) continue;
      const key = weights.join();
      const group = groups.get(key) ?? { weights, mass: 0, targets: 0 };
      groups.set(key, group);
      const mass = Math.exp(scores[item]! - top);
      group.mass += mass;
      rest -= mass;
      if (!targets.has(item)) continue;
      group.targets += share;
      others -= share;
    }
    // A mass below the rounding error counts as 0.
    const without = { weights: [], mass: Math.max(rest, 1e-12), targets: Math.max(0, others) };
    return [...groups.values(), without].map(({ mass, ...group }) => ({ ...group, logMass: Math.log(mass) }));
  }

  named(weights: Float64Array): ItemSignalWeight[] {
    return this.signals.map(({ name, values }, s) => ({
      name,
      values: values.map((value, v) => ({ value, weight: weights[this.#first[s]! + v]! })),
    }));
  }
}
