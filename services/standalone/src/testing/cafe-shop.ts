import { CatalogItem, Interaction, InteractionType } from '@stars/contracts';
import { SeededRandom } from '@stars/datasets/testing';

/** Shelves of a shop whose users buy from one of them. */
const SHELVES = {
  coffee: [
    'Oat milk cappuccino, vegan',
    'Iced almond latte, vegan',
    'Vanilla oat milk latte',
    'Cold brew coffee with oat milk',
    'Hazelnut latte, plant based',
    'Cinnamon chai latte, vegan',
    'Caramel macchiato, iced',
    'Oat drink barista edition',
    'Soy flat white, vegan',
    'Maple spice coffee creamer, dairy free',
    'Mocha oat milk latte, vegan',
    'Gingerbread latte, oat milk',
  ],
  grill: [
    'Beef ribeye steak',
    'Pork sausages, smoked',
    'Chicken wings, barbecue',
    'Lamb chops',
    'Bacon, thick cut',
    'Beef burger patties',
    'Turkey breast, sliced',
    'Charcoal briquettes',
    'Barbecue sauce, hickory',
    'Pulled pork',
    'Hot dog frankfurters',
    'Spare ribs, marinated',
  ],
  cleaning: [
    'Dish soap, lemon',
    'Laundry detergent, liquid',
    'Glass cleaner spray',
    'Toilet paper, 12 rolls',
    'Bleach',
    'Sponges, heavy duty',
    'Floor cleaner, pine',
    'Trash bags, 50 litres',
    'Paper towels',
    'Fabric softener',
    'Bathroom cleaner',
    'Dishwasher tablets',
  ],
} as const;

export type Shelf = keyof typeof SHELVES;

const DAY_MS = 86_400_000;
const START = Date.parse('2024-01-01T12:00:00Z');

/** Products with names only: no category, tag or brand says what they are. */
export function cafeShop(usersAShelf: number, sessions: number, seed = 1) {
  const random = new SeededRandom(seed);
  const items: CatalogItem[] = [];
  const events: Interaction[] = [];
  const users = new Map<Shelf, string[]>();
  for (const [shelf, titles] of Object.entries(SHELVES) as [Shelf, readonly string[]][]) {
    const ids = titles.map((title, i) => {
      items.push(CatalogItem.fromPartial({ itemId: `${shelf}-${i}`, title, version: 1 }));
      return `${shelf}-${i}`;
    });
    users.set(
      shelf,
      Array.from({ length: usersAShelf }, (_, i) => `${shelf}-user-${i}`),
    );
    for (const userId of users.get(shelf)!) {
      for (let session = 0; session < sessions; session++) {
        const time = new Date(START + (2 * session + random.next()) * DAY_MS);
        for (const itemId of random.shuffle([...ids]).slice(0, 2)) {
          events.push(
            Interaction.fromPartial({
              eventId: `event-${events.length}`,
              userId,
              itemId,
              type: InteractionType.INTERACTION_TYPE_PURCHASE,
              time,
            }),
          );
        }
      }
    }
  }
  events.sort((a, b) => a.time!.getTime() - b.time!.getTime());
  return { items, events, users, until: START + 2 * sessions * DAY_MS };
}
