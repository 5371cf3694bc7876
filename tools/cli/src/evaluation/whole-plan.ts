import { duration, Progress, type ProgressState, type ProgressTarget } from '../progress.js';

export interface PlanStep<Name extends string = string> {
  name: Name;
  /** Estimated time, ms. */
  estimateMs: number;
}

/** What is known of the stage that reports progress. */
interface Stage {
  label: string;
  started: number;
  /** Time to the end of the step, as the work itself reports it. */
  known?: { leftMs: number; at: number } | undefined;
  /** Time left, from the share of the stage that is done. */
  guessMs?: number;
}

/**
 * How far a plan of several steps is, and how long the rest will take. Coming steps count with their estimates. The current
 * step counts with the time left that it reports. If it reports none, its estimate or its stage counts, whichever is longer.
 */
export class WholePlan<Name extends string = string> {
  readonly #done = new Set<Name>();
  #current: { name: Name; started: number } | undefined;
  #stage: Stage | undefined;

  constructor(
    private steps: readonly PlanStep<Name>[],
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** Begins a step; the one before is done. */
  enter(name: Name): void {
    this.leave();
    this.#current = { name, started: this.clock() };
    this.#stage = undefined;
  }

  leave(): void {
    if (this.#current) this.#done.add(this.#current.name);
    this.#current = undefined;
  }

  /** A better estimate, or 0 if the step is not wanted any more. */
  estimate(name: Name, estimateMs: number): void {
    this.steps = this.steps.map((step) => (step.name === name ? { ...step, estimateMs } : step));
  }

  /** What the current step reports. */
  note({ label, share, done, total, leftMs }: ProgressState): void {
    const now = this.clock();
    if (this.#stage?.label !== label) this.#stage = { label, started: now };
    const part = share ?? (done !== undefined && total ? Math.min(1, done / total) : 0);
    const elapsed = now - this.#stage.started;
    this.#stage.known = leftMs === undefined ? undefined : { leftMs, at: now };
    this.#stage.guessMs = part > 0.02 ? (elapsed * (1 - part)) / part : 0;
  }

  get leftMs(): number {
    return this.steps.reduce((sum, { name, estimateMs }) => {
      if (this.#done.has(name)) return sum;
      if (this.#current?.name !== name) return sum + estimateMs;
      const now = this.clock();
      const known = this.#stage?.known;
      if (known) return sum + Math.max(0, known.leftMs - (now - known.at));
      const byEstimate = Math.max(0, estimateMs - (now - this.#current.started));
      return sum + Math.max(byEstimate, this.#stage?.guessMs ?? 0);
    }, 0);
  }
}

/** Progress whose lines also say how long the whole plan will take. */
export class PlannedProgress extends Progress {
  constructor(
    private readonly plan: WholePlan,
    target?: ProgressTarget,
    clock?: () => number,
  ) {
    super(target, clock);
  }

  override update(state: ProgressState): void {
    this.plan.note(state);
    const whole = `all done in about ${duration(this.plan.leftMs)}`;
    super.update({ ...state, detail: state.detail ? `${state.detail}  ${whole}` : whole });
  }
}
