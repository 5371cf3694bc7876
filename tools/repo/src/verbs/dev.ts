import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { EXIT, WORKSPACE } from '@stars/cli/command-line';
import type { Command } from 'commander';

export function addDev(program: Command): void {
  program
    .command('dev')
    .description('build, watch, and restart the server when a source changes')
    .argument('[options...]', 'of `up`')
    .passThroughOptions()
    .allowUnknownOption()
    .action(async (options: string[]) => {
      const compiler = join(WORKSPACE, 'node_modules/typescript/bin/tsc');
      const main = join(WORKSPACE, 'tools/cli/dist/main.js');
      const children = [
        run(WORKSPACE, [compiler, '-b', '--watch', '--preserveWatchOutput']),
        run(process.cwd(), ['--watch', '--watch-preserve-output', ...process.execArgv, main, 'up', ...options]),
      ];
      await stopTogether(children);
    });
}

const run = (cwd: string, parameters: string[]): ChildProcess =>
  spawn(process.execPath, parameters, { cwd, stdio: 'inherit' });

/** Waits for a signal, or for the first child that ends by itself. Then ends the others. */
async function stopTogether(children: readonly ChildProcess[]): Promise<void> {
  let asked = false;
  const stop = (): void => {
    asked = true;
    for (const child of children) child.kill('SIGTERM');
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const ends = children.map((child) => once(child, 'exit'));
  await Promise.race(ends);
  if (!asked) process.exitCode = EXIT.failed;
  stop();
  await Promise.all(ends);
}
