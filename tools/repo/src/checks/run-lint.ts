import { WORKSPACE } from '@stars/cli/command-line';
import type { LintStep, StepResult } from './lint-step.js';
import { LINT_STEPS } from './lint-steps.js';

export type LintResult = Pick<LintStep, 'name'> & Omit<StepResult, 'output'>;

/** Runs every lint step, even after one failed, and reports each result on standard error. */
export async function runLint(steps: readonly LintStep[] = LINT_STEPS, root = WORKSPACE): Promise<LintResult[]> {
  const results: LintResult[] = [];
  for (const step of steps) {
    const result = await step.run(root);
    process.stderr.write(reportOf(step, result));
    const { output: _, ...outcome } = result;
    results.push({ name: step.name, ...outcome });
  }
  return results;
}

function reportOf({ name, hint }: LintStep, { passed, output, skipped }: StepResult): string {
  if (skipped !== undefined) return `! ${name}: NOT CHECKED: ${skipped}\n`;
  return passed ? `✓ ${name}\n` : `${output.trimEnd()}\n✗ ${name}: ${hint}\n`;
}
