import { type Column, renderTable } from '../table.js';
import type { KernelShare, SideReport, TrainingComparison } from './compare-training.js';
import { range } from './spread.js';

const KERNELS_SHOWN = 10;

const megabytes = ({ peakBytes }: SideReport): string => (peakBytes / 2 ** 20).toFixed(0);

const COLUMNS: Column<TrainingComparison>[] = [
  { title: 'size', value: ({ shape }) => shape },
  { title: 'model', value: ({ variant }) => variant },
  { title: 'STARS, CPU ms a step', value: ({ stars }) => range(stars.cpuMs, 0), right: true },
  { title: 'PyTorch', value: ({ torch }) => range(torch.cpuMs, 0), right: true },
  { title: 'STARS / PyTorch', value: ({ ratio }) => range(ratio, 2), right: true },
  { title: 'peak MB', value: ({ stars, torch }) => `${megabytes(stars)} / ${megabytes(torch)}`, right: true },
  { title: 'load', value: ({ load }) => load.toFixed(1), right: true },
];

/** One line for each comparison: medians, with the lowest and highest round in brackets. */
export const renderComparisons = (comparisons: readonly TrainingComparison[]): string =>
  [
    renderTable(COLUMNS, comparisons),
    ...comparisons.filter(({ before }) => before !== undefined).map(renderKernels),
  ].join('\n\n');

/** CPU time of a step by kernel: with TensorFlow's kernels alone, with ours, and in PyTorch. */
function renderKernels({ shape, variant, before, stars, torch }: TrainingComparison): string {
  const sides = [before!, stars, torch].map(({ kernels }) => (kernels ?? []).slice(0, KERNELS_SHOWN));
  const titles = [
    `before: ${before!.cpuMs.median.toFixed(0)} ms, ${megabytes(before!)} MB`,
    `now: ${stars.cpuMs.median.toFixed(0)} ms`,
    `PyTorch: ${torch.cpuMs.median.toFixed(0)} ms`,
  ];
  const rows = Array.from({ length: KERNELS_SHOWN }, (_, i) => sides.map((side) => side[i]));
  const columns = titles.flatMap((title, s): Column<(KernelShare | undefined)[]>[] => [
    { title: 'ms', value: (row) => row[s]?.ms.toFixed(1) ?? '', right: true },
    { title: 'calls', value: (row) => row[s]?.calls.toFixed(0) ?? '', right: true },
    { title, value: (row) => row[s]?.name.slice(0, 34) ?? '' },
  ]);
  return `${shape}, ${variant}: CPU ms a step by kernel\n${renderTable(columns, rows)}`;
}
