import { addVerb, type CommonOptions, printJson, WORKSPACE } from '@stars/cli/command-line';
import type { Command } from 'commander';

/** When this runs, `./stars` has set everything up already: this only reports it. */
export function addSetup(program: Command): void {
  addVerb(program, 'setup', 'fetch and build everything that the other verbs need, and stop').action(
    (options: CommonOptions) => {
      const state = { root: WORKSPACE, node: process.version, cache: process.env['STARS_CACHE'] };
      if (options.json) printJson(state);
      else process.stdout.write(`Ready: Node ${state.node} in ${state.root}\n`);
    },
  );
}
