import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  type CatalogItem,
  type ContextSignal,
  type Interaction,
  interactionTypeName,
  type UserProfileUpdate,
} from '@stars/contracts';

interface ShopRows {
  items: readonly CatalogItem[];
  events: readonly Interaction[];
  users: readonly UserProfileUpdate[];
  context: readonly ContextSignal[];
}

/** Writes the shop in the import format: one JSON Lines file a kind. Versions and event ids are left out. */
export async function writeShopJsonLines(shop: ShopRows, folder: string) {
  await mkdir(folder, { recursive: true });
  const write = async (kind: string, rows: Iterable<object>) => {
    const path = join(folder, `${kind}.jsonl`);
    await pipeline(Readable.from(lines(rows)), createWriteStream(path));
    return path;
  };
  return {
    items: await write('items', shop.items.map(itemRow)),
    events: await write('events', shop.events.map(eventRow)),
    users: await write(
      'users',
      shop.users.map((user) => ({ user_id: user.userId, features: user.features })),
    ),
    context: await write('context', shop.context.flatMap(contextRows)),
  };
}

function* lines(rows: Iterable<object>): Generator<string> {
  for (const row of rows) yield `${JSON.stringify(row)}\n`;
}

function itemRow(item: CatalogItem): object {
  const regions = Object.entries(item.regions).map(([region, state]) => [region, { in_stock: state.inStock }]);
  return {
    item_id: item.itemId,
    title: item.title,
    description: item.description || undefined,
    brand: item.brand || undefined,
    category: item.category,
    price: item.price,
    attributes: item.attributes,
    regions: regions.length > 0 ? Object.fromEntries(regions) : undefined,
  };
}

function eventRow(event: Interaction): object {
  return {
    user_id: event.userId,
    item_id: event.itemId,
    type: interactionTypeName(event.type),
    time: event.time?.toISOString(),
    session_id: event.sessionId || undefined,
    region: event.region || undefined,
    quantity: event.quantity || undefined,
  };
}

/** One row for the region's signals, then one for each item and signal. */
function contextRows(signal: ContextSignal): object[] {
  const when = {
    time: signal.validFrom?.toISOString(),
    valid_until: signal.validUntil?.toISOString(),
    region: signal.region,
  };
  const rows: object[] = signal.signals ? [{ ...when, signals: signal.signals }] : [];
  for (const { name, value, itemIds } of signal.itemSignals) {
    for (const item_id of itemIds) rows.push({ ...when, item_id, signals: { [name]: value } });
  }
  return rows;
}
