import { globSync } from 'node:fs';

const LEFT_OUT = /(^|\/)(node_modules|dist|testing)\/|\.test\.ts$/;

/** Paths of the sources that match, from the root, sorted; no tests and no build outputs. */
export function sourceFiles(root: string, pattern: string): string[] {
  const exclude = (path: string) => /(^|\/)(node_modules|dist)$/.test(path);
  return globSync(pattern, { cwd: root, exclude })
    .filter((path) => !LEFT_OUT.test(path))
    .sort();
}
