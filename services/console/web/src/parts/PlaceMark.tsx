import { useTexts } from '../language/language.js';
import type { PlacedItem } from './compare-lists.js';

/** What became of an item: it is new, it left the list, or it went so many places up or down. */
export function PlaceMark({ mark }: { mark: PlacedItem['mark'] }) {
  const texts = useTexts().moves;
  if (mark === undefined) return null;
  if (typeof mark === 'string') return <span className={`badge ${mark}`}>{texts[mark]}</span>;
  return <span className="badge">{mark > 0 ? texts.up(mark) : texts.down(-mark)}</span>;
}
