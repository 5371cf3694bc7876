import { StarsError, type StarsErrorCode } from '@stars/errors';

/**
 * What is wrong with a field. It is thrown without its path: each message, list and map that it leaves adds its step, so
 * that input without a problem pays for no path.
 */
class FieldProblem extends Error {
  /** From the innermost to the outermost. A number is an index. */
  readonly steps: (string | number)[] = [];

  constructor(
    readonly code: StarsErrorCode,
    readonly problem: string,
  ) {
    super(problem);
  }

  /** The error for callers. Its message begins with the field's path. */
  toStarsError(path: string): StarsError {
    const field = this.steps.reduceRight<string>((before, step) => {
      if (typeof step === 'number') return `${before}[${step}]`;
      return before === '' || step === '' ? before + step : `${before}.${step}`;
    }, path);
    return field === ''
      ? new StarsError(this.code, this.problem)
      : new StarsError(this.code, `${field} ${this.problem}`, { field });
  }
}

/** A problem of the value at hand, or of `steps` inside it, the outermost first. */
export function problem(code: StarsErrorCode, text: string, ...steps: (string | number)[]): Error {
  const made = new FieldProblem(code, text);
  made.steps.push(...steps.reverse());
  return made;
}

/** The same error, seen from one step further out. */
export function within(step: string | number, error: unknown): unknown {
  if (error instanceof FieldProblem) error.steps.push(step);
  return error;
}

/** Does the work for what is one step further in. */
export function inside<T>(step: string | number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw within(step, error);
  }
}

/** Does the work for the value at `path`. Errors: problems of its fields as StarsErrors with their whole path. */
export function at<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof FieldProblem ? error.toStarsError(path) : error;
  }
}
