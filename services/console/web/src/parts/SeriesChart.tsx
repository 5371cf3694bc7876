import { lazy, Suspense, useState } from 'react';
import { useTexts } from '../language/language.js';
import { DASHES, type Series } from './chart-series.js';
import { FigureTable } from './FigureTable.js';

/** Loaded when a chart is shown: no first view waits for it. */
const ChartCanvas = lazy(() => import('./ChartCanvas.js'));

interface SeriesChartProps {
  /** What is shown, with its unit. */
  title: string;
  /** What a label is, such as `Hour`. */
  unit: string;
  labels: readonly string[];
  /** At most `MOST_SERIES`. */
  series: readonly Series[];
  format: (value: number) => string;
}

/** Lines over labels, with the values under the pointer. Who cannot see them, or wants the numbers, opens the table. */
export function SeriesChart({ title, unit, labels, series, format }: SeriesChartProps) {
  const texts = useTexts().chart;
  const [at, setAt] = useState<number>();
  const shown = at === undefined ? undefined : labels[at];
  return (
    <figure className="chart">
      <figcaption>{title}</figcaption>
      <div className="chart-canvas" role="img" aria-label={texts.picture(title)}>
        <Suspense>
          <ChartCanvas labels={labels} series={series} format={format} onPoint={setAt} />
        </Suspense>
      </div>
      <ul className="legend" aria-hidden="true">
        {shown !== undefined && <li>{shown}</li>}
        {series.map(({ name, values }, n) => (
          <li key={name}>
            <svg width="28" height="8" aria-hidden="true">
              <line className={`series-${n}`} x1="0" x2="28" y1="4" y2="4" strokeDasharray={DASHES[n]!.join(' ')} />
            </svg>
            {name}
            {shown !== undefined && `: ${format(values[at!] ?? 0)}`}
          </li>
        ))}
      </ul>
      <details>
        <summary>{texts.table}</summary>
        <FigureTable label={title} heads={[unit, ...series.map(({ name }) => name)]}>
          {labels.map((label, row) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {series.map(({ name, values }) => (
                <td key={name} className="number">
                  {format(values[row] ?? 0)}
                </td>
              ))}
            </tr>
          ))}
        </FigureTable>
      </details>
    </figure>
  );
}
