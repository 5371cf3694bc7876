export interface StepResult {
  passed: boolean;
  output: string;
  /** Why nothing was checked; absent if it was. */
  skipped?: string;
}

export interface LintStep {
  name: string;
  /** What to do if it fails. */
  hint: string;
  run(root: string): Promise<StepResult>;
}
