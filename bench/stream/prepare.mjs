// A shop that has been open for a while: a catalogue with vectors, an untrained model that serves, users with histories.
import { encodeItemFeatures, encodeServedModel, ServedModel, TOPICS } from '@stars/contracts';
import { itemIdOf, TENANT, unit, userIdOf } from '../made-up.mjs';
import { featuresOf, VERSION } from './untrained-model.mjs';
import { activityShares, catalogItem, interactedItems, REGION } from './workload.mjs';

const PAGE = 2000;
const DAY = 86_400_000;
/** Days that the histories reach back. */
const PAST = 90;
const BASKET = 4;

/** Announces the model as the one that serves: its roll-out is not measured. */
export async function announce({ bus, vectors }, width) {
  await vectors.createCollection(TENANT, VERSION, width);
  await vectors.activate(TENANT, VERSION);
  const served = encodeServedModel(ServedModel.fromPartial({ tenantId: TENANT, version: VERSION, time: new Date() }));
  await bus.publish(TOPICS.servedModels, [served]);
}

export async function fillCatalog({ bus, catalog }, items, text) {
  for (let from = 0; from < items; from += PAGE) {
    const rows = Array.from({ length: Math.min(PAGE, items - from) }, (_, i) => from + i);
    await catalog.upsert(rows.map(catalogItem));
    await bus.publish(
      TOPICS.itemFeatures,
      rows.map((row) => encodeItemFeatures(featuresOf(row, text))),
    );
  }
}

/** Events of a user when the measurement begins, `mean` on average, by the same law as later activity. */
export const pastLength = (share, users, mean) => Math.min(200, Math.round(share * users * mean));

/** Loads all users with past events. Returns the number of events. */
export async function fillProfiles({ profiles }, { users, items, history }, now, onPage) {
  const shares = activityShares(users);
  let page = [];
  let events = 0;
  for (let rank = 0; rank < users; rank++) {
    const length = pastLength(shares[rank], users, history);
    if (length > 0) page.push({ userId: userIdOf(rank), events: pastOf(rank, length, items, now) });
    events += length;
    if (page.length < PAGE && rank < users - 1) continue;
    await profiles.appendEvents(TENANT, page);
    page = [];
    onPage(rank + 1);
  }
  return events;
}

function pastOf(rank, length, items, now) {
  return Array.from({ length }, (_, i) => ({
    eventId: `past-${rank}-${i}`,
    itemId: itemIdOf(Math.floor(interactedItems(items) * unit(rank * 200 + i, 7) ** 2)),
    type: 3,
    time: Math.round(now - PAST * DAY + (Math.floor(i / BASKET) * BASKET * (PAST - 1) * DAY) / length),
    region: REGION,
  }));
}
