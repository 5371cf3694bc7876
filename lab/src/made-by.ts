import { execFileSync } from 'node:child_process';
import os from 'node:os';
import { WORKSPACE } from '@stars/cli';
import type { StudyRow } from './studies/study-row.js';

/** The sources' commit, with `+` if they were changed; nothing outside a git repository. */
export function sourceCommit(): Pick<StudyRow, 'commit'> {
  const git = (...parameters: string[]): string =>
    execFileSync('git', ['-C', WORKSPACE, ...parameters], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
    return { commit: `${git('rev-parse', '--short=12', 'HEAD').trim()}${changed ? '+' : ''}` };
  } catch {
    return {};
  }
}

/** This machine, without its name. */
export const machine = (backend: string | undefined): StudyRow['machine'] => ({
  cpu: os.cpus()[0]?.model.trim() ?? process.arch,
  cores: os.availableParallelism(),
  memory_gib: Math.round(os.totalmem() / 2 ** 30),
  ...(backend ? { backend } : {}),
});
