import type { ScoreParts } from '@stars/client';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';

/** What an item's score is made of, the largest part first: a bar to the right adds to it, one to the left takes away. */
export function ScoreBars({ parts }: { parts: ScoreParts }) {
  const texts = useTexts().pages.explorer;
  const format = useFormat();
  const rows = rowsFrom(parts, texts.partNames);
  if (rows.length === 0) return <p className="hint">{texts.noParts}</p>;
  const largest = Math.max(...rows.map(([, value]) => Math.abs(value)));
  return (
    <table className="bars">
      <caption className="visually-hidden">{texts.parts}</caption>
      <tbody>
        {rows.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td className="bar">
              <span
                className={value < 0 ? 'less' : 'more'}
                style={{ inlineSize: `${(50 * Math.abs(value)) / largest}%` }}
              />
            </td>
            <td className="number">{format.number(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type PartName = 'general_interest' | 'next_intent' | 'buy_again' | 'repeat' | 'popularity' | 'fatigue' | 'boost';

/** Where the second stage ranked the item, its groups add up to the score with fatigue and boosts; else the parts of the search do. */
function rowsFrom(parts: ScoreParts, names: Readonly<Record<PartName, string>>): [name: string, value: number][] {
  const groups = Object.entries(parts.second_stage);
  const ofSearch = (['general_interest', 'next_intent', 'buy_again', 'repeat', 'popularity'] as const).map(
    (name): [string, number] => [names[name], parts[name]],
  );
  const rows = groups.length > 0 ? groups : [...ofSearch, ...Object.entries(parts.offsets)];
  return [...rows, ...(['fatigue', 'boost'] as const).map((name): [string, number] => [names[name], parts[name]])]
    .filter(([, value]) => value !== 0)
    .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a));
}
