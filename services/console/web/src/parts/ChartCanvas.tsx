import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { DASHES, type Series } from './chart-series.js';

interface ChartCanvasProps {
  labels: readonly string[];
  series: readonly Series[];
  format: (value: number) => string;
  /** Which label the pointer is at. */
  onPoint: (at: number | undefined) => void;
}

const HEIGHT = 240;
/** Between two lines of the grid, where all values are whole. */
const WHOLE = Array.from({ length: 30 }, (_, n) => [1, 2, 5][n % 3]! * 10 ** Math.floor(n / 3));

/** The lines of a `SeriesChart`: the one file that knows uPlot. */
export default function ChartCanvas({ labels, series, format, onPoint }: ChartCanvasProps) {
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  // biome-ignore lint/correctness/useExhaustiveDependencies: a canvas does not follow the colours of the page itself
  useEffect(() => {
    const element = place.current!;
    const { color } = getComputedStyle(element);
    const colourOf = (name: string): string => getComputedStyle(element).getPropertyValue(name);
    const axis = { stroke: color, grid: { stroke: colourOf('--mantine-color-default-border'), width: 1 } };
    const isWhole = series.every(({ values }) => values.every(Number.isInteger));
    const options: UPlot.Options = {
      ...{ width: element.clientWidth, height: HEIGHT, legend: { show: false } },
      cursor: { drag: { x: false, y: false } },
      scales: { x: { time: false }, y: { range: (_, __, most) => [0, most > 0 ? most * 1.05 : 1] } },
      axes: [
        { ...axis, incrs: [1, 2, 3, 6, 7, 12, 24], values: (_, at) => at.map((n) => labels[n] ?? '') },
        { ...axis, ...(isWhole && { incrs: WHOLE }), size: 64, values: (_, values) => values.map(format) },
      ],
      series: [
        {},
        ...series.map(({ name }, n) => ({
          ...{ label: name, stroke: colourOf(`--stars-series-${n}`), width: 2, dash: [...DASHES[n]!] },
          points: { show: labels.length <= 31 },
        })),
      ],
      hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? undefined)] },
    };
    const data = [labels.map((_, n) => n), ...series.map(({ values }) => [...values])] as UPlot.AlignedData;
    const chart = new UPlot(options, data, element);
    const watch = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      chart.destroy();
    };
  }, [labels, series, format, onPoint, scheme]);
  return <div ref={place} />;
}
