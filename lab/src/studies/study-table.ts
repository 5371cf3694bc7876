import type { Difference } from '@stars/evaluation';
import {
  COMPARED_METRICS,
  type Compared,
  STUDY_METRICS,
  type StudyFigures,
  type StudyMetric,
  type StudyRow,
} from './study-row.js';

/** Of some seeds: their mean, the lowest and the highest. */
export interface Spread {
  mean: number;
  low: number;
  high: number;
}

/** All seeds of one variant, ranked by RR. */
export interface StudyTableRow {
  variant: string;
  size: string;
  seeds: number[];
  /** Means over the seeds. */
  passes: number;
  steps: number;
  /** Absent if they are known of no seed. */
  minutes?: number;
  cpu_minutes?: number;
  all: Record<StudyMetric, Spread>;
  explore?: Record<StudyMetric, Spread>;
  /** Minus the first variant with the same seed: the mean, and the lowest and highest bound of the seeds' paired 95% intervals. */
  difference?: { all: Compared<Difference>; explore?: Compared<Difference> };
}

/** A study as a report shows it. */
export interface StudyTable {
  study: string;
  protocol: StudyRow['protocol'];
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
  const { study, protocol, split, title, sessions, variant } = rows[0]!;
  const dates = rows.map(({ date }) => date.slice(0, 10)).sort();
  return {
    ...{ study, protocol, split, title, sessions, first: variant },
    rows: [...variants.values()].map(rowOf),
    commands: unique(rows.map(({ command }) => command)),
    commits: unique(rows.flatMap(({ commit }) => commit ?? [])),
    from: dates[0]!,
    to: dates.at(-1)!,
    machines: unique(rows.map(({ machine }) => machineText(machine))),
  };
}

function rowOf(seeds: readonly StudyRow[]): StudyTableRow {
  const mean = (of: (row: StudyRow) => number): number => spread(seeds.map(of)).mean;
  const explored = present(seeds.map(({ figures }) => figures.RR.explore));
  const differences = present(seeds.map(({ difference }) => difference));
  const newOnes = present(differences.map(({ explore }) => explore));
  const { variant, size } = seeds[0]!;
  return {
    variant,
    size,
    seeds: seeds.map(({ seed }) => seed),
    passes: mean(({ passes }) => passes),
    steps: mean(({ steps }) => steps),
    ...minutesOf(seeds),
    all: spreads(seeds.map(({ figures }) => figures.RR.all)),
    ...(explored.length > 0 ? { explore: spreads(explored) } : {}),
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

function minutesOf(seeds: readonly StudyRow[]): Pick<StudyTableRow, 'minutes' | 'cpu_minutes'> {
  const wall = present(seeds.map((row) => row.wall_seconds));
  const cpu = present(seeds.map((row) => row.cpu_seconds));
  return {
    ...(wall.length > 0 ? { minutes: spread(wall).mean / 60 } : {}),
    ...(cpu.length > 0 ? { cpu_minutes: spread(cpu).mean / 60 } : {}),
  };
}

const machineText = ({ cpu, cores, memory_gib, backend }: StudyRow['machine']): string =>
  [cpu, `${cores} cores`, `${memory_gib} GiB`, ...(backend ? [backend] : [])].join(', ');

function spread(values: readonly number[]): Spread {
  const sum = values.reduce((total, value) => total + value, 0);
  return { mean: sum / values.length, low: Math.min(...values), high: Math.max(...values) };
}

const spreads = (seeds: readonly StudyFigures[]): Record<StudyMetric, Spread> =>
  byName(STUDY_METRICS, (metric) => spread(seeds.map((figures) => figures[metric])));

const envelopes = (seeds: readonly Compared<Difference>[]): Compared<Difference> =>
  byName(COMPARED_METRICS, (metric) => ({
    mean: spread(seeds.map((each) => each[metric].mean)).mean,
    ci95: [
      Math.min(...seeds.map((each) => each[metric].ci95[0])),
      Math.max(...seeds.map((each) => each[metric].ci95[1])),
    ],
  }));

const byName = <N extends string, T>(names: readonly N[], value: (name: N) => T): Record<N, T> =>
  Object.fromEntries(names.map((name) => [name, value(name)])) as Record<N, T>;

const present = <T>(values: readonly (T | undefined)[]): T[] => values.filter((value) => value !== undefined);

const unique = (values: readonly string[]): string[] => [...new Set(values)];
