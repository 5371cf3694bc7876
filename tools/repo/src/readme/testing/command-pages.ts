import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { leftOutCommands, readmeCommands } from './readme-commands.js';

export interface CommandPage {
  /** Path from the root. */
  path: string;
  commands: string[];
  leftOut: ReturnType<typeof leftOutCommands>;
}

/** The README and, by name, the how-to pages: their commands are run in this order. */
export function commandPages(root: string): CommandPage[] {
  return ['README.md', ...globSync('docs/how-to/*.md', { cwd: root }).sort()].map((path) => {
    const markdown = readFileSync(join(root, path), 'utf8');
    return { path, commands: readmeCommands(markdown), leftOut: leftOutCommands(markdown) };
  });
}
