import type { ActivityOrigin, ActivityRow } from '@stars/client';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';
import { FigureTable } from '../../parts/FigureTable.js';
import { sumRows } from './activity-counts.js';

const ORIGINS: readonly ActivityOrigin[] = ['direct', 'led_to', 'no_impression', 'other'];

/** All views and purchases of the shop, by what led to them. */
export function OriginTable({ rows }: { rows: readonly ActivityRow[] }) {
  const texts = useTexts().pages.today;
  const format = useFormat();
  const heads = [texts.origin, texts.views, texts.measures.carts, texts.measures.purchases, texts.measures.revenue];
  return (
    <section>
      <h2>{texts.origins}</h2>
      <FigureTable label={texts.origins} heads={heads}>
        {ORIGINS.map((name) => {
          const counts = sumRows(rows.filter(({ origin }) => origin === name));
          return (
            <tr key={name}>
              <th scope="row">{texts.originNames[name]}</th>
              <td className="number">{format.number(counts.clicks)}</td>
              <td className="number">{format.number(counts.carts)}</td>
              <td className="number">{format.number(counts.purchases)}</td>
              <td className="number">{format.price(counts.revenue)}</td>
            </tr>
          );
        })}
      </FigureTable>
    </section>
  );
}
