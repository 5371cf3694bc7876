import type { ModelState } from '@stars/client';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';
import { FigureTable } from '../../parts/FigureTable.js';

/** What two trainings measured, side by side. */
export function ModelComparison({ model, beside }: { model: ModelState; beside: ModelState }) {
  const texts = useTexts().pages.models;
  const format = useFormat();
  const [ours, theirs] = [model.manifest?.metrics ?? {}, beside.manifest?.metrics ?? {}];
  const names = Object.keys(ours).filter((name) => name in theirs);
  return (
    <section aria-labelledby="comparison">
      <h2 id="comparison">{texts.comparison(model.version, beside.version)}</h2>
      <p className="hint">{texts.comparisonHint}</p>
      {names.length === 0 ? (
        <p>{texts.nothingShared}</p>
      ) : (
        <FigureTable label={texts.compare} heads={[texts.metric, model.version, beside.version, texts.difference]}>
          {names.sort().map((name) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
              </th>
              <td className="number">{format.number(ours[name]!)}</td>
              <td className="number">{format.number(theirs[name]!)}</td>
              <td className="number">{format.number(ours[name]! - theirs[name]!)}</td>
            </tr>
          ))}
        </FigureTable>
      )}
    </section>
  );
}
