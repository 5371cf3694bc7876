import type { PlacementActivity } from '@stars/client';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';
import { FigureTable } from '../../parts/FigureTable.js';

/** What lists did without, by which mode and model they were made: the share of each placement's lists. */
export function ListsMade({ placements }: { placements: readonly PlacementActivity[] }) {
  const texts = useTexts().pages.today;
  const format = useFormat();
  const rows = placements.flatMap(({ placement, answers, degradations, modes, model_versions }) =>
    Object.entries({ degradation: degradations, mode: modes, model_version: model_versions }).flatMap(([kind, all]) =>
      all.map((each) => ({ placement, answers, kind: texts[kind as 'mode'], ...{ name: each.name, n: each.answers } })),
    ),
  );
  const heads = [texts.placement, texts.madeBy, texts.measures.lists, texts.share];
  return (
    <section>
      <h2>{texts.made}</h2>
      {placements.every(({ degradations }) => degradations.length === 0) && <p>{texts.noDegradations}</p>}
      <FigureTable label={texts.made} heads={heads} texts={2}>
        {rows.map(({ placement, answers, kind, name, n }) => (
          <tr key={`${placement} ${kind} ${name}`}>
            <th scope="row">{placement || texts.noName}</th>
            <td>
              {kind}: <code>{name}</code>
            </td>
            <td className="number">{format.number(n)}</td>
            <td className="number">{format.share(n / answers)}</td>
          </tr>
        ))}
      </FigureTable>
    </section>
  );
}
