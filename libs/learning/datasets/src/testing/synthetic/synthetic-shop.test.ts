import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InteractionType } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { SHOP_HOLIDAYS } from './shop-effects.js';
import { HOT_FROM } from './shop-weather.js';
import { syntheticShop } from './synthetic-shop.js';

describe('syntheticShop', () => {
  it('is the same for the same seed and another for another', () => {
    const { writeJsonLines: _, ...first } = syntheticShop({ seed: 7 });
    const { writeJsonLines: __, ...second } = syntheticShop({ seed: 7 });
    expect(first).toEqual(second);
    expect(syntheticShop({ seed: 8 }).events).not.toEqual(first.events);
  });

  it('keeps its events within its days, items and users, ascending in time', () => {
    const shop = syntheticShop({ users: 20, items: 13, days: 30, categories: 5 });
    const items = new Set(shop.items.map((item) => item.itemId));
    const users = new Set(shop.users.map((user) => user.userId));
    let last = 0;
    for (const event of shop.events) {
      expect(items.has(event.itemId) && users.has(event.userId)).toBe(true);
      const time = (event.time as Date).getTime();
      expect(time).toBeGreaterThanOrEqual(last);
      last = time;
    }
    expect(items.size).toBe(13);
    expect(last).toBeLessThan(Date.parse('2024-01-31T00:00:00Z'));
    expect(new Set(shop.events.map((event) => event.eventId)).size).toBe(shop.events.length);
  });

  it('plants the documented successors, tastes and skew', () => {
    const shop = syntheticShop({ users: 200, nextItemShare: 0.4 });
    const views = shop.events.filter((event) => event.type === InteractionType.INTERACTION_TYPE_VIEW);
    const categoryOf = new Map(shop.items.map((item) => [item.itemId, item.category[1] as string]));
    const previous = new Map<string, string>();
    const counts = new Map<string, number>();
    let followed = 0;
    let liked = 0;
    let free = 0;
    // What everybody looks at comes between the items that a user chooses.
    for (const { userId, itemId } of views.filter((view) => !shop.windowShopped.has(view.itemId))) {
      counts.set(itemId, (counts.get(itemId) ?? 0) + 1);
      const before = previous.get(userId);
      previous.set(userId, itemId);
      if (before !== undefined && shop.successor.get(before) === itemId) {
        followed++;
        continue;
      }
      free++;
      if (shop.tastes.get(userId)?.includes(categoryOf.get(itemId) as string)) liked++;
    }
    expect(followed / (followed + free)).toBeGreaterThan(0.36);
    expect(followed / (followed + free)).toBeLessThan(0.46);
    expect(liked / free).toBeGreaterThan(0.75);
    const sorted = [...counts.values()].sort((a, b) => b - a);
    expect(sorted[0]).toBeGreaterThan(3 * (sorted[Math.floor(sorted.length / 2)] as number));
  });

  it('plants a funnel: taste leads to purchases, some only in the next session, and some items are only looked at', () => {
    const shop = syntheticShop({ users: 200 });
    const categoryOf = new Map(shop.items.map((item) => [item.itemId, item.category[1] as string]));
    const ofType = (type: InteractionType) => shop.events.filter((event) => event.type === type);
    const [views, carts, bought] = [
      ofType(InteractionType.INTERACTION_TYPE_VIEW),
      ofType(InteractionType.INTERACTION_TYPE_ADD_TO_CART),
      ofType(InteractionType.INTERACTION_TYPE_PURCHASE),
    ];
    expect(views.length).toBeGreaterThan(carts.length);
    expect(carts.length).toBeGreaterThan(bought.length);
    const liked = ({ userId, itemId }: { userId: string; itemId: string }) =>
      shop.tastes.get(userId)!.includes(categoryOf.get(itemId)!);
    const shareOf = (wanted: boolean) =>
      bought.filter((event) => liked(event) === wanted).length / views.filter((view) => liked(view) === wanted).length;
    expect(shareOf(true)).toBeGreaterThan(1.3 * shareOf(false));

    const keyOf = ({ sessionId, itemId }: { sessionId: string; itemId: string }) => `${sessionId} ${itemId}`;
    const viewed = new Set(views.map(keyOf));
    const later = bought.filter((event) => !viewed.has(keyOf(event)));
    expect(later.length / bought.length).toBeGreaterThan(0.2);
    const viewedBefore = new Map<string, number>();
    for (const { userId, itemId, time } of views.toReversed()) viewedBefore.set(`${userId} ${itemId}`, time!.getTime());
    for (const { userId, itemId, time } of later) {
      expect(viewedBefore.get(`${userId} ${itemId}`)!).toBeLessThan(time!.getTime());
    }

    expect(shop.windowShopped.size).toBe(2);
    const count = (events: typeof views, itemId: string) => events.filter((event) => event.itemId === itemId).length;
    const mean = views.length / shop.items.length;
    for (const itemId of shop.windowShopped) {
      expect(count(views, itemId)).toBeGreaterThan(4 * mean);
      expect(count(bought, itemId) + count(carts, itemId)).toBe(0);
    }
  });

  it('plants heatwaves and offers on request, and changes nothing else', () => {
    const options = { users: 150, days: 56 };
    const shop = syntheticShop({ ...options, heatShare: 0.5, offerShare: 0.3 });
    const live = shop.context.filter(
      ({ signals, itemSignals }) => signals?.['heatwave'] || itemSignals[0]?.name === 'offer',
    );
    const categoryOf = new Map(shop.items.map((item) => [item.itemId, item.category[1]]));
    const counts = { heat: 0, iceInHeat: 0, cold: 0, iceInCold: 0, all: 0, onOffer: 0 };
    for (const { itemId, region, time, type } of shop.events) {
      if (type !== InteractionType.INTERACTION_TYPE_VIEW) continue;
      if (shop.windowShopped.has(itemId)) continue;
      const now = live.filter(
        (signal) => signal.region === region && signal.validFrom! <= time! && time! < signal.validUntil!,
      );
      const heat = now.some(({ signals }) => signals?.['heatwave']);
      const ice = categoryOf.get(itemId) === 'Ice Cream';
      counts[heat ? 'heat' : 'cold']++;
      if (ice) counts[heat ? 'iceInHeat' : 'iceInCold']++;
      counts.all++;
      if (now.some(({ itemSignals }) => itemSignals.some(({ itemIds }) => itemIds.includes(itemId)))) counts.onOffer++;
    }
    expect(counts.heat / counts.all).toBeGreaterThan(0.2);
    expect(counts.iceInHeat / counts.heat).toBeGreaterThan(0.45);
    expect(counts.iceInCold / counts.cold).toBeLessThan(0.25);
    expect(counts.onOffer / counts.all).toBeGreaterThan(0.25);
    expect(syntheticShop({ ...options, heatShare: 0, offerShare: 0 }).events).toEqual(syntheticShop(options).events);
  });

  it('plants what sells on hot days and before holidays in each of two years, and nothing on other days', () => {
    const options = { users: 60, days: 731, sessionsPerDay: 0.2, start: new Date('2023-08-01T00:00:00Z') };
    const shop = syntheticShop({ ...options, hotDayShare: 0.4, holidayShare: 0.4 });
    const categoryOf = new Map(shop.items.map((item) => [item.itemId, item.category[1]]));
    const hot = new Set(
      shop.context
        .filter(({ signals }) => (signals?.['temperature'] as number) >= HOT_FROM)
        .map(({ region, validFrom }) => `${region} ${validFrom!.toISOString().slice(0, 10)}`),
    );
    const counts = new Map<string, { all: number; ice: number; drinks: number; bread: number }>();
    for (const { itemId, region, time, type } of shop.events) {
      if (type !== InteractionType.INTERACTION_TYPE_VIEW || shop.windowShopped.has(itemId)) continue;
      const date = time!.toISOString().slice(0, 10);
      const holiday = SHOP_HOLIDAYS.find(({ date: on }) => {
        const ahead = (Date.parse(`${date.slice(0, 4)}-${on}`) - Date.parse(date)) / 86_400_000;
        return ahead >= 0 && ahead <= 4;
      });
      // Seasons of a year begin with the first month of the data.
      const year = time! < new Date('2024-08-01') ? 1 : 2;
      const key = `${year} ${hot.has(`${region} ${date}`) ? 'hot' : (holiday?.name ?? 'plain')}`;
      const count = counts.get(key) ?? { all: 0, ice: 0, drinks: 0, bread: 0 };
      counts.set(key, count);
      count.all++;
      const category = categoryOf.get(itemId);
      if (category === 'Ice Cream') count.ice++;
      if (category === 'Soft Drinks') count.drinks++;
      if (category === 'Bread') count.bread++;
    }
    for (const year of [1, 2]) {
      const share = (when: string, of: 'ice' | 'drinks' | 'bread') => {
        const count = counts.get(`${year} ${when}`)!;
        return count[of] / count.all;
      };
      expect(share('hot', 'ice')).toBeGreaterThan(0.4);
      expect(share('Christmas Day', 'bread')).toBeGreaterThan(0.4);
      for (const kind of ['ice', 'drinks', 'bread'] as const) expect(share('plain', kind)).toBeLessThan(0.25);
    }
    // Only one of the two holidays can also be hot.
    const before = counts.get('2 Independence Day')!;
    expect(before.drinks / before.all).toBeGreaterThan(0.3);
    const { events } = syntheticShop({ ...options, hotDayShare: 0, holidayShare: 0 });
    expect(events).toEqual(syntheticShop(options).events);
  });

  it('writes one JSON line a row', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'shop-'));
    try {
      const shop = syntheticShop({ users: 5, days: 10 });
      const paths = await shop.writeJsonLines(folder);
      const rows = async (path: string) =>
        (await readFile(path, 'utf8'))
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(await rows(paths.items)).toHaveLength(shop.items.length);
      expect(await rows(paths.users)).toHaveLength(5);
      const events = await rows(paths.events);
      expect(events).toHaveLength(shop.events.length);
      expect(events[0]).toMatchObject({ user_id: shop.events[0]?.userId, type: 'view' });
      expect(await rows(paths.context)).toHaveLength(shop.context.length);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
