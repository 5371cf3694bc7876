import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A package of the workspace: its folder, and the names of the packages that it imports. */
export interface WorkspacePackage {
  folder: string;
  name: string;
  imports: readonly string[];
}

/** All packages under `root`. */
export function workspacePackages(root: string): WorkspacePackage[] {
  return globSync(['{libs/*,services,tools}/*/package.json', '{lab,clients/{typescript,medusa}}/package.json'], {
    cwd: root,
  }).map((path) => {
    const { name, dependencies, devDependencies } = JSON.parse(readFileSync(join(root, path), 'utf8'));
    return { folder: dirname(path), name, imports: Object.keys({ ...dependencies, ...devDependencies }) };
  });
}

/**
 * Folders of the packages that have a changed file, and of all that import these, directly or not. A file of no package but
 * documentation may change everything: then all folders.
 * @param changed paths from the root
 */
export function affectedFolders(packages: readonly WorkspacePackage[], changed: readonly string[]): string[] {
  const affected = new Set<WorkspacePackage>();
  for (const path of changed) {
    const own = packages.find(({ folder }) => path.startsWith(`${folder}/`));
    if (own) affected.add(own);
    else if (!path.endsWith('.md')) return packages.map(({ folder }) => folder);
  }
  for (const { name } of affected) {
    for (const other of packages) if (other.imports.includes(name)) affected.add(other);
  }
  return [...affected].map(({ folder }) => folder);
}

/** Files that differ from the commit, those that git does not know yet included. */
export function changedFiles(root: string, since: string): string[] {
  const git = (...parameters: string[]): string[] =>
    execFileSync('git', ['-C', root, ...parameters], { encoding: 'utf8' })
      .split('\n')
      .filter(Boolean);
  return [...git('diff', '--name-only', since), ...git('ls-files', '--others', '--exclude-standard')];
}
