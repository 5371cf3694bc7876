import type { Command } from 'commander';
import { addVerb, type CommonOptions, printJson } from '../verb.js';
import { WORKSPACE } from '../workspace.js';

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
