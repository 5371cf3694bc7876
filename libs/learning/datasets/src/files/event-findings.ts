import { type Interaction, interactionTypeName, messageKey, partsOfKey } from '@stars/contracts';
import { SaidOfItems } from './event-items.js';
import { Persons } from './persons.js';
import { Refunds } from './refunds.js';

/** What a file of events holds besides its messages. Memory grows with users and items, not with events. */
export class EventFindings {
  readonly kinds: Record<string, number> = {};
  readonly persons = new Persons();
  readonly refunds = new Refunds();
  /** Rows that are equal to an earlier one: they are kept, because one can buy the same thing twice. */
  repeated = 0;
  readonly items = new Counts();
  readonly users = new Counts();
  /** Absent if no items are made of the events. */
  readonly said: SaidOfItems | undefined;

  constructor(itemsFromEvents = false) {
    this.said = itemsFromEvents ? new SaidOfItems() : undefined;
  }

  /** @param row Of the event */
  add(event: Interaction, repeated: boolean, row: Readonly<Record<string, unknown>>): void {
    const { tenantId, userId, itemId, type } = event;
    this.said?.add(event, row);
    const kind = interactionTypeName(type);
    this.kinds[kind] = (this.kinds[kind] ?? 0) + 1;
    if (repeated) this.repeated++;
    if (itemId !== '') this.items.add(tenantId, itemId);
    this.users.add(tenantId, userId);
  }
}

export interface Unknown {
  events: number;
  ids: number;
  examples: string[];
}

/** Events by tenant and id: a key for each event would cost a tenth of an import. */
class Counts {
  readonly #tenants = new Map<string, Map<string, { events: number }>>();

  add(tenantId: string, id: string): void {
    const ids = this.#tenants.get(tenantId) ?? new Map<string, { events: number }>();
    if (ids.size === 0) this.#tenants.set(tenantId, ids);
    const known = ids.get(id);
    if (known) known.events++;
    else ids.set(id, { events: 1 });
  }

  *byKey(): Generator<[key: string, events: number]> {
    for (const [tenantId, ids] of this.#tenants) {
      for (const [id, { events }] of ids) yield [messageKey(tenantId, id), events];
    }
  }

  /** Events of what the set does not have. */
  unknown(known: ReadonlySet<string>): Unknown {
    const others = [...this.byKey()].filter(([key]) => !known.has(key));
    return {
      events: others.reduce((sum, [, events]) => sum + events, 0),
      ids: others.length,
      examples: others.slice(0, 3).map(([key]) => partsOfKey(key).id),
    };
  }
}
