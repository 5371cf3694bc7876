import { type Column, renderTable } from '../table.js';
import type { Compared, GhzCalls, MixedReport, OpenCalls, SearchRow, ServingReport } from './measure-serving.js';

const ms = (value: number): string => value.toFixed(value < 10 ? 2 : 0);
const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`;

const SEARCH: Column<SearchRow>[] = [
  { title: 'pass', value: ({ share }) => `${100 * share}%`, right: true },
  { title: 'k', value: ({ k }) => k, right: true },
  { title: 'recall', value: ({ recall }) => recall.toFixed(4), right: true },
  { title: 'p50 ms', value: ({ p50 }) => p50.toFixed(3), right: true },
  { title: 'p99 ms', value: ({ p99 }) => p99.toFixed(3), right: true },
  { title: 'scan of floats', value: ({ exactP50 }) => exactP50.toFixed(3), right: true },
];

const OPEN: Column<OpenCalls>[] = [
  { title: 'requests/s', value: ({ rate }) => rate, right: true },
  { title: 'answered', value: ({ ok, sent }) => `${ok} of ${sent}`, right: true },
  { title: 'p50 ms', value: ({ p50 }) => ms(p50), right: true },
  { title: 'p90', value: ({ p90 }) => ms(p90), right: true },
  { title: 'p99', value: ({ p99 }) => ms(p99), right: true },
  { title: 'most', value: ({ max }) => ms(max), right: true },
  { title: 'sent late, p99', value: ({ late }) => ms(late.p99), right: true },
  { title: 'CPU ms', value: ({ cpuMs }) => cpuMs.toFixed(2), right: true },
  { title: 'full GCs', value: ({ collections }) => collections, right: true },
];

const COMPARED: Column<Compared>[] = [
  { title: 'compared with a bare server', value: ({ name }) => name },
  { title: 'ours/s', value: ({ ours }) => ours.perSecond.toFixed(0), right: true },
  { title: 'p50 ms', value: ({ ours }) => ms(ours.p50), right: true },
  { title: 'p99', value: ({ ours }) => ms(ours.p99), right: true },
  { title: 'bare/s', value: ({ bare }) => bare.perSecond.toFixed(0), right: true },
  { title: 'ratio', value: ({ ratio }) => percent(ratio), right: true },
  { title: 'each run', value: ({ ratios }) => ratios.map(percent).join(' ') },
];

/** One measurement as text: the search, the rates, the comparisons, the time of each stage, and memory. */
export function renderServing(report: ServingReport): string {
  const { search, opened = [], ghz, compared = [], memory, machine } = report;
  const parts = [
    `${report.stack}: ${report.items} items of width ${report.width}, ${report.users} users; ${machine.cores} cores, ` +
      `load ${machine.load.toFixed(1)}`,
    search && renderTable(SEARCH, search.rows),
    opened.length > 0 && renderTable(OPEN, opened),
    ghz && ghzOf(ghz),
    compared.length > 0 && renderTable(COMPARED, compared),
    opened.length > 0 && stagesOf(opened.at(-1)!),
    memory && memoryOf(report, memory),
  ];
  return parts.filter((part) => typeof part === 'string').join('\n\n');
}

function ghzOf({ rate, perSecond, p50, p90, p99, codes }: GhzCalls): string {
  const answers = Object.entries(codes).map(([code, count]) => `${code} ${count}`);
  const times = `p50 ${ms(p50)} ms, p90 ${ms(p90)}, p99 ${ms(p99)}`;
  return `ghz at ${rate}/s: ${perSecond.toFixed(0)}/s, ${times}; ${answers.join(', ')}`;
}

/** Parallel parts of one request, such as both of its searches, are one stage. */
function stagesOf({ rate, stages, cpuMs }: OpenCalls): string {
  const rows = Object.entries(stages).sort(([, a], [, b]) => b.calls * b.ms - a.calls * a.ms);
  const columns: Column<(typeof rows)[number]>[] = [
    { title: `stage at ${rate}/s`, value: ([name]) => name },
    { title: 'ms', value: ([, { ms: mean }]) => mean.toFixed(3), right: true },
    { title: 'times', value: ([, { calls }]) => calls, right: true },
  ];
  return `${renderTable(columns, rows)}\nthe whole server: ${cpuMs.toFixed(2)} ms of CPU a request`;
}

function memoryOf(report: ServingReport, memory: NonNullable<ServingReport['memory']>): string {
  const { databaseBytes, users, search } = report;
  const file = databaseBytes === undefined ? '' : `; file ${megabytes(databaseBytes)}, `;
  const perUsers = file && `${megabytes((databaseBytes! / users) * 1e6)} a million users, the catalogue in it`;
  const perItems = search ? `; ${megabytes(search.bytesAnItem * 10_000)} of memory for 10,000 items` : '';
  return `memory: ${megabytes(memory.atStart.rss)} at the start, ${megabytes(memory.atEnd.rss)} at the end${file}${perUsers}${perItems}`;
}

/** One mixed measurement as text: calls that were late or not answered, and memory. */
export function renderMixed({ calls, faults, memory, seconds, rate, deadlineMs, machine }: MixedReport): string {
  const codes = Object.entries(calls.codes).map(([code, count]) => `${code}: ${count}`);
  return [
    `${calls.sent} calls in ${seconds} s at ${rate}/s with ${faults} faults; load ${machine.load.toFixed(1)}`,
    `p50 ${ms(calls.p50)} ms, p99 ${ms(calls.p99)}, most ${ms(calls.max)}; by gRPC code ${codes.join(', ')}`,
    `${calls.overDeadline} later than their deadline of ${deadlineMs} ms and a tenth; ${calls.codes['-1'] ?? 0} not answered`,
    `heap ${megabytes(memory.heapAtStart)} to ${megabytes(memory.heapAtEnd)}, growing by ` +
      `${(memory.heapGrowth / 1024).toFixed(1)} KB/s; resident ${megabytes(memory.rssAtEnd)}, at most ${megabytes(memory.rssPeak)}`,
  ].join('\n');
}
