import { type Interaction, interactionTypeName, messageKey, partsOfKey } from '@stars/contracts';
import { Persons } from './persons.js';
import type { Refund } from './refunds.js';

/** What a file of events holds besides its messages. Memory grows with users and items, not with events. */
export class EventFindings {
  readonly kinds: Record<string, number> = {};
  readonly persons = new Persons();
  readonly refunds: (Refund & { isAnonymous: boolean })[] = [];
  /** Rows that are equal to an earlier one: they are kept, because one can buy the same thing twice. */
  repeated = 0;
  readonly #items = new Counts();
  readonly #users = new Counts();

  add({ tenantId, userId, itemId, type }: Interaction, repeated: boolean): void {
    const kind = interactionTypeName(type);
    this.kinds[kind] = (this.kinds[kind] ?? 0) + 1;
    if (repeated) this.repeated++;
    this.#items.add(tenantId, itemId);
    this.#users.add(tenantId, userId);
  }

  itemKeys(): Iterable<string> {
    return [...this.#items.list()].map(([key]) => key);
  }

  /** Events of items, and of users, that none of the sets has. */
  unknownItems(known: ReadonlySet<string>): Unknown {
    return unknownOf(this.#items.list(), known);
  }

  unknownUsers(known: ReadonlySet<string>): Unknown {
    return unknownOf(this.#users.list(), known);
  }
}

export interface Unknown {
  events: number;
  ids: number;
  examples: string[];
}

/** Events by tenant and id. */
class Counts {
  readonly #tenants = new Map<string, Map<string, { events: number }>>();

  add(tenantId: string, id: string): void {
    const ids = this.#tenants.get(tenantId) ?? new Map<string, { events: number }>();
    if (ids.size === 0) this.#tenants.set(tenantId, ids);
    const known = ids.get(id);
    if (known) known.events++;
    else ids.set(id, { events: 1 });
  }

  *list(): Generator<[string, number]> {
    for (const [tenantId, ids] of this.#tenants) {
      for (const [id, { events }] of ids) yield [messageKey(tenantId, id), events];
    }
  }
}

function unknownOf(counts: Iterable<[string, number]>, known: ReadonlySet<string>): Unknown {
  const unknown: Unknown = { events: 0, ids: 0, examples: [] };
  for (const [key, events] of counts) {
    if (known.has(key)) continue;
    unknown.events += events;
    unknown.ids++;
    if (unknown.examples.length < 3) unknown.examples.push(partsOfKey(key).id);
  }
  return unknown;
}
