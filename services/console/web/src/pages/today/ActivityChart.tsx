import { NativeSelect } from '@mantine/core';
import type { GetActivityResponse } from '@stars/client';
import { useMemo, useState } from 'react';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';
import { MOST_SERIES } from '../../parts/chart-series.js';
import { SeriesChart } from '../../parts/SeriesChart.js';
import { countByBucket, MEASURES, type Measure } from './activity-counts.js';
import { type ActivityRange, bucketStarts } from './activity-range.js';

/** A figure by hour or day: a line for each of the placements with the most lists, and one for the others together. */
export function ActivityChart({ activity, range }: { activity: GetActivityResponse; range: ActivityRange }) {
  const texts = useTexts().pages.today;
  const format = useFormat();
  const [measure, setMeasure] = useState<Measure>('lists');
  const { bucket, zone } = range;
  const { labels, series } = useMemo(() => {
    const starts = bucketStarts(range, Date.parse(activity.as_of ?? ''));
    const direct = activity.rows.filter(({ origin }) => origin === 'direct');
    const names = [...new Set([...activity.placements, ...direct].map(({ placement }) => placement))];
    const own = names.length > MOST_SERIES ? names.slice(0, MOST_SERIES - 1) : names;
    const others = direct.filter(({ placement }) => !own.includes(placement));
    const line = (name: string, rows: typeof direct) => ({ name, values: countByBucket(rows, starts, measure) });
    const moments = starts.map((start) => format.bucket(start, bucket, zone));
    return {
      // Where clocks are put back, an hour is there twice.
      labels: moments.map((label, n) => (moments.indexOf(label) < n ? `${label} (2)` : label)),
      series: [
        ...own.map((name) => {
          const rows = direct.filter(({ placement }) => placement === name);
          return line(name || texts.noName, rows);
        }),
        ...(own.length < names.length ? [line(texts.rest, others)] : []),
      ],
    };
  }, [activity, range, bucket, zone, measure, format, texts]);
  return (
    <section aria-labelledby="over-time">
      <h2 id="over-time">{texts.chart}</h2>
      <div className="fields">
        <NativeSelect
          {...{ label: texts.measure, name: 'measure', value: measure }}
          data={MEASURES.map((value) => ({ value, label: texts.measures[value] }))}
          onChange={({ currentTarget: { value } }) => setMeasure(value as Measure)}
        />
      </div>
      <SeriesChart
        title={texts.chartTitle(texts.measures[measure], texts.units[measure], zone)}
        unit={bucket === 'hour' ? texts.hour : texts.date}
        format={measure === 'revenue' ? format.price : format.number}
        {...{ labels, series }}
      />
    </section>
  );
}
