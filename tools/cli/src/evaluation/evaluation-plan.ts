import type { SizeName } from '../size-option.js';
import { needsEveryBaseline, type TableName } from './tables.js';
import { type PlanStep, WholePlan } from './whole-plan.js';

const STEPS = ['import', 'prepare', 'read', 'train', 'rank', 'replay', 'report'] as const;
export type StepName = (typeof STEPS)[number];

const MINUTE = 60_000;

/** Estimates for two cores and a year of a grocer, until a step gives better ones. */
const TRAIN_MINUTES: Record<SizeName, number> = { tiny: 1, small: 25, paper: 600 };
const MINUTES = { import: 1.5, prepare: 4, read: 0.5, rank: 120, replay: 40, report: 0.2 } as const;

export interface PlanOptions {
  size: SizeName;
  tables: readonly TableName[];
  imported: boolean;
  /** In how many orders of time the days are served. */
  replays?: number;
}

/** The steps of an evaluation with their estimated times. */
export function evaluationPlan(options: PlanOptions, clock?: () => number): WholePlan<StepName> {
  const minutes: Record<StepName, number> = {
    ...MINUTES,
    import: options.imported ? 0 : MINUTES.import,
    rank: rankMinutes(options.tables, GUESSED_SESSIONS),
    train: TRAIN_MINUTES[options.size],
    replay: MINUTES.replay * (options.replays ?? 0),
  };
  return new WholePlan(
    STEPS.map((name): PlanStep<StepName> => ({ name, estimateMs: minutes[name] * MINUTE })),
    clock,
  );
}

/** Of ranking with every signal, without each one and without any. */
const SIGNAL_MINUTES = 15;

/** Sessions of the data that the estimate for ranking assumes. */
const GUESSED_SESSIONS = 11_000;

function rankMinutes(tables: readonly TableName[], sessions: number): number {
  const signals = tables.includes('signals') ? SIGNAL_MINUTES : 0;
  return (((needsEveryBaseline(tables) ? MINUTES.rank : 1) + signals) * sessions) / GUESSED_SESSIONS;
}

/** Corrects the estimate of ranking once the number of sessions is known. */
export function expectRanking(plan: WholePlan<StepName>, sessions: number, tables: readonly TableName[]): void {
  plan.estimate('rank', rankMinutes(tables, sessions) * MINUTE);
}
