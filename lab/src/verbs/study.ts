import { join, resolve } from 'node:path';
import {
  addSizeOption,
  addTargetOption,
  addVerb,
  type CommonOptions,
  type DataFolder,
  ensureCompleteJourney,
  exclusively,
  makeDataFolder,
  minutes,
  openDataFolder,
  type Protocol,
  positiveNumber,
  printJson,
  type SizeName,
} from '@stars/cli';
import type { TargetKind } from '@stars/features';
import { Argument, type Command, Option } from 'commander';
import { JsonLines } from '../json-lines.js';
import { STUDY_NAMES, type StudyName } from '../studies/studies.js';
import type { StudyRow } from '../studies/study-row.js';
import { seeds } from './logs.js';

interface StudyOptions extends CommonOptions {
  protocol: Protocol;
  seeds: number[];
  sample?: number;
  size: SizeName;
  target?: TargetKind;
  out?: string;
  checkpointMinutes: number;
}

/** `./stars lab study`: trainings that take hours, one row when each is done. */
export function addStudy(program: Command): void {
  const verb = addVerb(
    program,
    'study',
    'train variants of the model with several seeds and measure the transformer alone on the validation split; resumes where it was stopped',
  )
    .addArgument(new Argument('<name>', 'what varies').choices(STUDY_NAMES))
    .addOption(
      new Option('--protocol <name>', 'how sessions are held out')
        .choices(['cj-day', 'time', 'leave-one-out'])
        .default('cj-day'),
    )
    .option('--seeds <numbers>', 'each variant is trained with each of them', seeds, [1])
    .option('--sample <n>', 'one user of so many only is measured (default: all users)', positiveNumber)
    .option('--out <file>', 'rows as JSON Lines (default: studies/<name>.jsonl in the data folder)')
    .option('--checkpoint-minutes <n>', 'time between checkpoints of a training', minutes, 2);
  addTargetOption(addSizeOption(verb)).action(async (name: StudyName, options: StudyOptions) => {
    // Complete Journey is imported if it is not there yet.
    const folder = (options.protocol === 'cj-day' ? makeDataFolder : openDataFolder)(options.data);
    const out = options.out === undefined ? join(folder.studies, `${name}.jsonl`) : resolve(options.out);
    const rows = await run(folder, name, out, options);
    if (options.json) return printJson(rows);
    const { studyLines } = await import('../studies/study-text.js');
    const { studyTables } = await import('../studies/study-table.js');
    const tables = studyTables(rows).map((table) => studyLines(table).join('\n'));
    process.stdout.write(`${tables.join('\n\n')}\nRows ${out}\n`);
  });
}

async function run(folder: DataFolder, study: StudyName, out: string, options: StudyOptions): Promise<StudyRow[]> {
  const { runStudy } = await import('../studies/run-study.js');
  const { protocol, sample, size, target, checkpointMinutes } = options;
  const request = {
    ...{
      study,
      protocol,
      seeds: options.seeds,
      size,
      command: commandOf(study, options),
      file: new JsonLines<StudyRow>(out),
    },
    checkpoints: { everyMs: checkpointMinutes * 60_000 },
    ...(sample === undefined ? {} : { sample }),
    ...(target ? { target } : {}),
  };
  return exclusively(folder, ['evaluate', 'train'], async (progress, signal) => {
    if (protocol === 'cj-day') await ensureCompleteJourney(folder, progress, signal);
    return runStudy(folder, request, progress, signal);
  });
}

/** The command that makes the same rows, without places of this machine. */
function commandOf(study: StudyName, { protocol, seeds: chosen, sample, size, target }: StudyOptions): string {
  return [
    `./stars lab study ${study}`,
    ...(protocol === 'cj-day' ? [] : [`--protocol ${protocol}`]),
    ...(size === 'small' ? [] : [`--size ${size}`]),
    `--seeds ${chosen.join(',')}`,
    ...(sample === undefined ? [] : [`--sample ${sample}`]),
    ...(target ? [`--target ${target}`] : []),
  ].join(' ');
}
