import type { ActivityRow, GetActivityResponse } from '@stars/client';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';
import { FigureTable } from '../../parts/FigureTable.js';
import { eventRate, sumRows } from './activity-counts.js';

interface PlacementTableProps {
  activity: GetActivityResponse;
  /** Of direct events. */
  rows: readonly ActivityRow[];
}

/** What came of each placement: those with the most lists first. */
export function PlacementTable({ activity, rows }: PlacementTableProps) {
  const texts = useTexts().pages.today;
  const format = useFormat();
  const { placements, catalog_items: all } = activity;
  const names = [...new Set([...placements, ...rows].map(({ placement }) => placement))];
  const heads = [
    ...[texts.placement, texts.measures.lists, texts.measures.clicks, texts.clickRate, texts.measures.carts],
    ...[texts.measures.purchases, texts.purchaseRate, texts.measures.revenue, texts.items],
  ];
  return (
    <section>
      <h2>{texts.placements}</h2>
      <FigureTable label={texts.placements} heads={heads}>
        {names.map((name) => {
          const counts = sumRows(rows.filter(({ placement }) => placement === name));
          const items = placements.find(({ placement }) => placement === name)?.items;
          return (
            <tr key={name}>
              <th scope="row">{name || texts.noName}</th>
              <td className="number">{format.number(counts.lists)}</td>
              <td className="number">{format.number(counts.clicks)}</td>
              <Rate events={counts.clicks} lists={counts.lists} />
              <td className="number">{format.number(counts.carts)}</td>
              <td className="number">{format.number(counts.purchases)}</td>
              <Rate events={counts.purchases} lists={counts.lists} />
              <td className="number">{format.price(counts.revenue)}</td>
              <td className="number">
                {items === undefined ? '–' : format.number(items)}
                {items !== undefined && all > 0 && (
                  <span className="interval">{format.share(Math.min(1, items / all))}</span>
                )}
              </td>
            </tr>
          );
        })}
      </FigureTable>
    </section>
  );
}

/** Per 100 lists, with its interval. */
function Rate({ events, lists }: { events: number; lists: number }) {
  const texts = useTexts().pages.today;
  const format = useFormat();
  const rate = eventRate(events, lists);
  const per100 = (value: number): string => format.number(Math.round(1000 * value) / 10);
  return (
    <td className="number">
      {rate === undefined ? '–' : per100(rate.value)}
      {rate && <span className="interval">{texts.interval(per100(rate.low), per100(rate.high))}</span>}
    </td>
  );
}
