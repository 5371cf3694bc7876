import { type Column, renderTable } from '../table.js';
import type { StreamReport, Times } from './measure-stream.js';

interface Row {
  what: string;
  times: Times;
}

const COLUMNS: Column<Row>[] = [
  { title: 'ms from', value: ({ what }) => what },
  { title: 'count', value: ({ times }) => times.count, right: true },
  { title: 'p50', value: ({ times }) => times.p50, right: true },
  { title: 'p95', value: ({ times }) => times.p95, right: true },
  { title: 'p99', value: ({ times }) => times.p99, right: true },
  { title: 'most', value: ({ times }) => times.max, right: true },
];

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`;

/** One measurement as text: times, then the checks that support them. */
export function renderStream(report: StreamReport): string {
  const { vector, catalogue, lag, overload, checked, machine } = report;
  const rows: [string, Times | undefined][] = [
    ['event to user vector', vector],
    ['new product to retrievable', catalogue.new],
    ['changed text to new vector', catalogue.text],
    ['stock to filters', catalogue.stock],
  ];
  const { before, after } = machine.load;
  return [
    `${report.size} (untrained), ${report.stack}, ${report.embedders} embedder(s): ${report.users} users, ` +
      `${report.pastEvents} events of the past, ${report.rate} interactions/s and ${report.catalogRate} catalogue changes/s ` +
      `for ${report.seconds} s; ${machine.cores} cores, load ${before.toFixed(1)} to ${after.toFixed(1)}`,
    '',
    renderTable(
      COLUMNS,
      rows.flatMap(([what, times]) => (times ? [{ what, times }] : [])),
    ),
    '',
    ...(vector.untimed > 0 ? [`${vector.untimed} events changed embedders on their way and have no time`] : []),
    `lag: at most ${lag.most}, ${lag.atEnd} at the end, growing by ${lag.growth.toFixed(1)}/s over the second half; ` +
      `the sender needed ${report.late.toFixed(1)} s more than it had`,
    `CPU: ${report.cpuMsPerUpdate.toFixed(2)} ms an updated user, ${report.cpuSeconds.services.toFixed(0)} s in all ` +
      `(sender ${report.cpuSeconds.generator.toFixed(0)} s); memory ${megabytes(lag.memoryAtStart)} to ${megabytes(lag.memoryAtEnd)}`,
    ...(overload ? [overloaded(overload)] : []),
    `lost: ${checked.lost} of ${checked.events} events (${checked.beyondLimit} beyond a history's length), ` +
      `${catalogue.notFound} of ${catalogue.sent} catalogue changes; wrong vectors: ${checked.wrongVectors} of ` +
      `${checked.users} users, largest difference ${checked.largestDifference.toExponential(1)}`,
  ].join('\n');
}

function overloaded(overload: NonNullable<StreamReport['overload']>): string {
  const { interactions, sentInSeconds, lagWhenSent, caughtUpInSeconds, memoryAtStart, memoryPeak } = overload;
  return (
    `overload: ${interactions} events in ${sentInSeconds.toFixed(0)} s left a lag of ${lagWhenSent}, caught up with in ` +
    `${caughtUpInSeconds.toFixed(0)} s; memory ${megabytes(memoryAtStart)}, at most ${megabytes(memoryPeak)}`
  );
}
