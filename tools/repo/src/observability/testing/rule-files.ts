import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export interface Rule {
  record?: string;
  alert?: string;
  expr: string;
  for?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

export const RULE_FILES = 'deploy/helm/stars/rules/*.yaml';

/** Every rule below `root`, in the order of the files. */
export const readRules = (root: string): Rule[] =>
  globSync(RULE_FILES, { cwd: root })
    .sort()
    .flatMap((path) => (parse(readFileSync(join(root, path), 'utf8')) as { groups: { rules: Rule[] }[] }).groups)
    .flatMap(({ rules }) => rules);
