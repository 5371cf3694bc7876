import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../run-command.js';
import { differingFiles } from './differing-files.js';

export interface LintStep {
  name: string;
  /** What to do where it fails. */
  hint: string;
  run(root: string): Promise<{ passed: boolean; output: string }>;
}

const bin = (root: string, name: string): string => join(root, 'node_modules', '.bin', name);

function command(name: string, hint: string, program: string, ...parameters: string[]): LintStep {
  return {
    name,
    hint,
    async run(root) {
      const { status, output } = await runCommand(bin(root, program), parameters, { cwd: root });
      return { passed: status === 0, output };
    },
  };
}

/** The contracts as last released; `buf breaking` compares with them. */
export const CONTRACTS_BASELINE = 'tools/workspace/contracts-baseline.json';

const GENERATED = 'libs/contracts/src/generated';

/** Generates the contracts' code aside and compares it with what is committed. */
const generatedDrift: LintStep = {
  name: 'generated code is what proto/ says',
  hint: 'npx buf generate',
  async run(root) {
    const aside = mkdtempSync(join(tmpdir(), 'stars-generated-'));
    try {
      const { status, output } = await runCommand(bin(root, 'buf'), ['generate', '-o', aside], { cwd: root });
      if (status !== 0) return { passed: false, output };
      const differing = differingFiles(join(root, GENERATED), join(aside, GENERATED));
      return { passed: differing.length === 0, output: differing.map((path) => `${path} differs\n`).join('') };
    } finally {
      rmSync(aside, { recursive: true, force: true });
    }
  },
};

const references: LintStep = {
  name: 'build references follow the dependencies',
  hint: 'node tools/workspace/sync-references.mjs',
  async run(root) {
    const parameters = ['tools/workspace/sync-references.mjs', '--check'];
    const { status, output } = await runCommand(process.execPath, parameters, { cwd: root });
    return { passed: status === 0, output };
  },
};

/** Everything that can be said about the sources without running them. */
export const LINT_STEPS: readonly LintStep[] = [
  command('format and lint', 'npx biome check --write .', 'biome', 'check', '.'),
  command('contracts: style', 'see the buf rule named above', 'buf', 'lint', 'proto'),
  command(
    'contracts: nothing breaks',
    'add instead of changing; see CONTRIBUTING.md for a release',
    'buf',
    'breaking',
    'proto',
    '--against',
    CONTRACTS_BASELINE,
  ),
  generatedDrift,
  command(
    'direction of dependencies',
    'see .dependency-cruiser.cjs',
    'depcruise',
    '--config',
    '.dependency-cruiser.cjs',
    'libs',
    'services',
    'tools',
  ),
  references,
];
