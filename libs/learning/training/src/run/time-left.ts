/** Remaining work of a run, in steps and validations. */
export interface WorkLeft {
  steps: number;
  validations: number;
}

/** Measures the time of a step and of a validation, and estimates how long the rest takes. */
export class TimeLeft {
  readonly #spent = { steps: 0, validations: 0 };
  readonly #done = { steps: 0, validations: 0 };

  note(kind: keyof WorkLeft, ms: number): void {
    this.#spent[kind] += ms;
    this.#done[kind]++;
  }

  /** ms; a validation that was never timed counts as ten steps. */
  of(left: WorkLeft): number {
    const step = this.#spent.steps / Math.max(1, this.#done.steps);
    const validation = this.#done.validations > 0 ? this.#spent.validations / this.#done.validations : 10 * step;
    return left.steps * step + left.validations * validation;
  }
}
