// What every measurement does: it reads its settings, says how far it is, and prints a report.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';

/** The settings of `./stars lab bench`, as JSON in the first argument. What is not in it has a default. */
export const settings = () => JSON.parse(process.argv[2] ?? '{}');

/** Progress goes to standard error. */
export const say = (text) => process.stderr.write(`· ${text}\n`);

export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A folder for the data: the one that is kept for later runs, or a new one that is removed at the end. */
export function workFolder(kept) {
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'stars-bench-'));
  mkdirSync(folder, { recursive: true });
  if (!kept) process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  // Child processes end with this one.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  return folder;
}

/** Median, lowest and highest of at least one number. */
export function spreadOf(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, lowest: sorted[0], highest: sorted.at(-1) };
}

/** The middle one of several numbers, or the higher one of the two in the middle. */
export const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/** `median (lowest–highest)` */
export const range = ({ median, lowest, highest }, digits) =>
  `${median.toFixed(digits)} (${lowest.toFixed(digits)}–${highest.toFixed(digits)})`;

export const rounded = (value, digits = 2) => Number(value.toFixed(digits));

export const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MB`;

/** What else a result depends on. */
export const machine = () => ({ cores: cpus().length, load: loadavg()[0] });

/** A table of rows that each have a name, and columns by name. */
export const table = (rows) => console.table(Object.fromEntries(rows));

/** Prints a report: as JSON on one line, or as text by `show`. */
export function print(report, json, show) {
  if (json) console.log(JSON.stringify(report));
  else show(report);
}
