import { join } from 'node:path';
import { runCommand } from '../run-command.js';
import { brokenLinks } from './doc-links.js';
import { DOCKERFILE_STEP } from './dockerfile-step.js';
import type { LintStep } from './lint-step.js';
import { SUPPLY_CHAIN_STEPS } from './supply-chain-steps.js';

function step(name: string, hint: string, commandLine: (root: string) => readonly [string, ...string[]]): LintStep {
  return {
    name,
    hint,
    async run(root) {
      const [program, ...parameters] = commandLine(root);
      const { status, output } = await runCommand(program, parameters, { cwd: root });
      return { passed: status === 0, output };
    },
  };
}

const binary = (name: string, ...parameters: string[]) => {
  return (root: string): [string, ...string[]] => [join(root, 'node_modules/.bin', name), ...parameters];
};

const script = (name: string, ...parameters: string[]) => {
  return (): [string, ...string[]] => [process.execPath, `tools/repo/scripts/${name}`, ...parameters];
};

/** Parameters of `node` for dependency-cruiser under the workspace's rules; folders follow. */
export function dependencyCruiser(root: string): string[] {
  return [
    '--import',
    join(root, 'tools/repo/scripts/swc-using-declarations.mjs'),
    join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
    '--config',
    join(root, '.dependency-cruiser.cjs'),
  ];
}

/** All checks that do not run the sources. */
export const LINT_STEPS: readonly LintStep[] = [
  step('format and lint', 'npx biome check --write .', binary('biome', 'check', '.')),
  step('contracts: style', 'see the buf rule named above', binary('buf', 'lint', 'proto')),
  step('contracts: nothing breaks', 'see docs/how-to/change-a-message.md', script('check-breaking.mjs')),
  step('generated code is what proto/ says', 'npx buf generate', script('check-generated.mjs')),
  step(
    'generated pages are what the sources say',
    'node tools/repo/scripts/generate-reference.mjs',
    script('generate-reference.mjs', '--check'),
  ),
  {
    name: 'links and paths in the docs lead somewhere',
    hint: 'correct the link or the path',
    run: async (root) => {
      const broken = brokenLinks(root);
      return { passed: broken.length === 0, output: broken.join('\n') };
    },
  },
  step('direction of dependencies', 'see .dependency-cruiser.cjs', (root) => [
    process.execPath,
    ...dependencyCruiser(root),
    'libs',
    'services',
    'tools',
    'lab',
    'clients/typescript',
    'clients/medusa/src',
  ]),
  step(
    'build references follow the dependencies',
    'node tools/repo/scripts/sync-references.mjs',
    script('sync-references.mjs', '--check'),
  ),
  DOCKERFILE_STEP,
  ...SUPPLY_CHAIN_STEPS,
];
