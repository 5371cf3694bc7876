import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../run-command.js';
import { committedSecrets } from './committed-secrets.js';
import { auditOutcome } from './known-vulnerabilities.js';
import type { LintStep, StepResult } from './lint-step.js';
import { type LockFile, licenceProblems, originProblems, requirementProblems } from './locked-packages.js';

const AUDIT = ['audit', '--json', '--package-lock-only', '--fetch-retries=0', '--fetch-timeout=20000'];

const resultOf = (problems: readonly string[]): StepResult => ({
  passed: problems.length === 0,
  output: problems.join('\n'),
});

const lockOf = (root: string): LockFile =>
  JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as LockFile;

/** What Git has, and what it would add. */
async function filesOf(root: string, ...patterns: string[]): Promise<string[]> {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...patterns];
  const { status, output } = await runCommand('git', list, { cwd: root });
  if (status !== 0) throw new Error(`git cannot list the files: ${output.trim()}`);
  return output.split('\0').filter((file) => file !== '');
}

/** Checks of what others made, and of what nobody may see. */
export const SUPPLY_CHAIN_STEPS: readonly LintStep[] = [
  {
    name: 'no file has a secret',
    hint: 'revoke it and take it out; a made-up one needs a comment before it: secretlint-disable-next-line',
    run: async (root) => resultOf(await committedSecrets(root, await filesOf(root))),
  },
  {
    name: 'packages: licences',
    hint: 'read the licence, then see tools/repo/src/checks/reviewed-packages.ts',
    run: async (root) => resultOf(licenceProblems(lockOf(root))),
  },
  {
    name: 'packages: digests and origins',
    hint: 'npm install --package-lock-only; for Python see CONTRIBUTING.md',
    run: async (root) => {
      const files = await filesOf(root, '*requirements*.txt');
      const python = files.flatMap((file) =>
        requirementProblems(readFileSync(join(root, file), 'utf8')).map((problem) => `${file}: ${problem}`),
      );
      return resultOf([...originProblems(lockOf(root)), ...python]);
    },
  },
  {
    name: 'packages: known vulnerabilities',
    hint: 'take a newer version, or say in tools/repo/src/checks/reviewed-packages.ts why it does not concern STARS',
    run: async (root) => {
      const { output } = await runCommand('npm', AUDIT, { cwd: root });
      const outcome = auditOutcome(output);
      return 'skipped' in outcome ? { passed: true, output: '', skipped: outcome.skipped } : resultOf(outcome.problems);
    },
  },
];
