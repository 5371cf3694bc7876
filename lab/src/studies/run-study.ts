import { createHash } from 'node:crypto';
import { join } from 'node:path';
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
import { machine, sourceCommit } from '../made-by.js';
import type { StudyLists } from './measure-study.js';
import { SpentOnRow } from './spent-on-row.js';
import { STUDIES, type Study, type StudyName, type StudyVariant } from './studies.js';
import type { StudyFile } from './study-file.js';
import type { StudyRow } from './study-row.js';
import { keptLists, openStudyWorld, type StudyWorld, trainAndRank } from './study-world.js';

export interface StudyRequest extends Omit<EvaluationScope, 'split'> {
  study: StudyName;
  seeds: readonly number[];
  size: SizeName;
  /** Whether each variant is trained once more, without a tenth of the texts, and has to find these. */
  cold: boolean;
  checkpoints: TrainingRequest['checkpoints'];
  file: StudyFile;
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
    const entries = await entriesOf(request, run);
    const rowOf = ({ key }: Entry): StudyRow | undefined => request.file.rows().find((row) => row.key === key);
    if (entries.some((entry) => !rowOf(entry))) {
      const world = await openStudyWorld(folder, request, progress, signal);
      for (const [n, entry] of entries.entries()) {
        if (rowOf(entry)) continue;
        const first = entries.find(({ seed }) => seed === entry.seed)!;
        const compared = first === entry ? undefined : await keptLists(world, run, rowOf(first)!.model_version);
        const label = `${n + 1} of ${entries.length}, ${entry.variant.name}, seed ${entry.seed}`;
        await makeRow(world, bus, run, entry, compared, request, label, progress, signal);
      }
    }
    return entries.map((entry) => rowOf(entry)!);
  });
}

/** One seed after the other, so that a part of a study compares all variants. Another recipe of a size makes other rows. */
async function entriesOf({ study, seeds, size, cold }: StudyRequest, run: EvaluationRun): Promise<Entry[]> {
  const { RECIPES } = await import('@stars/training');
  const { variants }: Study = STUDIES[study];
  return seeds.flatMap((seed) =>
    variants.map((variant) => {
      const { name, recipe } = variant;
      const asked = JSON.stringify([run.id, study, name, size, seed, recipe, RECIPES[size], ...(cold ? ['cold'] : [])]);
      return { variant, seed, key: createHash('sha256').update(asked).digest('hex').slice(0, 12) };
    }),
  );
}

async function makeRow(
  world: StudyWorld,
  bus: EventBus,
  run: EvaluationRun,
  { variant, seed, key }: Entry,
  first: StudyLists | undefined,
  { study, size, cold, checkpoints, file, command }: StudyRequest,
  label: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  using time = new SpentOnRow(join(run.folder, `study-${key}.json`));
  const asked = { size, seed, changes: variant.recipe, checkpoints };
  const measured = await trainAndRank(world, bus, run, asked, first, { cold, label, time, progress, signal });
  const { backend, ...row } = measured;
  const { protocol, split, title, sessions, counts, catalogue } = world.set;
  file.add({
    ...{ study, variant: variant.name, seed, size, recipe: variant.recipe, key },
    ...{ protocol, split, title },
    sessions: sessions.length,
    explore_sessions: counts.exploreSessions,
    catalogue_items: catalogue.length,
    ...row,
    ...time.spent,
    command,
    ...sourceCommit(),
    date: new Date().toISOString(),
    machine: machine(backend),
  });
  time.finish();
}
