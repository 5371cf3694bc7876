import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';

export interface DockerfileTarget {
  /** Trees of `make-trees.mjs`, in the order in which they are copied. */
  trees: string[];
  /** What it runs, in the form that passes signals on. */
  command: string[];
}

/** A target of the Dockerfile, with what it has from those before it. */
export function dockerfileTarget(name: string): DockerfileTarget {
  const dockerfile = readFileSync(join(WORKSPACE, 'deploy/docker/Dockerfile'), 'utf8');
  const stage = new RegExp(`^FROM (\\S+) AS ${name}\\n((?:(?!FROM ).*\\n)*)`, 'm').exec(dockerfile);
  if (!stage) return { trees: [], command: [] };
  const [, from, steps] = stage as unknown as [string, string, string];
  const trees = [...steps.matchAll(/^COPY --from=build\S* \/opt\/trees\/(\S+)/gm)].map(([, tree]) => tree!);
  const command = /^CMD (.*)$/m.exec(steps)?.[1];
  const before = dockerfileTarget(from);
  return { trees: [...before.trees, ...trees], command: command ? (JSON.parse(command) as string[]) : before.command };
}
