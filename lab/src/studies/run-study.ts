import { createHash } from 'node:crypto';
import {
  type DataFolder,
  type EvaluationRun,
  type EvaluationScope,
  evaluationRun,
  type Progress,
  prepareFolder,
  type SizeName,
  type TrainingRequest,
  withBus,
} from '@stars/cli';
import type { EventBus } from '@stars/event-bus';
import { RECIPES } from '@stars/training';
import type { JsonLines } from '../json-lines.js';
import { machine, sourceCommit } from '../made-by.js';
import { STUDIES, type Study, type StudyName, type StudyVariant } from './studies.js';
import type { StudyRow } from './study-row.js';
import { openStudyWorld, type StudyWorld, trainAndRank } from './study-world.js';

export interface StudyRequest extends Omit<EvaluationScope, 'split'> {
  study: StudyName;
  seeds: readonly number[];
  size: SizeName;
  checkpoints: TrainingRequest['checkpoints'];
  file: JsonLines<StudyRow>;
  /** The command that makes the same rows. */
  command: string;
}

/** One training of a study. */
interface Entry {
  variant: StudyVariant;
  seed: number;
  key: string;
}

/**
 * Trains every variant of a study with every seed and measures it on the validation split. A row is stored when it is done: a run
 * that was killed skips those, and goes on with the training that was stopped, from its last checkpoint.
 * @returns the rows of this study, those of earlier runs included
 */
export async function runStudy(
  folder: DataFolder,
  request: StudyRequest,
  progress: Progress,
  signal: AbortSignal,
): Promise<StudyRow[]> {
  await prepareFolder(folder, 'features', progress, signal);
  return withBus(folder, async (bus) => {
    const run = await evaluationRun(folder, bus, { ...request, split: 'validation' });
    const entries = entriesOf(request, run);
    const rowOf = ({ key }: Entry): StudyRow | undefined => request.file.rows().find((row) => row.key === key);
    if (entries.some((entry) => !rowOf(entry))) {
      const world = await openStudyWorld(folder, request, progress, signal);
      for (const [n, entry] of entries.entries()) {
        if (rowOf(entry)) continue;
        const first = entries.find(({ seed }) => seed === entry.seed)!;
        const compared = first === entry ? undefined : rowOf(first)!.model_version;
        const label = `${n + 1} of ${entries.length}, ${entry.variant.name}, seed ${entry.seed}`;
        await makeRow(world, bus, run, entry, compared, request, label, progress, signal);
      }
    }
    return entries.map((entry) => rowOf(entry)!);
  });
}

/** One seed after the other, so that a part of a study compares all variants. Another recipe of a size makes other rows. */
function entriesOf({ study, seeds, size }: StudyRequest, run: EvaluationRun): Entry[] {
  const { variants }: Study = STUDIES[study];
  return seeds.flatMap((seed) =>
    variants.map((variant) => {
      const { name, recipe } = variant;
      const asked = JSON.stringify([run.id, study, name, size, seed, recipe, RECIPES[size]]);
      return { variant, seed, key: createHash('sha256').update(asked).digest('hex').slice(0, 12) };
    }),
  );
}

async function makeRow(
  world: StudyWorld,
  bus: EventBus,
  run: EvaluationRun,
  { variant, seed, key }: Entry,
  first: string | undefined,
  { study, size, checkpoints, file, command }: StudyRequest,
  label: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  const asked = { size, seed, changes: variant.recipe, checkpoints, first };
  const measured = await trainAndRank(world, bus, run, asked, { label, progress, signal });
  const { backend, reused, ...row } = measured;
  const { user, system } = process.cpuUsage(cpu);
  const tenth = (seconds: number): number => Math.round(10 * seconds) / 10;
  const spent = {
    wall_seconds: tenth((performance.now() - started) / 1000),
    cpu_seconds: tenth((user + system) / 1e6),
  };
  const { protocol, split, title, sessions, counts, catalogue } = world.set;
  file.add({
    ...{ study, variant: variant.name, seed, size, recipe: variant.recipe, key },
    ...{ protocol, split, title },
    sessions: sessions.length,
    explore_sessions: counts.exploreSessions,
    catalogue_items: catalogue.length,
    ...row,
    ...(reused ? {} : spent),
    command,
    ...sourceCommit(),
    date: new Date().toISOString(),
    machine: machine(backend),
  });
}
