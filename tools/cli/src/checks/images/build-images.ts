import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import dockerignore from '@balena/dockerignore';
import { WORKSPACE } from '../../workspace.js';
import { endOf, startContainer } from './container.js';
import type { Stage, Step } from './dockerfile.js';

/** Where the steps of a stage write: files of their own, and hard links need one mount. */
const WRITABLE = '/opt';
const PATH = '/usr/local/bin:/usr/bin:/bin';

export interface Builder {
  stages: ReadonlyMap<string, Stage>;
  /** A folder for each stage is made in it: what the stage has on top of the base image. */
  work: string;
  /** Folders of this machine for the caches that the build mounts. */
  caches: Record<string, string>;
  /** Settings of npm and pip on this machine. */
  env: Record<string, string>;
}

/** Folder of what a stage adds to its base image. */
export const folderOf = ({ work }: Builder, stage: string): string => join(work, stage);

/** Does the steps of a stage in their order. Those of root need the base image, and are not done. */
export async function buildStage(builder: Builder, stage: Stage): Promise<void> {
  const [parent, folder] = [folderOf(builder, stage.from), folderOf(builder, stage.name)];
  mkdirSync(join(folder, stage.workdir), { recursive: true });
  if (builder.stages.has(stage.from) && existsSync(parent)) link(parent, folder);
  for (const step of stage.steps) {
    if (step.kind === 'copy') copy(builder, stage, step);
    else if (step.user !== 'root') await run(builder, stage, step);
  }
}

function copy(builder: Builder, stage: Stage, { from, sources, to }: Step & { kind: 'copy' }): void {
  const target = join(folderOf(builder, stage.name), stage.workdir, to);
  mkdirSync(target, { recursive: true });
  if (!from) {
    copyContext(sources, target);
    return;
  }
  // What the base image has needs no copy: this machine's takes its place.
  const made = sources.map((source) => join(folderOf(builder, from), source)).filter((source) => existsSync(source));
  for (const source of made) link(source, target);
}

/** Puts the content of a folder into another. */
function link(folder: string, target: string): void {
  const { status, stderr } = spawnSync('cp', ['-al', `${folder}/.`, target]);
  if (status !== 0) throw new Error(`${folder} to ${target}: ${stderr}`);
}

function copyContext(sources: readonly string[], target: string): void {
  const list = spawnSync('git', ['ls-files', '-z', '-co', '--exclude-standard', '--', ...sources], { cwd: WORKSPACE });
  const ignored = dockerignore.default().add(readFileSync(join(WORKSPACE, '.dockerignore'), 'utf8'));
  for (const file of ignored.filter(list.stdout.toString().split('\0').filter(Boolean))) {
    mkdirSync(join(target, dirname(file)), { recursive: true });
    copyFileSync(join(WORKSPACE, file), join(target, file));
  }
}

async function run(builder: Builder, stage: Stage, step: Step & { kind: 'run' }): Promise<void> {
  const { user, command, caches } = step;
  const root = join(builder.work, 'root');
  mkdirSync(root, { recursive: true });
  const mounts = [
    { folder: join(folderOf(builder, stage.name), WRITABLE), at: WRITABLE, writable: true },
    ...caches.map((at) => ({ folder: builder.caches[at]!, at, writable: true })),
  ];
  const env = { HOME: '/home/node', ...builder.env, ...stage.env };
  const { workdir } = stage;
  const child = startContainer({ root, mounts, user, workdir, env, path: PATH }, ['/bin/sh', '-c', command]);
  const { status, output } = await endOf(child);
  if (status !== 0) throw new Error(`RUN ${command}\nended with ${status}:\n${output.slice(-4000)}`);
}
