import { type Interaction, InteractionType, messageKey } from '@stars/contracts';
import { Persons } from './persons.js';
import type { Refund } from './refunds.js';

/** Events before it are a wrong unit more often than old. */
const EARLIEST = Date.UTC(1990);

const INTERACTION_KINDS: Readonly<Record<number, string>> = {
  [InteractionType.INTERACTION_TYPE_VIEW]: 'view',
  [InteractionType.INTERACTION_TYPE_ADD_TO_CART]: 'add_to_cart',
  [InteractionType.INTERACTION_TYPE_PURCHASE]: 'purchase',
};

/** What a file of events holds besides its messages. Memory grows with users and items, not with events. */
export class EventFindings {
  readonly kinds: Record<string, number> = {};
  readonly persons = new Persons();
  readonly refunds: Refund[] = [];
  /** Rows that are equal to an earlier one: they are kept, because one can buy the same thing twice. */
  repeated = 0;
  early = 0;
  future = 0;
  /** Events by key. */
  readonly #items = new Map<string, number>();
  readonly #users = new Map<string, number>();

  constructor(private readonly now: number) {}

  add({ tenantId, userId, itemId, type, time }: Interaction, repeated: boolean): void {
    const kind = INTERACTION_KINDS[type] ?? '';
    this.kinds[kind] = (this.kinds[kind] ?? 0) + 1;
    if (repeated) this.repeated++;
    count(this.#items, messageKey(tenantId, itemId));
    count(this.#users, messageKey(tenantId, userId));
    const ms = time!.getTime();
    if (ms < EARLIEST) this.early++;
    if (ms > this.now) this.future++;
  }

  itemKeys(): Iterable<string> {
    return this.#items.keys();
  }

  /** Events of items, and of users, that none of the sets has. */
  unknownItems(known: ReadonlySet<string>): Unknown {
    return unknownOf(this.#items, known);
  }

  unknownUsers(known: ReadonlySet<string>): Unknown {
    return unknownOf(this.#users, known);
  }
}

export interface Unknown {
  events: number;
  ids: number;
  examples: string[];
}

function count(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}

function unknownOf(counts: ReadonlyMap<string, number>, known: ReadonlySet<string>): Unknown {
  const unknown: Unknown = { events: 0, ids: 0, examples: [] };
  for (const [key, events] of counts) {
    if (known.has(key)) continue;
    unknown.events += events;
    unknown.ids++;
    if (unknown.examples.length < 3) unknown.examples.push(key.slice(key.indexOf('/') + 1));
  }
  return unknown;
}
