import { type Random, shuffle } from '@stars/model';
import type { EvaluationSet } from '@stars/replay';
import { trainedBaskets } from '../sasrec/sequences.js';
import { type Calendars, calendarsOf, latestItems, type Moment } from './calendars.js';

/** Baskets of each user in an epoch, drawn anew each time. */
const DRAWN = 2;

export interface CaseStep extends Calendars {
  /** [B·S] 1: the item is in the next basket. */
  labels: Float32Array;
}

interface Example {
  moment: Moment;
  /** Where the next basket ends; it begins where the moment's history ends. */
  basketTo: number;
  size: number;
}

/** Steps whose tensors are made when they are taken: an epoch's calendars would take a gigabyte. */
export type LazyCaseStep = () => CaseStep;

/** The steps of one epoch: some baskets of each user, with all that was known before. */
export function* caseSteps(set: EvaluationSet, rows: number, random: Random): Generator<LazyCaseStep> {
  const examples: Example[] = [];
  for (const starts of trainedBaskets(set)) {
    for (let draw = 0; draw < DRAWN; draw++) {
      const n = 1 + Math.floor(random() * (starts.length - 2));
      const moment = { from: starts[0]!, to: starts[n]!, day: set.interactions.day[starts[n]!]! };
      const { size } = latestItems(set, moment);
      if (size > 0) examples.push({ moment, basketTo: starts[n + 1]!, size });
    }
  }
  // Users with about as many items share a step, so that there is little padding.
  examples.sort((a, b) => a.size - b.size);
  const batches: Example[][] = [[]];
  for (const example of examples) {
    if ((batches.at(-1)!.length + 1) * example.size > rows && batches.at(-1)!.length > 0) batches.push([]);
    batches.at(-1)!.push(example);
  }
  for (const b of shuffle(random, [...batches.keys()])) {
    const batch = batches[b]!;
    if (batch.length > 0) yield () => stepOf(set, batch);
  }
}

function stepOf(set: EvaluationSet, examples: readonly Example[]): CaseStep {
  const calendars = calendarsOf(
    set,
    examples.map(({ moment }) => moment),
  );
  const labels = new Float32Array(calendars.items.length);
  examples.forEach(({ moment, basketTo }, b) => {
    const basket = new Set(set.interactions.item.subarray(moment.to, basketTo));
    for (let i = b * calendars.length; i < (b + 1) * calendars.length; i++) {
      if (calendars.present[i] === 1 && basket.has(calendars.items[i]!)) labels[i] = 1;
    }
  });
  return { ...calendars, labels };
}
