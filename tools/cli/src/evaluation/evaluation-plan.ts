import { join } from 'node:path';
import type { SizeName } from '../size-option.js';
import { type AblationPlan, MOST_MINUTES, VARIANTS } from './ablation-plan.js';
import { sasRecMinutes } from './rankers.js';
import { type EvaluationRun, readStored, store } from './run-folder.js';
import type { TableName } from './tables.js';
import { type PlanStep, WholePlan } from './whole-plan.js';

const ABLATIONS = VARIANTS.map(({ name }) => `ablation ${name}` as const);
const STEPS = ['import', 'prepare', 'read', 'train', 'rank', ...ABLATIONS, 'report'] as const;
export type StepName = (typeof STEPS)[number];

const MINUTE = 60_000;

/** Guesses for two cores and a year of a grocer, until a step tells better. */
const TRAIN_MINUTES: Record<SizeName, number> = { tiny: 1, small: 25, base: 70, paper: 600 };
const MINUTES = { import: 1.5, prepare: 4, read: 0.5, rank: 12, report: 0.2 } as const;

export interface PlanOptions {
  size: SizeName;
  tables: readonly TableName[];
  budgetMinutes: number;
  imported: boolean;
}

/** The steps of an evaluation with what they may take; the ablations get what is left of the budget. */
export function evaluationPlan(options: PlanOptions, clock?: () => number): WholePlan<StepName> {
  const others: Partial<Record<StepName, number>> = {
    ...MINUTES,
    import: options.imported ? 0 : MINUTES.import,
    rank: rankMinutes(options, GUESSED_SESSIONS),
    train: TRAIN_MINUTES[options.size],
  };
  const left = options.budgetMinutes - Object.values(others).reduce((sum, minutes) => sum + minutes, 0);
  const ablation = options.tables.includes('3') ? Math.min(MOST_MINUTES, Math.max(1, left / VARIANTS.length)) : 0;
  return new WholePlan(
    STEPS.map((name): PlanStep<StepName> => ({ name, estimateMs: (others[name] ?? ablation) * MINUTE })),
    clock,
  );
}

/** Sessions of the data that the guess for ranking is about. */
const GUESSED_SESSIONS = 11_000;

/** SASRec takes its share of the budget whatever there is to rank; everything else takes so long for each session. */
function rankMinutes(
  { tables, budgetMinutes }: Pick<PlanOptions, 'tables' | 'budgetMinutes'>,
  sessions: number,
): number {
  if (tables.length === 0) return sessions / GUESSED_SESSIONS;
  return sasRecMinutes(budgetMinutes) + (MINUTES.rank * sessions) / GUESSED_SESSIONS;
}

/** Better known once the sessions are. */
export function expectRanking(
  plan: WholePlan<StepName>,
  sessions: number,
  options: Pick<PlanOptions, 'tables' | 'budgetMinutes'>,
): void {
  plan.estimate('rank', rankMinutes(options, sessions) * MINUTE);
}

/** Better known once the trial is: each variant takes its steps, those to come that were not begun. */
export function expectAblations(plan: WholePlan<StepName>, { steps, stepSeconds }: AblationPlan): void {
  for (const name of ABLATIONS) plan.estimate(name, steps * stepSeconds * 1000);
}

const NOTE_EVERY_MS = 10_000;

/** Time that the runs of one evaluation spent, killed ones included, so that the budget is one for all of them. */
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

  /** By this run and those before it. */
  get minutes(): number {
    return (this.#beforeMs + this.plan.spentMs) / MINUTE;
  }

  note(): void {
    store(this.#path, { ms: Math.round(this.minutes * MINUTE) });
  }

  /** The report is there: what comes next is another evaluation. */
  finish(): void {
    clearInterval(this.#timer);
    store(this.#path, { ms: 0 });
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
