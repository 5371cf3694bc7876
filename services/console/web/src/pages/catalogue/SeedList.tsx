import { useApi } from '../../api/use-api.js';
import { useTexts } from '../../language/language.js';
import { AnswerState } from '../../parts/AnswerState.js';
import { EmptyNotice } from '../../parts/EmptyNotice.js';
import { ItemCards } from './ItemCards.js';

const ITEMS = 6;

/** What a list because of an item would show to a stranger. */
export function SeedList({ itemId, mode }: { itemId: string; mode: 'goes_with' | 'alternatives' }) {
  const texts = useTexts().pages.catalogue;
  const answer = useApi('recommend', {
    // Nobody is asked about: the list is that of any stranger, and no surface counts it.
    ...{ user_id: 'console', without_profile: true },
    ...{ mode, seed_item_ids: [itemId], k: ITEMS, details: true },
  });
  return (
    <section aria-label={texts.modes[mode]}>
      <h3>{texts.modes[mode]}</h3>
      <AnswerState answer={answer} right="recommend">
        {({ items }) =>
          items.length === 0 ? (
            <EmptyNotice title={texts.noList} />
          ) : (
            <ItemCards items={items.map(({ item_id, title, details }) => ({ ...details, item_id, title }))} />
          )
        }
      </AnswerState>
    </section>
  );
}
