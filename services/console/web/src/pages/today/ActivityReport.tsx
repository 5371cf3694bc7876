import type { GetActivityResponse } from '@stars/client';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';
import { EmptyNotice } from '../../parts/EmptyNotice.js';
import { ActivityChart } from './ActivityChart.js';
import { type ActivityCounts, MEASURES, sumRows } from './activity-counts.js';
import type { ActivityRange } from './activity-range.js';
import { ListsMade } from './ListsMade.js';
import { OriginTable } from './OriginTable.js';
import { PlacementTable } from './PlacementTable.js';

interface ActivityReportProps {
  activity: GetActivityResponse;
  range: ActivityRange;
}

/** All figures of some days, and how they are counted. */
export function ActivityReport({ activity, range }: ActivityReportProps) {
  const texts = useTexts().pages.today;
  const format = useFormat();
  const { rows, as_of: asOf, known_since: knownSince } = activity;
  const direct = rows.filter(({ origin }) => origin === 'direct');
  return (
    <>
      <p className="hint">
        <span id="as-of">{asOf && texts.asOf(format.time(asOf, range.zone))}</span>
        {range.until === undefined && <span>{texts.goesOn}</span>}
      </p>
      {knownSince && <p className="notice">{texts.knownSince(format.time(knownSince, range.zone))}</p>}
      {rows.length === 0 ? (
        <EmptyNotice title={texts.empty}>{texts.emptyHint}</EmptyNotice>
      ) : (
        <>
          <Totals activity={activity} counts={sumRows(direct)} />
          <ActivityChart activity={activity} range={range} />
          <PlacementTable activity={activity} rows={direct} />
          <OriginTable rows={rows} />
          <ListsMade placements={activity.placements} />
        </>
      )}
      <section aria-labelledby="rule">
        <h2 id="rule">{texts.rule}</h2>
        <ul>
          {texts.rules(activity.within_days).map((rule) => (
            <li key={rule}>{rule}</li>
          ))}
        </ul>
      </section>
    </>
  );
}

function Totals({ activity, counts }: { activity: GetActivityResponse; counts: ActivityCounts }) {
  const texts = useTexts().pages.today;
  const format = useFormat();
  const { items_shown: shown, catalog_items: all } = activity;
  return (
    <section aria-labelledby="totals">
      <h2 id="totals">{texts.totals}</h2>
      <dl className="figures">
        {MEASURES.map((measure) => (
          <div key={measure} id={`total-${measure}`}>
            <dt>{texts.measures[measure]}</dt>
            <dd>{measure === 'revenue' ? format.price(counts.revenue) : format.number(counts[measure])}</dd>
            <dd className="hint">{texts.units[measure]}</dd>
          </div>
        ))}
        <div id="total-coverage">
          <dt>{texts.coverage}</dt>
          <dd>{all === 0 ? '–' : format.share(Math.min(1, shown / all))}</dd>
          <dd className="hint">{texts.coverageUnit(format.number(shown), format.number(all))}</dd>
        </div>
      </dl>
      {counts.unitsWithoutPrice > 0 && (
        <p className="notice">{texts.withoutPrice(format.number(counts.unitsWithoutPrice))}</p>
      )}
    </section>
  );
}
