import type { InspectItemResponse } from '@stars/client';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';

/** How far an item has come from the catalogue to the vectors that lists are searched in, and when. */
export function ItemStages({ found, version }: { found: InspectItemResponse; version: number }) {
  const texts = useTexts().pages.catalogue;
  const format = useFormat();
  const { tagged_version: tagged, tagger, model_version: model, has_vector: hasVector } = found;
  const { changed_time: changed, indexed_time: indexed } = found;
  const tagging =
    tagged === undefined
      ? texts.notTagged
      : tagged < version
        ? texts.taggedBehind(String(tagged))
        : texts.taggedBy(String(tagged), tagger);
  const vector = !model ? texts.noModelYet : hasVector ? texts.vectorOf(model) : texts.noVector(model);
  const rows = [
    [texts.stored, `${texts.fields.version} ${version}`, changed && texts.changedAt(format.time(changed))],
    [texts.tagged, tagging, indexed && texts.indexedAt(format.time(indexed))],
    [texts.embedded, vector, indexed && changed && texts.took(format.duration(tookMs(changed, indexed)))],
  ] as const;
  return (
    <table className="issues">
      <caption>{texts.stages}</caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{texts.stage}</th>
          <th scope="col">{texts.state}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, state, time]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>
              {state}
              {time && <span className="hint">{time}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Clocks of two machines differ a little. */
const tookMs = (from: string, until: string): number => Math.max(0, Date.parse(until) - Date.parse(from));
