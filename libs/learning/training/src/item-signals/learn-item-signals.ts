import {
  type ItemSignalValues,
  LiveItemSignalReader,
  type LiveItemValues,
  LocalClock,
  type TrainingData,
} from '@stars/features';
import { type ItemSignalWeight, type ModelArtifact, StarsModel } from '@stars/inference';
import { createRandom, shuffle } from '@stars/model';
import { type EvaluationSession, type EvaluationSet, knownItems, modelForEvaluation, momentOf } from '@stars/replay';
import { daysWithTargets } from '../days-with-targets.js';
import { fitAddedWeights, type ScoredGroup } from '../fit-added-weights.js';
import type { FirstFit } from '../training-stages.js';

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
  const drawn = [...shuffle(createRandom(seed), [...known.keys()])].slice(0, SESSIONS).map((n) => known[n]!);
  // What is live at a place is read once for all of its sessions that follow each other.
  const sessions = drawn.sort((a, b) => a.time - b.time);
  if (sessions.length < FEWEST_SESSIONS) return undefined;
  const model = await StarsModel.create(artifact);
  const adapted = modelForEvaluation(model, data, set);
  try {
    const grouping = new SignalGrouping(data, set, itemSignals);
    const groups: ScoredGroup[][] = [];
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
        const own = scores.subarray(i * items, (i + 1) * items);
        adapted.dayShift?.(session).forEach((shift, item) => {
          own[item]! += shift;
        });
        // What a user had is found by the repeat head, whatever its signals: only the rest says what signals are worth to the search.
        const targets = adapted.repeats ? session.targetNew : session.target;
        if (adapted.repeats) for (const item of knownItems(set, session)) own[item] = Number.NaN;
        if (targets.length > 0) groups.push(grouping.of(session, own, targets));
      });
    }
    const weights = fitAddedWeights(groups, grouping.count, 0);
    return grouping.named(weights);
  } finally {
    adapted.dispose();
    model.dispose();
  }
}

/** Items with the same live signals at one place and time. */
interface LiveGroups {
  /** Weights of each group, by index. */
  weights: readonly (readonly number[])[];
  /** The group of each live item, in the order of `items`; −1 for an item whose signals have no weights. */
  of: Int32Array;
}

/** Groups the items of a session that have the same live signals. */
class SignalGrouping {
  readonly count: number;
  /** Of live items, which are the same object while nothing changes. */
  readonly #groups = new WeakMap<LiveItemValues, LiveGroups>();
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

  /** @param scores [I]; NaN for an item that is left out. @param target Items of the session, at least one. */
  of(session: EvaluationSession, scores: Float32Array, target: Uint32Array): ScoredGroup[] {
    const { region, time } = momentOf(this.set, session);
    const live = this.#reader.at(region, time);
    const { weights, of } = this.#groupsOf(live);
    let top = Number.NEGATIVE_INFINITY;
    for (const score of scores) if (score > top) top = score;
    let rest = 0;
    for (const score of scores) if (!Number.isNaN(score)) rest += Math.exp(score - top);
    const groups = weights.map((own) => ({ weights: own, mass: 0, targets: 0 }));
    const targets = new Set(target);
    const share = 1 / targets.size;
    let others = 1;
    live.items.forEach((item, n) => {
      const group = groups[of[n]!];
      if (!group || Number.isNaN(scores[item])) return;
      const mass = Math.exp(scores[item]! - top);
      group.mass += mass;
      rest -= mass;
      if (!targets.has(item)) return;
      group.targets += share;
      others -= share;
    });
    // A mass below the rounding error counts as 0.
    const without = { weights: [], mass: Math.max(rest, 1e-12), targets: Math.max(0, others) };
    return [...groups.filter(({ mass }) => mass > 0), without].map(({ mass, ...group }) => ({
      ...group,
      logMass: Math.log(mass),
    }));
  }

  #groupsOf(live: LiveItemValues): LiveGroups {
    const known = this.#groups.get(live);
    if (known) return known;
    const numbers = new Map<string, number>();
    const weights: number[][] = [];
    const of = live.items.map((item) => {
      const own = live.values.flatMap((values, s) => (values[item]! > 0 ? [this.#first[s]! + values[item]! - 1] : []));
      if (own.length === 0) return -1;
      const number = numbers.get(own.join()) ?? weights.push(own) - 1;
      numbers.set(own.join(), number);
      return number;
    });
    const groups = { weights, of };
    this.#groups.set(live, groups);
    return groups;
  }

  named(weights: Float64Array): ItemSignalWeight[] {
    return this.signals.map(({ name, values }, s) => ({
      name,
      values: values.map((value, v) => ({ value, weight: weights[this.#first[s]! + v]! })),
    }));
  }
}
