import type { FoundItem } from '@stars/client';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';
import { ItemCards } from './ItemCards.js';

/** Items that are the same beside each other, as the API lists them. */
export function DuplicateGroups({ items }: { items: readonly FoundItem[] }) {
  const texts = useTexts().pages.catalogue;
  const format = useFormat();
  return groupsOf(items).map((group) => {
    const [{ item_id: itemId, title, brand }] = group;
    return (
      <section key={itemId} aria-labelledby={`same-${itemId}`}>
        <h3 id={`same-${itemId}`}>
          {texts.same([title, brand].filter(Boolean).join(' · '), format.number(group.length))}
        </h3>
        <ItemCards items={group} />
      </section>
    );
  });
}

type Group = [FoundItem, ...FoundItem[]];

/** By title and brand in any case. */
function groupsOf(items: readonly FoundItem[]): Group[] {
  const keyOf = ({ title, brand }: FoundItem): string =>
    [title, brand].map((text) => text.normalize('NFKC').trim().toLowerCase()).join('\n');
  const groups = new Map<string, Group>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups.values()];
}
