import type { Difference } from '@stars/evaluation';
import { COMPARED_METRICS, type Compared, STUDY_METRICS, type StudyFigures, type StudyRow } from './study-row.js';

/** All seeds of one variant, ranked by RR. */
export interface StudyTableRow {
  variant: string;
  size: string;
  seeds: number[];
  /** Means over the seeds, as all figures. */
  passes: number;
  steps: number;
  /** Absent if it is known of no seed. */
  cpu_minutes?: number;
  all: StudyFigures;
  explore?: StudyFigures;
  /** Minus the first variant with the same seed: the mean, and the lowest and highest bound of the seeds' paired 95% intervals. */
  difference?: { all: Compared<Difference>; explore?: Compared<Difference> };
}

/** A study as a report shows it. */
export interface StudyTable {
  study: string;
  split: StudyRow['split'];
  title: string;
  sessions: number;
  /** The variant that the others are compared with. */
  first: string;
  rows: StudyTableRow[];
  commands: string[];
  commits: string[];
  /** UTC dates of the first and the last row. */
  from: string;
  to: string;
  machines: string[];
}

/** One table for each study on each data set, in the order of the rows. Of rows of one variant and seed, the last counts. */
export function studyTables(rows: readonly StudyRow[]): StudyTable[] {
  const tables = Map.groupBy(rows, ({ study, title, split }) => JSON.stringify([study, title, split]));
  return [...tables.values()].map(tableOf);
}

function tableOf(all: readonly StudyRow[]): StudyTable {
  const last = new Map(all.map((row) => [JSON.stringify([row.size, row.variant, row.seed]), row]));
  const rows = [...last.values()];
  const variants = Map.groupBy(rows, ({ size, variant }) => JSON.stringify([size, variant]));
  const { study, split, title, sessions, variant } = rows[0]!;
  const dates = rows.map(({ date }) => date.slice(0, 10)).sort();
  return {
    ...{ study, split, title, sessions, first: variant },
    rows: [...variants.values()].map(rowOf),
    commands: unique(rows.map(({ command }) => command)),
    commits: unique(rows.flatMap(({ commit }) => commit ?? [])),
    from: dates[0]!,
    to: dates.at(-1)!,
    machines: unique(rows.map(({ machine }) => machineText(machine))),
  };
}

function rowOf(seeds: readonly StudyRow[]): StudyTableRow {
  const mean = (of: (row: StudyRow) => number): number => meanOf(seeds.map(of));
  const explored = present(seeds.map(({ figures }) => figures.RR.explore));
  const differences = present(seeds.map(({ difference }) => difference));
  const newOnes = present(differences.map(({ explore }) => explore));
  const cpu = present(seeds.map((row) => row.cpu_seconds));
  const { variant, size } = seeds[0]!;
  return {
    variant,
    size,
    seeds: seeds.map(({ seed }) => seed),
    passes: mean(({ passes }) => passes),
    steps: mean(({ steps }) => steps),
    ...(cpu.length > 0 ? { cpu_minutes: meanOf(cpu) / 60 } : {}),
    all: means(seeds.map(({ figures }) => figures.RR.all)),
    ...(explored.length > 0 ? { explore: means(explored) } : {}),
    ...(differences.length > 0
      ? {
          difference: {
            all: envelopes(differences.map(({ all }) => all)),
            ...(newOnes.length > 0 ? { explore: envelopes(newOnes) } : {}),
          },
        }
      : {}),
  };
}

const machineText = ({ cpu, cores, memory_gib, backend }: StudyRow['machine']): string =>
  [cpu, `${cores} cores`, `${memory_gib} GiB`, ...(backend ? [backend] : [])].join(', ');

const meanOf = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length;

const means = (seeds: readonly StudyFigures[]): StudyFigures =>
  byName(STUDY_METRICS, (metric) => meanOf(seeds.map((figures) => figures[metric])));

const envelopes = (seeds: readonly Compared<Difference>[]): Compared<Difference> =>
  byName(COMPARED_METRICS, (metric) => ({
    mean: meanOf(seeds.map((each) => each[metric].mean)),
    ci95: [
      Math.min(...seeds.map((each) => each[metric].ci95[0])),
      Math.max(...seeds.map((each) => each[metric].ci95[1])),
    ],
  }));

const byName = <N extends string, T>(names: readonly N[], value: (name: N) => T): Record<N, T> =>
  Object.fromEntries(names.map((name) => [name, value(name)])) as Record<N, T>;

const present = <T>(values: readonly (T | undefined)[]): T[] => values.filter((value) => value !== undefined);

const unique = (values: readonly string[]): string[] => [...new Set(values)];
