import type { SizeName } from '../size-option.js';
import { type PlanStep, WholePlan } from './whole-plan.js';

const STEPS = ['import', 'prepare', 'read', 'train', 'rank', 'report'] as const;
export type StepName = (typeof STEPS)[number];

const MINUTE = 60_000;

/** Estimates for two cores and a year of a grocer, until a step gives better ones. */
const TRAIN_MINUTES: Record<SizeName, number> = { tiny: 1, small: 25, paper: 600 };
const MINUTES = { import: 1.5, prepare: 4, read: 0.5, report: 0.2 } as const;

export interface PlanOptions {
  size: SizeName;
  imported: boolean;
}

/** The steps of an evaluation with their estimated times. */
export function evaluationPlan(options: PlanOptions, clock?: () => number): WholePlan<StepName> {
  const minutes: Record<StepName, number> = {
    ...MINUTES,
    import: options.imported ? 0 : MINUTES.import,
    rank: rankMs(GUESSED_SESSIONS) / MINUTE,
    train: TRAIN_MINUTES[options.size],
  };
  return new WholePlan(
    STEPS.map((name): PlanStep<StepName> => ({ name, estimateMs: minutes[name] * MINUTE })),
    clock,
  );
}

/** Sessions of the data that the estimate for ranking assumes. */
const GUESSED_SESSIONS = 11_000;

/** Estimated time (ms) to rank so many sessions. */
export const rankMs = (sessions: number): number => (MINUTE * sessions) / GUESSED_SESSIONS;
