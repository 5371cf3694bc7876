import { join } from 'node:path';
import type { SizeName } from '../size-option.js';
import { readStored, store } from '../stored.js';
import { type AblationPlan, MOST_MINUTES } from './ablation-plan.js';
import { TABLE_3 } from './part-variants.js';
import { networkMinutes } from './rankers.js';
import type { EvaluationRun } from './run-folder.js';
import { needsEveryBaseline, type TableName } from './tables.js';
import { type PlanStep, WholePlan } from './whole-plan.js';

const ABLATIONS = TABLE_3.map(({ name }) => `ablation ${name}` as const);
const STEPS = ['import', 'prepare', 'read', 'train', 'rank', ...ABLATIONS, 'replay', 'report'] as const;
export type StepName = (typeof STEPS)[number];

const MINUTE = 60_000;

/** Estimates for two cores and a year of a grocer, until a step gives better ones. */
const TRAIN_MINUTES: Record<SizeName, number> = { tiny: 1, small: 25, paper: 600 };
const MINUTES = { import: 1.5, prepare: 4, read: 0.5, rank: 20, replay: 40, report: 0.2 } as const;

export interface PlanOptions {
  size: SizeName;
  tables: readonly TableName[];
  budgetMinutes: number;
  imported: boolean;
  /** In how many orders of time the days are served. */
  replays?: number;
}

/** The steps of an evaluation with their estimated times. The ablations get what is left of the budget. */
export function evaluationPlan(options: PlanOptions, clock?: () => number): WholePlan<StepName> {
  const others: Partial<Record<StepName, number>> = {
    ...MINUTES,
    import: options.imported ? 0 : MINUTES.import,
    rank: rankMinutes(options, GUESSED_SESSIONS),
    train: TRAIN_MINUTES[options.size],
    replay: MINUTES.replay * (options.replays ?? 0),
  };
  const left = options.budgetMinutes - Object.values(others).reduce((sum, minutes) => sum + minutes, 0);
  const ablation = options.tables.includes('3') ? Math.min(MOST_MINUTES, Math.max(1, left / TABLE_3.length)) : 0;
  return new WholePlan(
    STEPS.map((name): PlanStep<StepName> => ({ name, estimateMs: (others[name] ?? ablation) * MINUTE })),
    clock,
  );
}

/** Of ranking with every signal, without each one and without any. */
const SIGNAL_MINUTES = 15;

/** Sessions of the data that the estimate for ranking assumes. */
const GUESSED_SESSIONS = 11_000;

/** Networks take their shares of the budget, whatever there is to rank. Everything else takes time by session. */
function rankMinutes(
  { tables, budgetMinutes }: Pick<PlanOptions, 'tables' | 'budgetMinutes'>,
  sessions: number,
): number {
  const signals = tables.includes('signals') ? SIGNAL_MINUTES : 0;
  if (!needsEveryBaseline(tables)) return ((1 + signals) * sessions) / GUESSED_SESSIONS;
  const training = Object.values(networkMinutes(budgetMinutes)).reduce((sum, minutes) => sum + minutes, 0);
  return training + ((MINUTES.rank + signals) * sessions) / GUESSED_SESSIONS;
}

/** Corrects the estimate of ranking once the number of sessions is known. */
export function expectRanking(
  plan: WholePlan<StepName>,
  sessions: number,
  options: Pick<PlanOptions, 'tables' | 'budgetMinutes'>,
): void {
  plan.estimate('rank', rankMinutes(options, sessions) * MINUTE);
}

/** Corrects the estimates of the variants that have not begun, once the trial has measured the speed. */
export function expectAblations(plan: WholePlan<StepName>, { steps, stepSeconds }: AblationPlan): void {
  for (const name of ABLATIONS) plan.estimate(name, steps * stepSeconds * 1000);
}

const NOTE_EVERY_MS = 10_000;

/** Time that all runs of one evaluation spent, killed ones included, so that they share one budget. */
export class SpentTime implements Disposable {
  readonly #path: string;
  readonly #beforeMs: number;
  readonly #timer: NodeJS.Timeout;

  constructor(
    run: EvaluationRun,
    private readonly plan: Pick<WholePlan, 'spentMs'>,
  ) {
    this.#path = join(run.folder, 'spent.json');
    this.#beforeMs = readStored<{ ms: number }>(this.#path)?.ms ?? 0;
    this.#timer = setInterval(() => this.note(), NOTE_EVERY_MS).unref();
  }

  /** Minutes of this run and of those before it. */
  get minutes(): number {
    return (this.#beforeMs + this.plan.spentMs) / MINUTE;
  }

  note(): void {
    store(this.#path, { ms: Math.round(this.minutes * MINUTE) });
  }

  /** The report is written: the next run is another evaluation. */
  finish(): void {
    clearInterval(this.#timer);
    store(this.#path, { ms: 0 });
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
