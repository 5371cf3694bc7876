import { WORKSPACE } from '../workspace.js';
import { LINT_STEPS, type LintStep } from './lint-steps.js';

export interface LintResult {
  name: string;
  passed: boolean;
}

/** Runs every lint step, even after one failed, and reports each result on standard error. */
export async function runLint(steps: readonly LintStep[] = LINT_STEPS, root = WORKSPACE): Promise<LintResult[]> {
  const results: LintResult[] = [];
  for (const step of steps) {
    const { passed, output } = await step.run(root);
    if (!passed) process.stderr.write(`${output.trimEnd()}\n`);
    process.stderr.write(passed ? `✓ ${step.name}\n` : `✗ ${step.name}: ${step.hint}\n`);
    results.push({ name: step.name, passed });
  }
  return results;
}
